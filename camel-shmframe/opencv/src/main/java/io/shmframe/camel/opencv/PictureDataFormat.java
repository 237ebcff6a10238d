// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.camel.MessageFrames;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What the data formats for pictures have in common.
 *
 * <p>Marshalling takes every body that a {@code shmframe:} producer takes and gives the file; the
 * headers of the message then say what the picture in it is, and {@code Content-Type} what the file
 * is. Unmarshalling takes a file, checks from its own header that it is whole and not too large,
 * and gives a {@link FrameView}, which is decoded when its pixels are wanted.
 *
 * <p>Options are set before the route starts. After that any number of threads may use it.
 *
 * @param <T> the data format itself, which its options return
 */
public abstract sealed class PictureDataFormat<T extends PictureDataFormat<T>>
    extends ServiceSupport implements DataFormat, DataFormatName, CamelContextAware
    permits JpegDataFormat, PngDataFormat {

  private static final int DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

  /** The largest array that every JVM can have. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /** What a file may have besides its picture: names, profiles, a preview. */
  private static final int AROUND_THE_PICTURE = 1024 * 1024;

  private final PictureKind kind;
  private CamelContext context;
  private PictureCodec codec;
  private boolean grey;
  private boolean straight = true;
  private int maxBytes = DEFAULT_MAX_BYTES;

  PictureDataFormat(PictureKind kind) {
    this.kind = kind;
  }

  abstract T self();

  abstract Encoding encoding();

  @Override
  public void marshal(Exchange exchange, Object body, OutputStream stream) throws Exception {
    Message message = exchange.getMessage();
    FrameView frame = MessageFrames.of(exchange, carrying(message, body), getDataFormatName());
    FrameGeometry picture = PictureFormats.encoded(frame.geometry(), kind, grey);
    stream.write(started().encode(frame, encoding()));
    describe(message, picture, kind.text());
    message.setHeader(Exchange.CONTENT_TYPE, kind.contentType());
  }

  /** The body may come from a variable instead of the message. */
  private static Message carrying(Message message, Object body) {
    if (message.getBody() == body) {
      return message;
    }
    Message other = new DefaultMessage(message.getExchange());
    other.copyFromWithNewBody(message, body);
    return other;
  }

  @Override
  public Object unmarshal(Exchange exchange, InputStream stream) throws Exception {
    byte[] file = stream.readNBytes(longest());
    if (file.length == longest() && stream.read() >= 0) {
      throw tooLong();
    }
    return frame(exchange, file);
  }

  /** Bytes that a file may have. */
  private int longest() {
    return (int) Math.min(LARGEST, (long) maxBytes + AROUND_THE_PICTURE);
  }

  private PictureException tooLong() {
    return new PictureException(
        "A "
            + kind
            + " of more than "
            + longest()
            + " bytes: maxBytes="
            + maxBytes
            + " allows no more");
  }

  @Override
  public Object unmarshal(Exchange exchange, Object body) throws Exception {
    if (body instanceof byte[] file) {
      return frame(exchange, file);
    }
    try (InputStream stream =
        exchange
            .getContext()
            .getTypeConverter()
            .mandatoryConvertTo(InputStream.class, exchange, body)) {
      return unmarshal(exchange, stream);
    }
  }

  private FrameView frame(Exchange exchange, byte[] bytes) {
    if (bytes.length > longest()) {
      throw tooLong();
    }
    PictureFile file = kind.read(bytes);
    FrameGeometry geometry = file.geometry(grey);
    if (geometry.bytes() > maxBytes) {
      throw new PictureException(
          "A "
              + file
              + " is decoded to "
              + geometry.bytes()
              + " bytes: maxBytes="
              + maxBytes
              + " allows no more");
    }
    FrameView frame = straight ? new PictureFrame(file, grey, started()) : decoded(file, geometry);
    Message message = exchange.getMessage();
    describe(message, geometry, "raw");
    message.removeHeader(Exchange.CONTENT_TYPE);
    return frame;
  }

  private FrameView decoded(PictureFile file, FrameGeometry geometry) {
    ByteBuffer own = ByteBuffer.allocate(Math.toIntExact(geometry.bytes()));
    started().decode(file, grey, own.duplicate());
    return FrameView.of(geometry, own);
  }

  private static void describe(Message message, FrameGeometry geometry, String encoding) {
    MessageFrames.describe(message, geometry, Math.toIntExact(geometry.rowBytes()), encoding);
  }

  private PictureCodec started() {
    if (codec == null) {
      throw new IllegalStateException(getDataFormatName() + " is not started");
    }
    return codec;
  }

  @Override
  protected void doStart() throws Exception {
    codec = PictureCodecs.of(context);
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /** See {@link #setGrey}. */
  public boolean isGrey() {
    return grey;
  }

  /** Whether pictures are encoded and decoded as grey ones. Default: false. */
  public void setGrey(boolean grey) {
    this.grey = grey;
  }

  /** See {@link #setGrey}. */
  public T grey(boolean grey) {
    setGrey(grey);
    return self();
  }

  /** See {@link #setStraight}. */
  public boolean isStraight() {
    return straight;
  }

  /**
   * Whether a picture is decoded when its pixels are wanted, and straight into the memory where
   * they are wanted. For a {@code shmframe:} producer whose header can be withdrawn that is the
   * segment: one copy less, but readers see no frame while it is decoded, and a peer that truncates
   * the segment in that time ends the JVM, since a fault in native code cannot be caught. False:
   * the picture is decoded at once, into memory of our own, from where the JVM copies it. Default:
   * true.
   */
  public void setStraight(boolean straight) {
    this.straight = straight;
  }

  /** See {@link #setStraight}. */
  public T straight(boolean straight) {
    setStraight(straight);
    return self();
  }

  /** See {@link #setMaxBytes}. */
  public int getMaxBytes() {
    return maxBytes;
  }

  /**
   * How many bytes a decoded picture may have, 1 to 2147483639. A file may have as many and 1 MiB
   * more. Default: 268435456 (256 MiB).
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public void setMaxBytes(int maxBytes) {
    this.maxBytes = inRange("maxBytes", maxBytes, 1, LARGEST);
  }

  /** See {@link #setMaxBytes}. */
  public T maxBytes(int maxBytes) {
    setMaxBytes(maxBytes);
    return self();
  }

  static int inRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " is " + value + ": expected " + least + " to " + most);
    }
    return value;
  }
}
