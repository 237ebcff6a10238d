// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What programs send that put {@code pickle.dumps(numpy_array)} into a socket: marshals bytes
 * (typically of a JPEG) to the pickle of a one-dimensional uint8 array, and such a pickle to a
 * {@code byte[]}. What numpy 1 and 2 write is read, and what is written both load without a
 * warning. Nothing that a pickle names is run or made: anything else is a {@link
 * PickleFormatException}.
 *
 * <p>Used as {@code .marshal().custom("shmframePickle")} or as a bean. Options are set before the
 * route starts; then threads may share it. Message headers are left alone.
 */
public final class PickleDataFormat extends ServiceSupport implements DataFormat, DataFormatName {

  /** The name of the service. */
  public static final String NAME = "shmframePickle";

  private static final int DEFAULT_MAX_BYTES = 64 << 20;

  private int protocol = 4;
  private int maxBytes = DEFAULT_MAX_BYTES;

  @Override
  public String getDataFormatName() {
    return NAME;
  }

  /** The pickle protocol that is written. */
  public int getProtocol() {
    return protocol;
  }

  /**
   * The pickle protocol that is written; any of the four is read.
   *
   * @param protocol 2 to 5; 4 unless set
   * @throws IllegalArgumentException if it is another number
   */
  public void setProtocol(int protocol) {
    if (protocol < 2 || protocol > 5) {
      throw new IllegalArgumentException("protocol must be 2, 3, 4 or 5, but is " + protocol);
    }
    this.protocol = protocol;
  }

  /** As {@link #setProtocol}, and returns this. */
  public PickleDataFormat protocol(int newProtocol) {
    setProtocol(newProtocol);
    return this;
  }

  /** The largest pickle that is read or written, in bytes. */
  public int getMaxBytes() {
    return maxBytes;
  }

  /**
   * The largest pickle that is read or written.
   *
   * @param maxBytes bytes, from 1; 64 MiB unless set
   * @throws IllegalArgumentException if it is less than 1
   */
  public void setMaxBytes(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, but is " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** As {@link #setMaxBytes}, and returns this. */
  public PickleDataFormat maxBytes(int newMaxBytes) {
    setMaxBytes(newMaxBytes);
    return this;
  }

  /**
   * @throws PickleFormatException if the pickle would be larger than {@code maxBytes}
   */
  @Override
  public void marshal(Exchange exchange, Object graph, OutputStream stream) throws Exception {
    byte[] payload = converter(exchange).mandatoryConvertTo(byte[].class, exchange, graph);
    new PickleArrayWriter(protocol, payload).write(stream, maxBytes);
  }

  /**
   * @return the array's bytes, a {@code byte[]}
   * @throws PickleFormatException if it is no pickle of a one-dimensional uint8 array, or larger
   *     than {@code maxBytes}
   */
  @Override
  public Object unmarshal(Exchange exchange, Object body) throws Exception {
    if (body instanceof byte[] pickle) {
      return read(pickle);
    }
    // Not to byte[]: a stream may be longer than what may be read of it.
    try (InputStream in =
        converter(exchange).mandatoryConvertTo(InputStream.class, exchange, body)) {
      return unmarshal(exchange, in);
    }
  }

  @Override
  public Object unmarshal(Exchange exchange, InputStream stream) throws IOException {
    byte[] pickle = stream.readNBytes(maxBytes);
    if (pickle.length == maxBytes && stream.read() >= 0) {
      throw tooLong("more");
    }
    return read(pickle);
  }

  private byte[] read(byte[] pickle) throws IOException {
    if (pickle.length > maxBytes) {
      throw tooLong(pickle.length + " bytes");
    }
    return new PickleArrayReader(pickle).read();
  }

  private PickleFormatException tooLong(String found) {
    return new PickleFormatException(
        "expected at most maxBytes=" + maxBytes + " bytes, found " + found, maxBytes);
  }

  private static TypeConverter converter(Exchange exchange) {
    return exchange.getContext().getTypeConverter();
  }
}
