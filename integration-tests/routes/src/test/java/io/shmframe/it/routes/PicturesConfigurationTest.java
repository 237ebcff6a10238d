// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.it.routes.SomePictures.HEIGHT;
import static io.shmframe.it.routes.SomePictures.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PngDataFormat;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyConfigurerHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The data formats in YAML, as beans, and by properties. */
class PicturesConfigurationTest extends RouteTest {

  private static final Map<String, Object> SIZE =
      Map.of(
          "CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT, "CamelShmFrameChannels", 3);

  private void load(String yaml) throws Exception {
    PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", yaml));
    context.start();
  }

  private static byte[] sent(CamelContext context) {
    return context
        .createProducerTemplate()
        .requestBodyAndHeaders("direct:in", SomePictures.bgr(), SIZE, byte[].class);
  }

  /** The first value of the table for brightness: 16 at quality 50, the half of it at 75. */
  private static int coarseness(byte[] jpeg) {
    for (int i = 0; i < jpeg.length; i++) {
      if (jpeg[i] == -1 && jpeg[i + 1] == (byte) 0xDB) {
        return jpeg[i + 5];
      }
    }
    throw new AssertionError("no table");
  }

  private static int components(byte[] jpeg) {
    for (int i = 0; i < jpeg.length; i++) {
      if (jpeg[i] == -1 && jpeg[i + 1] == (byte) 0xC0) {
        return jpeg[i + 9];
      }
    }
    throw new AssertionError("no frame");
  }

  @Test
  void shouldBeNamedInYaml() throws Exception {
    load(
        """
        - route:
            from:
              uri: direct:in
              steps:
                - marshal:
                    custom:
                      ref: shmframeJpeg
                - unmarshal:
                    custom:
                      ref: shmframeJpeg
                - marshal:
                    custom:
                      ref: shmframePng
                - unmarshal:
                    custom:
                      ref: shmframePng
        """);

    SomePictures.assertClose(sent(context), SomePictures.bgr());
  }

  @Test
  void shouldBeABeanInYaml() throws Exception {
    load(
        """
        - beans:
            - name: small
              type: io.shmframe.camel.opencv.JpegDataFormat
              properties:
                quality: 75
                grey: true
        - route:
            from:
              uri: direct:in
              steps:
                - marshal:
                    custom:
                      ref: small
        """);
    byte[] jpeg = sent(context);

    assertThat(coarseness(jpeg)).isEqualTo(8);
    assertThat(components(jpeg)).isEqualTo(1);
  }

  @Test
  void shouldSayWhatIsWrongWithABeanInYaml() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    - beans:
                        - name: small
                          type: io.shmframe.camel.opencv.JpegDataFormat
                          properties:
                            quality: 175
                    - route:
                        from:
                          uri: direct:in
                          steps:
                            - marshal:
                                custom:
                                  ref: small
                    """))
        .hasStackTraceContaining("quality is 175: expected 1 to 100");
  }

  @Test
  void shouldBeConfiguredByProperties() throws Exception {
    Main main = new Main();
    main.configure().withShutdownTimeout(1);
    main.addInitialProperty("camel.dataformat.shmframeJpeg.quality", "75");
    main.addInitialProperty("camel.dataformat.shmframeJpeg.grey", "true");
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:in").marshal().custom("shmframeJpeg");
              }
            });
    main.start();
    try {
      byte[] jpeg = sent(main.getCamelContext());

      assertThat(coarseness(jpeg)).isEqualTo(8);
      assertThat(components(jpeg)).isEqualTo(1);
    } finally {
      main.stop();
    }
  }

  @Test
  void shouldBeConfiguredWithoutReflection() {
    for (DataFormat format : new DataFormat[] {new JpegDataFormat(), new PngDataFormat()}) {
      PropertyConfigurer configurer =
          PropertyConfigurerHelper.resolvePropertyConfigurer(context, format);

      assertThat(configurer).isNotNull();
      assertThat(configurer.configure(context, format, "maxBytes", "1000", false)).isTrue();
      assertThat(configurer.configure(context, format, "straight", "false", false)).isTrue();
      assertThat(format).extracting("maxBytes", "straight").containsExactly(1000, false);
    }
  }
}
