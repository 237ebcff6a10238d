// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.Delivery;
import io.shmframe.frame.FrameReader;
import io.shmframe.frame.FrameSink;
import io.shmframe.frame.FrameSource;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.Freshness;
import io.shmframe.frame.Overflow;
import io.shmframe.frame.ReaderOptions;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.frame.TornPolicy;
import io.shmframe.frame.VerifyMode;
import io.shmframe.frame.WaitStrategy;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.Alignment;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.GeometryRule;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import io.shmframe.layout.Placement;
import io.shmframe.layout.Preset;
import io.shmframe.layout.Synchronisation;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.ExchangePattern;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options of an endpoint. */
@UriParams
public class ShmFrameConfiguration implements Cloneable {

  private static final String RING = "ring";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  @UriPath
  @Metadata(
      required = true,
      description =
          "The segment, as in shm_open: letters, digits, '.', '_' and '-'; one leading slash is dropped. It is the file"
              + " of that name in the directory.")
  private String name;

  @UriParam(
      defaultValue = "ring",
      description =
          "How the segment is laid out: ring (our own: many readers, frames on loan, never torn; docs/guide/ring.md), the name"
              + " of a preset for programs that exist (frameheader, imginf, raw, status, text), a description of their header"
              + " such as width:i32,height:i32,channels:i32,valid:i32 (docs/guide/your-header.md), or #bean for a HeaderLayout"
              + " of the registry.")
  private String layout = RING;

  @UriParam(
      description =
          "The folder of the segment. Default: /dev/shm where there is one, else the temporary directory.")
  private String directory;

  @UriParam(
      description =
          "The width of the picture in pixels. A consumer takes it where the segment's header does not say it, and checks"
              + " the header where it does; a producer uses it for bodies that do not say it, and checks those that do.")
  private int width;

  @UriParam(description = "The height of the picture in pixels, as width.")
  private int height;

  @UriParam(description = "How many channels a pixel has, as width.")
  private int channels;

  @UriParam(
      description =
          "OpenCV's type integer (16 is CV_8UC3, 0 is CV_8UC1, 6 is CV_64FC1): the channels and what their values are, as"
              + " width.")
  private Integer type;

  @UriParam(
      description =
          "What the values are, in numpy's words: float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32"
              + " uint64; as width. Default: uint8, with layout=status float32.")
  private String dtype;

  @UriParam(description = "The lengths of a tensor's dimensions, such as 512x512, as width.")
  private String shape;

  @UriParam(
      description =
          "Bytes from the start of one row of a picture in the segment to the start of the next, where the header does not"
              + " say it. Default: those of a row.")
  private int stride;

  @UriParam(
      enums = "GRAY8,BGR24,RGB24,BGRA,YUYV,NV12,I420",
      description =
          "What the 8-bit values of a picture mean and in which planes they lie, as width. Default: GRAY8, BGR24 or BGRA"
              + " by the number of channels.")
  private PixelFormat pixelFormat;

  @UriParam(
      defaultValue = "1",
      description = "How many cameras share the segment, one stream behind the other.")
  private int streams = 1;

  @UriParam(defaultValue = "0", description = "Which stream is meant, from 0.")
  private int stream;

  @UriParam(
      description =
          "Bytes from the start of one stream to the start of the next, header and all. Default: the layout's (imginf:"
              + " 1920*1080*3+12), else an equal share of the segment.")
  private long streamStride;

  @UriParam(
      description =
          "How many payloads of one size lie behind each other in a stream. Default: the layout's (raw: 2, the original"
              + " and what became of it), else 1.")
  private int regions;

  @UriParam(
      defaultValue = "0",
      description = "Which region is read or written, from 0; an answer goes to the next one.")
  private int region;

  @UriParam(
      defaultValue = "little",
      enums = "little,big",
      description =
          "The order of the bytes of a described header's fields. The payload is in the order of the machine.")
  private String byteOrder = "little";

  @UriParam(
      defaultValue = "packed",
      enums = "packed,natural",
      description =
          "Where a described field begins that has no offset: packed (right behind the one before), natural (on a multiple"
              + " of its size, as a C compiler lays out a struct; the header is as long as sizeof says).")
  private Alignment align = Alignment.PACKED;

  @UriParam(
      description =
          "The offset of the payload from the start of the stream. Default: where the described header ends.")
  private Integer dataOffset;

  @UriParam(
      defaultValue = "auto",
      enums = "auto,none,valid,status,seqlock,sequence",
      description =
          "The field by which the writer and its readers keep out of each other's way: auto (the first of valid, status,"
              + " seqlock, sequence that the header has, else none).")
  private String sync = "auto";

  @UriParam(
      label = "consumer",
      defaultValue = "auto",
      enums = "auto,header,content,none",
      description =
          "How a fresh frame is told from the last one: auto (by the header's stamps and counters, else by the content),"
              + " header, content (a frame that is the same byte for byte is the same frame), none (not at all: what is"
              + " there is delivered once a pollInterval).")
  private Freshness freshness = Freshness.AUTO;

  @UriParam(
      defaultValue = "5s",
      javaType = "java.time.Duration",
      description =
          "How long each wait of a handshake may take: of a producer for its turn and, with exchangePattern=InOut, for the"
              + " answer; of a consumer with exchangePattern=InOut for its turn to answer.")
  private long requestTimeout = 5000;

  @UriParam(
      label = "producer",
      description =
          "OpenCV's type integer of an answer that lies in a region of its own without a header. Default: that of the"
              + " request.")
  private Integer answerType;

  @UriParam(
      defaultValue = "bytes",
      enums = "bytes,frame,mat,array",
      description =
          "The message body of a consumer, and of a producer's answer: bytes (a byte array of its own; of a text a"
              + " String), frame (a FrameView on the segment itself, no copy, which ends when the exchange completes), mat"
              + " (a JavaCV Mat of its own, which is freed when the exchange completes; needs camel-shmframe-opencv), array"
              + " (an array of float, double, byte, short, int or long, by what the values are).")
  private BodyType bodyType = BodyType.BYTES;

  @UriParam(
      label = "consumer",
      defaultValue = "auto",
      enums = "auto,futex,spin,yield,backoff,sleep",
      description =
          "How the consumer waits for the next frame: auto (futex where the layout and the JVM have it, else backoff, but"
              + " asleep until the next frame of a camera that keeps time is due, and for 25 ms at a time after ten seconds"
              + " without a frame), futex, spin and yield (burn a core), backoff (spin, yield, park), sleep (park).")
  private WaitKind waitStrategy = WaitKind.AUTO;

  @UriParam(
      label = "consumer",
      defaultValue = "1ms",
      javaType = "java.time.Duration",
      description =
          "The upper bound of one park with backoff and sleep, and with auto while a frame may come; at least 1 ms.")
  private long pollInterval = 1;

  @UriParam(
      label = "consumer",
      defaultValue = "auto",
      enums = "auto,none,stamp,compare",
      description =
          "How torn frames are found: auto (the strongest check that the layout allows), none (not at all, not even the"
              + " flag), stamp (the header is the same before and after the copy), compare (and the copy is compared with"
              + " the segment).")
  private VerifyMode verify = VerifyMode.AUTO;

  @UriParam(
      label = "consumer",
      defaultValue = "retry",
      enums = "retry,skip,fail",
      description =
          "What is done with a torn frame: retry (look again, a bounded number of times, then wait as for a new one),"
              + " skip (wait for the next one), fail (skip it, and the error handler hears of it).")
  private TornPolicy onTorn = TornPolicy.RETRY;

  @UriParam(
      label = "consumer",
      defaultValue = "5s",
      javaType = "java.time.Duration",
      description = "With no fresh frame for so long the consumer's health check is down.")
  private long staleAfter = 5000;

  @UriParam(
      label = "consumer",
      defaultValue = "0",
      javaType = "java.time.Duration",
      description =
          "With frames that come, but have been the same byte for byte for so long, the consumer's health check is down: a"
              + " camera that hangs behind a writer that goes on. 0: not looked at. Four times in so long one whole frame is"
              + " looked at; not with bodyType=frame, which has no copy to look at.")
  private long frozenAfter;

  @UriParam(
      defaultValue = "100ms",
      javaType = "java.time.Duration",
      description =
          "How often a missing or replaced segment is looked for (by a ring's producer always every 100 ms, by a ring's"
              + " consumer that has had no frame for ten seconds every 250 ms at most).")
  private long reattachInterval = 100;

  @UriParam(
      label = "consumer",
      defaultValue = "latest",
      enums = "latest,all",
      description =
          "Which frames of a ring are delivered: latest (the newest, the rest is counted as missed), all (each in its turn,"
              + " as far back as the ring holds; a producer with overflow=block or fail waits for such a consumer).")
  private Delivery delivery = Delivery.LATEST;

  @UriParam(
      label = "producer",
      defaultValue = "ifAbsent",
      enums = "ifAbsent,replace,never",
      description =
          "What the producer does about its segment: ifAbsent (use the one that exists, else create it), replace (own the"
              + " name: make a new file with the first frame and for a frame that is too large; readers follow), never"
              + " (use the one that exists, else fail).")
  private WriterOptions.Create create = WriterOptions.Create.IF_ABSENT;

  @UriParam(
      label = "producer",
      description =
          "How many bytes of payload each slot of a ring, or each stream and region of another created segment, has room"
              + " for. Default: as many as the first frame has.")
  private long capacity;

  @UriParam(
      label = "producer",
      defaultValue = "4",
      description =
          "How many frames a ring that is created has room for, 3 to 1024: three less may be on loan at a time. Default: 4,"
              + " or as many as the ring has that is there.")
  private int slots;

  @UriParam(
      label = "producer",
      defaultValue = "overwrite",
      enums = "overwrite,block,fail",
      description =
          "What the producer does where a consumer with delivery=all has not done with the oldest frame of the ring:"
              + " overwrite (it; the consumer counts it as missed), block (wait for at most blockTimeout, then fail), fail"
              + " (at once; the error handler gets the new frame).")
  private Overflow overflow = Overflow.OVERWRITE;

  @UriParam(
      label = "producer",
      defaultValue = "1s",
      javaType = "java.time.Duration",
      description = "How long a producer with overflow=block waits for room.")
  private long blockTimeout = 1000;

  @UriParam(
      label = "producer",
      defaultValue = "rw-------",
      description = "The permissions of a created segment, as ls shows them.")
  private String permissions = "rw-------";

  @UriParam(
      label = "producer",
      defaultValue = "false",
      description = "Whether the producer removes the segment when its route stops.")
  private boolean unlinkOnStop;

  @UriParam(
      label = "advanced",
      description =
          "Which message headers the frames of a ring carry in their metadata, and which of those a consumer takes from"
              + " there. Default: all but Camel's own, and in one direction authorization and cookies.")
  private HeaderFilterStrategy headerFilterStrategy = new ShmFrameHeaderFilterStrategy();

  private Optional<HeaderLayout> layoutBean = Optional.empty();

  /** The segment's file. */
  Path path() {
    return folder().resolve(name);
  }

  /** Takes a layout of the registry, by the name that the option has. */
  void useLayout(String reference, Object bean) {
    layout = reference;
    if (!(bean instanceof HeaderLayout described)) {
      throw invalid(
          "layout",
          reference,
          "the bean is a "
              + (bean == null ? "null" : bean.getClass().getName())
              + ": expected a "
              + HeaderLayout.class.getName());
    }
    layoutBean = Optional.of(described);
  }

  /** Whether the segment is a ring, rather than one of a described header. */
  boolean ring() {
    return RING.equals(layout) && layoutBean.isEmpty();
  }

  /** How the segment is laid out, for the eyes of a person. */
  String layoutText() {
    return describedLayout().map(HeaderLayout::toString).orElse(RING);
  }

  /** Whether the segment holds a text. */
  boolean text() {
    return describedLayout().map(HeaderLayout::text).orElse(false);
  }

  /** The header, where there is one; a ring has none. */
  Optional<HeaderLayout> describedLayout() {
    return ring() ? Optional.empty() : Optional.of(headerLayout());
  }

  /**
   * How the segment's header is laid out.
   *
   * @throws IllegalArgumentException that names the option, if the layout cannot be
   */
  private HeaderLayout headerLayout() {
    String option = "layout";
    try {
      HeaderLayout described = layoutBean.isPresent() ? layoutBean.get() : described();
      if ("auto".equals(sync)) {
        return described;
      }
      option = "sync";
      return described.synchronisedBy(synchronisation());
    } catch (LayoutException e) {
      throw invalid(option, "sync".equals(option) ? sync : layout, e.getMessage());
    }
  }

  private Synchronisation synchronisation() {
    return Arrays.stream(Synchronisation.values())
        .filter(kind -> named(kind).equals(sync))
        .findFirst()
        .orElseThrow(
            () -> invalid("sync", sync, "expected auto, none, valid, status, seqlock or sequence"));
  }

  private static String named(Synchronisation kind) {
    return kind == Synchronisation.NONE ? "none" : kind.field();
  }

  private HeaderLayout described() {
    Optional<Preset> preset = Preset.of(layout);
    if (preset.isEmpty() && !layout.contains(":")) {
      throw invalid(
          "layout",
          layout,
          "expected ring, a preset (frameheader, imginf, raw, status, text), #bean, or a description such as"
              + " width:i32,height:i32,channels:i32,timestampMs:i64,valid:i32");
    }
    HeaderLayout.Builder builder =
        preset.map(Preset::settings).orElseGet(() -> HeaderLayout.builder("described"));
    builder.align(align).byteOrder(order());
    if (dataOffset != null) {
      builder.dataOffset(dataOffset);
    }
    String fields = preset.map(Preset::description).orElse(layout);
    return (fields.isEmpty() ? builder : builder.describe(fields)).build();
  }

  private ByteOrder order() {
    return switch (byteOrder) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw invalid("byteOrder", byteOrder, "expected little or big");
    };
  }

  /**
   * A reader of its own.
   *
   * @param answering whether it is to write answers
   */
  FrameSource openReader(boolean answering) {
    if (ring()) {
      return new RingReader(path(), ringReaderOptions().withAwaited(delivery == Delivery.ALL));
    }
    return new FrameReader(path(), headerLayout(), readerOptions().withAnswering(answering));
  }

  /** A reader for whoever asks now and then, and for which no writer should wait meanwhile. */
  FrameSource openPollingReader() {
    return ring() ? new RingReader(path(), ringReaderOptions()) : openReader(false);
  }

  /**
   * A reader for whoever looks at one frame beside the route, and is in no hurry; empty where a
   * look would not leave the segment as it is.
   */
  Optional<FrameSource> openToGlance() {
    WaitStrategy patient = ReaderOptions.defaults().waiting();
    if (ring()) {
      return Optional.of(
          new RingReader(
              path(),
              RingReaderOptions.defaults()
                  .withWaiting(patient)
                  .withLoans(0)
                  .withExpected(expected())));
    }
    HeaderLayout known = headerLayout();
    return known.synchronisation() == Synchronisation.STATUS
        ? Optional.empty()
        : Optional.of(
            new FrameReader(
                path(), known, readerOptions().withOnTorn(TornPolicy.RETRY).withWaiting(patient)));
  }

  /** A writer; a segment has one at a time. */
  FrameSink openWriter() {
    return ring()
        ? new RingWriter(path(), ringWriterOptions())
        : new FrameWriter(path(), headerLayout(), writerOptions());
  }

  private RingReaderOptions ringReaderOptions() {
    return RingReaderOptions.defaults()
        .withDelivery(delivery)
        .withOnTorn(onTorn)
        .withWaiting(waitStrategy.ofRing(Duration.ofMillis(pollInterval)))
        .withReattachInterval(Duration.ofMillis(reattachInterval))
        .withLoans(bodyType == BodyType.FRAME ? 1 : 0)
        .withExpected(expected())
        .withName("shmframe:" + name);
  }

  private RingWriterOptions ringWriterOptions() {
    return RingWriterOptions.defaults()
        .withCapacity(capacity)
        .withSlots(slots)
        .withPermissions(PosixFilePermissions.fromString(permissions))
        .withCreate(create)
        .withOverflow(overflow)
        .withBlockTimeout(Duration.ofMillis(blockTimeout))
        .withExpected(expected());
  }

  private ReaderOptions readerOptions() {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        Duration.ofMillis(pollInterval),
        waitStrategy.strategy(Duration.ofMillis(pollInterval)),
        Duration.ofMillis(reattachInterval),
        Duration.ofMillis(requestTimeout),
        false,
        expected(),
        placement());
  }

  private WriterOptions writerOptions() {
    return new WriterOptions(
        create,
        capacity,
        PosixFilePermissions.fromString(permissions),
        Duration.ofMillis(reattachInterval),
        Duration.ofMillis(requestTimeout),
        waitStrategy.strategy(Duration.ofMillis(pollInterval)),
        expected(),
        placement());
  }

  private Placement placement() {
    return new Placement(streams, stream, streamStride, regions, region);
  }

  /** What the options say of a frame. */
  ExpectedGeometry expected() {
    Optional<FrameGeometry> typed =
        Optional.ofNullable(type).map(value -> new FrameGeometry(1, 1, value));
    return new ExpectedGeometry(
        width,
        height,
        typed.map(FrameGeometry::channels).orElse(channels),
        Optional.ofNullable(dtype)
            .flatMap(ElementType::of)
            .or(() -> typed.map(FrameGeometry::element)),
        Optional.ofNullable(shape)
            .flatMap(FrameGeometries::shape)
            .map(sides -> Arrays.stream(sides).boxed().toList())
            .orElse(List.of()),
        Optional.ofNullable(pixelFormat),
        stride);
  }

  /** Whether the other side has a place to put an answer. */
  boolean hasPlaceForAnswers() {
    return describedLayout().map(this::hasPlaceForAnswers).orElse(false);
  }

  private boolean hasPlaceForAnswers(HeaderLayout known) {
    return known.synchronisation() == Synchronisation.STATUS
        || (regions == 0 ? known.regions() : regions) > 1;
  }

  /** Whether a file can be read into the segment without harm where it breaks off. */
  boolean takesFilesStraight() {
    return describedLayout()
        .map(known -> known.synchronisation().withdraws() && !known.text() && stride == 0)
        .orElse(true);
  }

  /** How often a payload is copied on its way into a body that is not on loan. */
  int copies() {
    return bodyType == BodyType.ARRAY || text() ? 2 : 1;
  }

  /**
   * Checks every option, so that a mistake is told when the endpoint is created.
   *
   * @param pattern of the endpoint
   * @throws IllegalArgumentException that names the option, what was expected and what was found
   */
  void validate(ExchangePattern pattern) {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw invalid(
          "name",
          name,
          "expected 1 to 200 letters, digits, '.', '_' or '-', and neither '.' nor '..'");
    }
    if (directory != null && !Path.of(directory).isAbsolute()) {
      throw invalid("directory", directory, "expected an absolute path");
    }
    requireAtLeast("width", width, 0);
    requireAtLeast("height", height, 0);
    requireAtLeast("channels", channels, 0);
    requireAtLeast("stride", stride, 0);
    requireAtLeast("dataOffset", dataOffset == null ? 0 : dataOffset, 0);
    requireAtLeast("capacity", capacity, 0);
    requireAtLeast("pollInterval", pollInterval, 1);
    requireAtLeast("staleAfter", staleAfter, 1);
    requireAtLeast("frozenAfter", frozenAfter, 0);
    requireAtLeast("reattachInterval", reattachInterval, 1);
    requireAtLeast("requestTimeout", requestTimeout, 1);
    validateValues();
    requireAtLeast("blockTimeout", blockTimeout, 1);
    try {
      if (ring()) {
        waitStrategy.ofRing(Duration.ofMillis(pollInterval));
      } else {
        waitStrategy.strategy(Duration.ofMillis(pollInterval));
      }
    } catch (IllegalArgumentException e) {
      throw invalid("waitStrategy", "futex", e.getMessage());
    }
    if (ring()) {
      validateRing();
    } else {
      validateRingless();
      validateLayout();
    }
    if (pattern.isOutCapable() && !hasPlaceForAnswers()) {
      throw invalid(
          "exchangePattern",
          pattern,
          "layout "
              + layout
              + " has no place for an answer: expected one with a field 'status', or regions=2");
    }
    try {
      PosixFilePermissions.fromString(permissions);
    } catch (IllegalArgumentException e) {
      throw invalid("permissions", permissions, "expected nine characters such as rw-r-----");
    }
  }

  private void validateValues() {
    if (dtype != null && ElementType.of(dtype).isEmpty()) {
      throw invalid("dtype", dtype, "expected numpy's name of a type, such as float32");
    }
    if (shape != null && FrameGeometries.shape(shape).isEmpty()) {
      throw invalid("shape", shape, "expected lengths such as 512x512");
    }
    if (frozenAfter > 0 && bodyType == BodyType.FRAME) {
      throw invalid(
          "frozenAfter",
          frozenAfter + "ms",
          "bodyType=frame makes no copy to look at: expected 0, or another bodyType");
    }
    validateType("answerType", answerType);
    validateType("type", type);
    if (type == null) {
      return;
    }
    FrameGeometry one = new FrameGeometry(1, 1, type);
    if (channels != 0 && channels != one.channels()) {
      throw invalid(
          "type", type, "it has " + one.channels() + " channels, but channels=" + channels);
    }
    if (dtype != null && !one.element().text().equals(dtype)) {
      throw invalid(
          "type", type, "its values are " + one.element().text() + ", but dtype=" + dtype);
    }
  }

  private void validateType(String option, Integer value) {
    if (value == null) {
      return;
    }
    try {
      new FrameGeometry(1, 1, value);
    } catch (LayoutException e) {
      throw invalid(option, value, e.getMessage());
    }
  }

  private void validateRing() {
    if (slots != 0 && (slots < 3 || slots > 1024)) {
      throw invalid("slots", slots, "expected 3 to 1024");
    }
    requireOfDescribed("byteOrder", byteOrder, "little");
    requireOfDescribed("align", align, Alignment.PACKED);
    requireOfDescribed("dataOffset", dataOffset, null);
    requireOfDescribed("sync", sync, "auto");
    requireOfDescribed("freshness", freshness, Freshness.AUTO);
    requireOfDescribed("verify", verify, VerifyMode.AUTO);
    requireOfDescribed("stride", stride, 0);
    requireOfDescribed("streams", streams, 1);
    requireOfDescribed("stream", stream, 0);
    requireOfDescribed("streamStride", streamStride, 0L);
    requireOfDescribed("regions", regions, 0);
    requireOfDescribed("region", region, 0);
    requireOfDescribed("answerType", answerType, null);
    requireOfDescribed("requestTimeout", requestTimeout, 5000L);
  }

  private void requireOfDescribed(String option, Object found, Object unset) {
    if (!Objects.equals(found, unset)) {
      throw invalid(
          option,
          found instanceof Enum<?> value ? value.name().toLowerCase(Locale.ROOT) : found,
          "a ring says and guards everything itself: leave it out, or say which layout the segment has");
    }
  }

  private void validateRingless() {
    requireOfRing("slots", slots, 0);
    requireOfRing("delivery", delivery, Delivery.LATEST);
    requireOfRing("overflow", overflow, Overflow.OVERWRITE);
    requireOfRing("blockTimeout", blockTimeout, 1000L);
  }

  private void requireOfRing(String option, Object found, Object unset) {
    if (!found.equals(unset)) {
      throw invalid(
          option,
          found instanceof Enum<?> value ? value.name().toLowerCase(Locale.ROOT) : found,
          "layout " + layout + " keeps one frame: leave it out, or take layout=ring");
    }
  }

  private void validateLayout() {
    HeaderLayout known = headerLayout();
    Placement where;
    try {
      where = placement().within(known);
    } catch (LayoutException e) {
      // The message begins with the option's name.
      throw invalid(e.getMessage().replaceFirst(" .*", ""), e.getMessage());
    }
    if (layoutBean.isPresent()
        && (dataOffset != null || align != Alignment.PACKED || !"little".equals(byteOrder))) {
      throw invalid(
          "layout", layout, "a bean has its own byteOrder, align and dataOffset: set them there");
    }
    try {
      new GeometryRule(known, expected());
    } catch (LayoutException e) {
      throw invalid("layout", layout, e.getMessage());
    }
    try {
      new FrameReader(path(), known, readerOptions()).close();
    } catch (LayoutException e) {
      throw invalid("freshness", freshness.name().toLowerCase(Locale.ROOT), e.getMessage());
    }
    if (where.streams() > 1 && create == WriterOptions.Create.REPLACE) {
      throw invalid(
          "create",
          "replace",
          "a new file would take the other " + (streams - 1) + " streams away");
    }
    if (known.text() && bodyType != BodyType.BYTES) {
      throw invalid(
          "bodyType", bodyType.name().toLowerCase(Locale.ROOT), "the body of a text is a String");
    }
  }

  private IllegalArgumentException invalid(String option, String message) {
    return new IllegalArgumentException(
        "Option " + option + " of shmframe:" + name + ": " + message);
  }

  private void requireAtLeast(String option, long found, long least) {
    if (found < least) {
      throw invalid(option, found, "expected " + least + " or more");
    }
  }

  private IllegalArgumentException invalid(String option, Object found, String why) {
    return new IllegalArgumentException(
        "Option " + option + " of shmframe:" + name + " is '" + found + "': " + why);
  }

  private Path folder() {
    if (directory != null) {
      return Path.of(directory);
    }
    Path shm = Path.of("/dev/shm");
    return Files.isDirectory(shm) ? shm : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** A copy of its own. */
  public ShmFrameConfiguration copy() {
    try {
      return (ShmFrameConfiguration) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new RuntimeCamelException(e);
    }
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getLayout() {
    return layout;
  }

  public void setLayout(String layout) {
    this.layout = layout;
  }

  public String getDirectory() {
    return directory;
  }

  public void setDirectory(String directory) {
    this.directory = directory;
  }

  public int getWidth() {
    return width;
  }

  public void setWidth(int width) {
    this.width = width;
  }

  public int getHeight() {
    return height;
  }

  public void setHeight(int height) {
    this.height = height;
  }

  public int getChannels() {
    return channels;
  }

  public void setChannels(int channels) {
    this.channels = channels;
  }

  public Integer getType() {
    return type;
  }

  public void setType(Integer type) {
    this.type = type;
  }

  public BodyType getBodyType() {
    return bodyType;
  }

  public void setBodyType(BodyType bodyType) {
    this.bodyType = bodyType;
  }

  public WaitKind getWaitStrategy() {
    return waitStrategy;
  }

  public void setWaitStrategy(WaitKind waitStrategy) {
    this.waitStrategy = waitStrategy;
  }

  public long getPollInterval() {
    return pollInterval;
  }

  public void setPollInterval(long pollInterval) {
    this.pollInterval = pollInterval;
  }

  public VerifyMode getVerify() {
    return verify;
  }

  public void setVerify(VerifyMode verify) {
    this.verify = verify;
  }

  public TornPolicy getOnTorn() {
    return onTorn;
  }

  public void setOnTorn(TornPolicy onTorn) {
    this.onTorn = onTorn;
  }

  public long getStaleAfter() {
    return staleAfter;
  }

  public void setStaleAfter(long staleAfter) {
    this.staleAfter = staleAfter;
  }

  public long getFrozenAfter() {
    return frozenAfter;
  }

  public void setFrozenAfter(long frozenAfter) {
    this.frozenAfter = frozenAfter;
  }

  public long getReattachInterval() {
    return reattachInterval;
  }

  public void setReattachInterval(long reattachInterval) {
    this.reattachInterval = reattachInterval;
  }

  public WriterOptions.Create getCreate() {
    return create;
  }

  public void setCreate(WriterOptions.Create create) {
    this.create = create;
  }

  public long getCapacity() {
    return capacity;
  }

  public void setCapacity(long capacity) {
    this.capacity = capacity;
  }

  public String getPermissions() {
    return permissions;
  }

  public void setPermissions(String permissions) {
    this.permissions = permissions;
  }

  public boolean isUnlinkOnStop() {
    return unlinkOnStop;
  }

  public void setUnlinkOnStop(boolean unlinkOnStop) {
    this.unlinkOnStop = unlinkOnStop;
  }

  public Delivery getDelivery() {
    return delivery;
  }

  public void setDelivery(Delivery delivery) {
    this.delivery = delivery;
  }

  public int getSlots() {
    return slots;
  }

  public void setSlots(int slots) {
    this.slots = slots;
  }

  public Overflow getOverflow() {
    return overflow;
  }

  public void setOverflow(Overflow overflow) {
    this.overflow = overflow;
  }

  public long getBlockTimeout() {
    return blockTimeout;
  }

  public void setBlockTimeout(long blockTimeout) {
    this.blockTimeout = blockTimeout;
  }

  public HeaderFilterStrategy getHeaderFilterStrategy() {
    return headerFilterStrategy;
  }

  public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
    this.headerFilterStrategy = headerFilterStrategy;
  }

  public String getDtype() {
    return dtype;
  }

  public void setDtype(String dtype) {
    this.dtype = dtype;
  }

  public String getShape() {
    return shape;
  }

  public void setShape(String shape) {
    this.shape = shape;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
  }

  public PixelFormat getPixelFormat() {
    return pixelFormat;
  }

  public void setPixelFormat(PixelFormat pixelFormat) {
    this.pixelFormat = pixelFormat;
  }

  public int getStreams() {
    return streams;
  }

  public void setStreams(int streams) {
    this.streams = streams;
  }

  public int getStream() {
    return stream;
  }

  public void setStream(int stream) {
    this.stream = stream;
  }

  public long getStreamStride() {
    return streamStride;
  }

  public void setStreamStride(long streamStride) {
    this.streamStride = streamStride;
  }

  public int getRegions() {
    return regions;
  }

  public void setRegions(int regions) {
    this.regions = regions;
  }

  public int getRegion() {
    return region;
  }

  public void setRegion(int region) {
    this.region = region;
  }

  public String getByteOrder() {
    return byteOrder;
  }

  public void setByteOrder(String byteOrder) {
    this.byteOrder = byteOrder;
  }

  public Alignment getAlign() {
    return align;
  }

  public void setAlign(Alignment align) {
    this.align = align;
  }

  public Integer getDataOffset() {
    return dataOffset;
  }

  public void setDataOffset(Integer dataOffset) {
    this.dataOffset = dataOffset;
  }

  public String getSync() {
    return sync;
  }

  public void setSync(String sync) {
    this.sync = sync;
  }

  public Freshness getFreshness() {
    return freshness;
  }

  public void setFreshness(Freshness freshness) {
    this.freshness = freshness;
  }

  public long getRequestTimeout() {
    return requestTimeout;
  }

  public void setRequestTimeout(long requestTimeout) {
    this.requestTimeout = requestTimeout;
  }

  public Integer getAnswerType() {
    return answerType;
  }

  public void setAnswerType(Integer answerType) {
    this.answerType = answerType;
  }
}
