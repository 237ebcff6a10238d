// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import io.shmframe.camel.socket.LengthPrefixed;
import io.shmframe.camel.socket.PaddedLength;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

/** The ways in and out, and the other side of a handshake. */
@ApplicationScoped
public class FrameRoutes extends RouteBuilder {

  static final String TO = "To";
  static final String FROM = "From";

  /** What a body is made into, and what it was. */
  static final String BODY = "Body";

  private static final int PATIENCE_MILLIS = 5000;

  @Override
  public void configure() {
    from("direct:write").process(Bodies::fromBytes).toD("${header.To}").process(Bodies::toBytes);

    from("direct:read")
        .pollEnrich()
        .simple("${header.From}")
        .timeout(PATIENCE_MILLIS)
        .process(Bodies::toBytes);

    pictureFile("jpeg", "shmframeJpeg");
    pictureFile("png", "shmframePng");

    // The socket links, both ends.
    bindToRegistry("sender", LengthPrefixed.sender());
    bindToRegistry("receiver", LengthPrefixed.receiver());
    bindToRegistry("answeredSender", PaddedLength.sender());
    bindToRegistry("answeringReceiver", PaddedLength.receiver());

    from("direct:pickle")
        .marshal()
        .custom("shmframePickle")
        .to("netty:tcp://127.0.0.1:{{pickle.port}}?sync=false&decoders=#sender");
    from("netty:tcp://127.0.0.1:{{pickle.port}}?sync=true&decoders=#receiver")
        .unmarshal()
        .custom("shmframePickle")
        .to(
            "shmframe:pickle?layout=raw&regions=1&width=4&height=2&channels=3&directory={{segments}}");

    from("direct:padded")
        .to("netty:tcp://127.0.0.1:{{padded.port}}?sync=true&decoders=#answeredSender");
    from("netty:tcp://127.0.0.1:{{padded.port}}?sync=true&decoders=#answeringReceiver")
        .to(
            "shmframe:padded?layout=raw&regions=1&width=4&height=2&channels=3&directory={{segments}}");

    from("shmframe:question?layout=status&bodyType=array&exchangePattern=InOut"
            + "&directory={{segments}}")
        .routeId("twice")
        .process(Bodies::twice);

    from("shmframe:original?layout=raw&width=4&height=2&channels=3&exchangePattern=InOut"
            + "&bodyType=mat&directory={{segments}}")
        .routeId("inverted")
        .process(Bodies::inverted);

    from("shmframe:watched?layout=frameheader&staleAfter=1s&directory={{segments}}")
        .routeId("watched")
        .process(exchange -> {});

    // A camera of another process.
    from("shmframe:{{live.segment}}?layout=frameheader&staleAfter=1s")
        .routeId("live")
        .process(exchange -> {});
  }

  private void pictureFile(String name, String format) {
    from("direct:write-" + name).unmarshal().custom(format).toD("${header.To}");
    from("direct:read-" + name)
        .pollEnrich()
        .simple("${header.From}")
        .timeout(PATIENCE_MILLIS)
        .marshal()
        .custom(format);
  }
}
