// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The Kamelets keep the rules of Camel's own catalogue (its validator), and say what the
 * component's metadata says, so that they cannot drift. The catalogue's rule that the provider is
 * the Apache Software Foundation is for its own Kamelets alone.
 */
@Timeout(60)
class KameletCatalogueTest {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z0-9]+)\\}\\}");
  private static final String SEGMENT = "segment";
  private static final String DEFAULT = "default";

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldBeNamedAsItsFileAndItsKind(String kind) {
    Map<?, ?> kamelet = kamelet(kind);
    Map<?, ?> metadata = at(kamelet, "metadata");

    assertThat(kamelet.get("apiVersion")).isEqualTo("camel.apache.org/v1");
    assertThat(kamelet.get("kind")).isEqualTo("Kamelet");
    assertThat(metadata.get("name")).isEqualTo("shmframe-" + kind);
    assertThat(at(metadata, "labels").get("camel.apache.org/kamelet.type")).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldHaveTheAnnotationsOfACatalogue(String kind) {
    Map<?, ?> annotations = at(kamelet(kind), "metadata", "annotations");

    for (String name : List.of("kamelet.group", "kamelet.namespace", "provider")) {
      assertThat((String) annotations.get("camel.apache.org/" + name)).as(name).isNotBlank();
    }
    assertThat(annotations.get("camel.apache.org/kamelet.support.level"))
        .isEqualTo(component().get("supportLevel"));
    assertThat(annotations.get("camel.apache.org/catalog.version"))
        .isEqualTo(component().get("version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldHaveAnIconThatIsAPicture(String kind) {
    Object icon = at(kamelet(kind), "metadata", "annotations").get("camel.apache.org/kamelet.icon");

    String head = "data:image/svg+xml;base64,";
    assertThat((String) icon).startsWith(head);
    byte[] svg = Base64.getDecoder().decode(((String) icon).substring(head.length()));
    assertThat(new String(svg, StandardCharsets.UTF_8)).startsWith("<svg ").endsWith("</svg>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldHaveATitleOfItsKindAndADescription(String kind) {
    Map<?, ?> definition = at(kamelet(kind), "spec", "definition");

    String ending = "source".equals(kind) ? "Source" : "Sink";
    assertThat((String) definition.get("title")).endsWith(" " + ending);
    assertThat((String) definition.get("description")).isNotBlank();
    assertThat(definition.get("type")).isEqualTo("object");
    assertThat(definition.get("required")).isEqualTo(List.of(SEGMENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldDescribeEveryProperty(String kind) {
    properties(kind)
        .forEach(
            (name, property) -> {
              assertThat((String) property.get("title")).as(name).matches("[A-Z][a-z]+");
              assertThat((String) property.get("description")).as(name).endsWith(".");
              assertThat((String) property.get("type")).as(name).isIn("string", "integer");
              assertThat(property.containsKey(DEFAULT) || property.containsKey("example"))
                  .as(name)
                  .isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldUseWhatItDeclaresAndDeclareWhatItUses(String kind) {
    Set<String> used = new TreeSet<>();
    Matcher placeholders = PLACEHOLDER.matcher(at(kamelet(kind), "spec", "template").toString());
    while (placeholders.find()) {
      used.add(placeholders.group(1));
    }

    assertThat(used).isEqualTo(new TreeSet<>(properties(kind).keySet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldNameTheJarsThatItNeeds(String kind) {
    JsonObject component = component();

    assertThat(at(kamelet(kind), "spec").get("dependencies"))
        .isEqualTo(
            List.of(
                "mvn:%s:%s:%s"
                    .formatted(
                        component.get("groupId"),
                        component.get("artifactId"),
                        component.get("version")),
                "camel:kamelet"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldHaveTheDefaultsOfTheComponent(String kind) {
    options(kind)
        .forEach(
            (name, option) -> {
              Map<?, ?> property = properties(kind).get(name);
              Object expected = option.get("defaultValue");
              if (property.containsKey(DEFAULT) || expected == null) {
                assertThat(property.get(DEFAULT)).as(name).isEqualTo(expected);
              } else {
                // Where it is not set, a ring that is there keeps its own.
                assertThat((String) property.get("description"))
                    .as(name)
                    .contains("Default is " + expected + ",");
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldOfferTheValuesOfTheComponent(String kind) {
    options(kind)
        .forEach(
            (name, option) ->
                assertThat(properties(kind).get(name).get("enum"))
                    .as(name)
                    .isEqualTo(option.get("enum")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldOfferOptionsOfItsDirection(String kind) {
    String other = "source".equals(kind) ? "producer" : "consumer";

    options(kind)
        .forEach((name, option) -> assertThat((String) option.get("label")).isNotEqualTo(other));
  }

  /** The component's option for each property. */
  private static Map<String, JsonObject> options(String kind) {
    JsonObject all = component("properties");
    Map<String, JsonObject> options = new java.util.LinkedHashMap<>();
    for (String name : properties(kind).keySet()) {
      String option = SEGMENT.equals(name) ? "name" : name;
      assertThat(all).containsKey(option);
      options.put(name, (JsonObject) all.get(option));
    }
    return options;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<?, ?>> properties(String kind) {
    return (Map<String, Map<?, ?>>) at(kamelet(kind), "spec", "definition", "properties");
  }

  private static Map<?, ?> kamelet(String kind) {
    return (Map<?, ?>)
        new Load(LoadSettings.builder().build())
            .loadFromString(resource("/kamelets/shmframe-" + kind + ".kamelet.yaml"));
  }

  private static Map<?, ?> at(Map<?, ?> map, String... path) {
    Map<?, ?> found = map;
    for (String key : path) {
      found = (Map<?, ?>) found.get(key);
    }
    return found;
  }

  private static JsonObject component() {
    return component("component");
  }

  private static JsonObject component(String part) {
    String json = resource("/META-INF/io/shmframe/camel/shmframe.json");
    return (JsonObject) Jsoner.deserialize(json, new JsonObject()).get(part);
  }

  private static String resource(String path) {
    try (InputStream in = KameletCatalogueTest.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
