// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every route in YAML that the README and the guide show is one that Camel takes, with endpoints
 * that take their options. None is started: the segments of those names are not ours to touch.
 */
@Timeout(60)
class YamlSnippetsTest {

  private static final Path ROOT = Path.of(System.getProperty("shmframe.test.root"));
  private static final Pattern YAML =
      Pattern.compile("^```yaml\\R(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final CamelContext context = new DefaultCamelContext();

  /** A route of a page; its name is what a report shows. */
  private record Snippet(String name, String yaml) {

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void shouldLoadTheRoute(Snippet snippet) throws Exception {
    // Not on this class path; what is ours in the snippet is.
    context.addComponent("kafka", new StubComponent());
    context.setAutoStartup(false);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.fromString("snippet.yaml", snippet.yaml()));

    context.start();

    assertThat(context.getRoutes()).isNotEmpty();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldFindTheSnippets() throws IOException {
    assertThat(snippets())
        .extracting(snippet -> snippet.name().replaceFirst(" .*", ""))
        .contains("README.md", "pictures.md", "sockets.md", "yaml.md", "your-header.md");
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages()) {
      Matcher blocks = YAML.matcher(Files.readString(page));
      for (int i = 1; blocks.find(); i++) {
        String yaml = blocks.group(1);
        if (Arrays.stream(yaml.split("\\R")).anyMatch(line -> line.matches("- (route|from):"))) {
          snippets.add(new Snippet(page.getFileName() + " " + i, yaml));
        }
      }
    }
    return snippets;
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/guide"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }
}
