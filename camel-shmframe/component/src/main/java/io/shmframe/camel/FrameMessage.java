// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameInfo;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;

/**
 * A message of a frame, whose headers are made when somebody asks for them: fifteen of them cost
 * more than all else that a frame on loan does. With pooled exchanges a message comes again; one
 * whose headers were asked for once gets them at once from then on, as Camel keeps their map.
 */
final class FrameMessage extends DefaultMessage {

  private final FrameHeaders frameHeaders;

  /** Of the frame whose headers have not been asked for; null if there is none such. */
  private FrameInfo info;

  private int stride;
  private int copies;

  /** The body, until its loan has ended; null if there is none. */
  private CamelFrame loan;

  private FrameMessage(CamelContext context, FrameHeaders frameHeaders) {
    super(context);
    this.frameHeaders = frameHeaders;
  }

  /** The message of an exchange that a consumer has just got from its factory. */
  static FrameMessage of(Exchange exchange, FrameHeaders frameHeaders) {
    // Not getIn(), which would make one.
    FrameMessage again = exchange.getExchangeExtension().getInOrNull(FrameMessage.class);
    if (again != null) {
      return again;
    }
    FrameMessage made = new FrameMessage(exchange.getContext(), frameHeaders);
    exchange.setIn(made);
    return made;
  }

  /** Makes a frame on loan the body. */
  void lend(CamelFrame frame) {
    loan = frame;
    setBody(frame);
  }

  /** To be called behind all else that happens when the exchange completes. */
  void endLoan() {
    if (loan != null) {
      loan.close();
      loan = null;
    }
  }

  /** Ends the loan when the exchange completes, where somebody else sees to that. */
  void endLoanWithExchange() {
    if (loan != null) {
      FrameBodies.whenComplete(getExchange(), loan::close);
      loan = null;
    }
  }

  /** Says what the body is, in headers. */
  void describe(FrameInfo frame, int bodyStride, int bodyCopies) {
    if (hasPopulatedHeaders()) {
      frameHeaders.put(getHeaders(), getExchange(), frame, bodyStride, bodyCopies);
    } else {
      info = frame;
      stride = bodyStride;
      copies = bodyCopies;
    }
  }

  @Override
  protected boolean isPopulateHeadersSupported() {
    return true;
  }

  @Override
  protected void populateInitialHeaders(Map<String, Object> headers) {
    if (info != null) {
      frameHeaders.put(headers, getExchange(), info, stride, copies);
    }
  }

  @Override
  public void reset() {
    super.reset();
    info = null;
    loan = null;
  }
}
