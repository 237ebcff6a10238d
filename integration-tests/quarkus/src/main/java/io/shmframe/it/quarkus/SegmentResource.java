// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.FluentProducerTemplate;

/**
 * Frames over HTTP, to and from any segment: what is in the message headers of the component is in
 * HTTP headers of the same names.
 */
@Path("/segment")
public class SegmentResource {

  private static final String PREFIX = "CamelShmFrame";

  private final FluentProducerTemplate routes;

  public SegmentResource(FluentProducerTemplate routes) {
    this.routes = routes;
  }

  /**
   * Sends the bytes of the request to a segment.
   *
   * @param to the endpoint
   * @param body what the bytes are made into before: bytes, frame, mat, array or text; or what they
   *     are: jpeg or png
   * @param answer whether to wait for an answer, which becomes the response
   */
  @POST
  public Response write(
      @QueryParam("to") String to,
      @QueryParam("body") String body,
      @QueryParam("answer") boolean answer,
      @Context HttpHeaders http,
      byte[] bytes) {
    Map<String, Object> headers = new HashMap<>();
    http.getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                headers.put(name, values.get(0));
              }
            });
    headers.put(FrameRoutes.TO, to);
    headers.put(FrameRoutes.BODY, body);
    ExchangePattern pattern = answer ? ExchangePattern.InOut : ExchangePattern.InOnly;
    return send(route("direct:write", body), pattern, headers, bytes);
  }

  /**
   * Takes the newest frame of a segment.
   *
   * @param from the endpoint
   * @param as jpeg or png; else its pixels
   */
  @GET
  public Response read(@QueryParam("from") String from, @QueryParam("as") String as) {
    Map<String, Object> headers = Map.of(FrameRoutes.FROM, from);
    return send(route("direct:read", as), ExchangePattern.InOut, headers, new byte[0]);
  }

  /**
   * Sends the bytes through a socket, at whose other end a route writes them into a segment.
   *
   * @param link pickle or padded
   */
  @POST
  @Path("/{link:pickle|padded}")
  public Response send(@PathParam("link") String link, byte[] bytes) {
    return send("direct:" + link, ExchangePattern.InOut, Map.of(), bytes);
  }

  private static String route(String route, String kind) {
    return "jpeg".equals(kind) || "png".equals(kind) ? route + "-" + kind : route;
  }

  private Response send(
      String route, ExchangePattern pattern, Map<String, Object> headers, byte[] bytes) {
    Exchange done =
        routes
            .withExchange(
                () -> {
                  Exchange exchange =
                      routes.getCamelContext().getEndpoint(route).createExchange(pattern);
                  exchange.getIn().setHeaders(new HashMap<>(headers));
                  exchange.getIn().setBody(bytes);
                  return exchange;
                })
            .to(route)
            .send();
    if (done.getException() != null) {
      return Response.status(422).entity(String.valueOf(done.getException().getMessage())).build();
    }
    if (done.getMessage().getBody() == null) {
      return Response.noContent().build();
    }
    Response.ResponseBuilder response = Response.ok(done.getMessage().getBody(byte[].class));
    done.getMessage()
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)
                  || name.equals(FrameRoutes.BODY)
                  || name.equals("Content-Type")) {
                response.header(name, value);
              }
            });
    return response.build();
  }
}
