// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.ExpectedGeometry;
import io.shmframe.frame.ReaderOptions;
import io.shmframe.frame.TornPolicy;
import io.shmframe.frame.VerifyMode;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options of an endpoint. */
@UriParams
public class ShmFrameConfiguration implements Cloneable {

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
          "How the segment is laid out: the name of a preset. There is frameheader so far; ring, the default to be, is"
              + " not there yet, and asking for it is an error.")
  private String layout = "ring";

  @UriParam(
      description =
          "The folder of the segment. Default: /dev/shm where there is one, else the temporary directory.")
  private String directory;

  @UriParam(
      description =
          "The width of the picture in pixels. A consumer checks the segment's header against it; a producer uses it for"
              + " bodies that do not say it, and checks those that do.")
  private int width;

  @UriParam(description = "The height of the picture in pixels, as width.")
  private int height;

  @UriParam(description = "How many channels a pixel has, as width.")
  private int channels;

  @UriParam(
      description =
          "OpenCV's type integer (16 is CV_8UC3, 0 is CV_8UC1), which says the channels; of its depths the layouts so"
              + " far hold 8-bit unsigned only.")
  private Integer type;

  @UriParam(
      label = "consumer",
      defaultValue = "bytes",
      enums = "bytes,frame,mat",
      description =
          "The message body: bytes (a byte array of its own), frame (a FrameView on the segment itself, no copy, which"
              + " ends when the exchange completes), mat (a JavaCV Mat of its own, which is freed when the exchange"
              + " completes; needs camel-shmframe-opencv).")
  private BodyType bodyType = BodyType.BYTES;

  @UriParam(
      label = "consumer",
      defaultValue = "auto",
      enums = "auto,futex,spin,yield,backoff,sleep",
      description =
          "How the consumer waits for the next frame: auto (futex where the layout and the JVM have it, else backoff),"
              + " futex, spin and yield (burn a core), backoff (spin, yield, park), sleep (park).")
  private WaitKind waitStrategy = WaitKind.AUTO;

  @UriParam(
      label = "consumer",
      defaultValue = "1ms",
      javaType = "java.time.Duration",
      description = "The upper bound of one park with backoff and sleep; at least 1 ms.")
  private long pollInterval = 1;

  @UriParam(
      label = "consumer",
      defaultValue = "auto",
      enums = "auto,none,stamp,compare",
      description =
          "How torn frames are found: auto (the strongest check that the layout allows), none (not at all, not even the flag), stamp (flag"
              + " and stamp are the same before and after the copy), compare (and the copy is compared with the"
              + " segment).")
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
      defaultValue = "100ms",
      javaType = "java.time.Duration",
      description = "How often a missing or replaced segment is looked for.")
  private long reattachInterval = 100;

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
          "How many bytes of pixels a created segment holds. Default: as many as the first frame has.")
  private long capacity;

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

  /** The segment's file. */
  Path path() {
    return folder().resolve(name);
  }

  /** The header's description. */
  HeaderLayout headerLayout() {
    return HeaderLayout.preset(layout)
        .orElseThrow(
            () ->
                invalid(
                    "layout",
                    layout,
                    "ring".equals(layout)
                        ? "the ring, which is to be the default, is not there yet: say layout=frameheader"
                        : "expected frameheader"));
  }

  ReaderOptions readerOptions() {
    return new ReaderOptions(
        verify,
        onTorn,
        waitStrategy.strategy(Duration.ofMillis(pollInterval)),
        Duration.ofMillis(reattachInterval),
        expected());
  }

  WriterOptions writerOptions() {
    return new WriterOptions(
        create,
        capacity,
        PosixFilePermissions.fromString(permissions),
        Duration.ofMillis(reattachInterval));
  }

  /** What the options say of a frame. */
  ExpectedGeometry expected() {
    return new ExpectedGeometry(
        width, height, type == null ? channels : new FrameGeometry(1, 1, type).channels());
  }

  /**
   * Checks every option, so that a mistake is told when the endpoint is created.
   *
   * @throws IllegalArgumentException that names the option, what was expected and what was found
   */
  void validate() {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw invalid(
          "name",
          name,
          "expected 1 to 200 letters, digits, '.', '_' or '-', and neither '.' nor '..'");
    }
    headerLayout();
    if (directory != null && !Path.of(directory).isAbsolute()) {
      throw invalid("directory", directory, "expected an absolute path");
    }
    requireAtLeast("width", width, 0);
    requireAtLeast("height", height, 0);
    requireAtLeast("channels", channels, 0);
    requireAtLeast("capacity", capacity, 0);
    requireAtLeast("pollInterval", pollInterval, 1);
    requireAtLeast("staleAfter", staleAfter, 1);
    requireAtLeast("reattachInterval", reattachInterval, 1);
    validateType();
    try {
      waitStrategy.strategy(Duration.ofMillis(pollInterval));
    } catch (IllegalArgumentException e) {
      throw invalid("waitStrategy", "futex", e.getMessage());
    }
    try {
      PosixFilePermissions.fromString(permissions);
    } catch (IllegalArgumentException e) {
      throw invalid("permissions", permissions, "expected nine characters such as rw-r-----");
    }
  }

  private void validateType() {
    if (type == null) {
      return;
    }
    FrameGeometry one;
    try {
      one = new FrameGeometry(1, 1, type);
    } catch (RuntimeException e) {
      throw invalid("type", type, e.getMessage());
    }
    if (one.depth() != 0) {
      throw invalid("type", type, "layout " + layout + " holds 8-bit unsigned pixels (depth 0)");
    }
    if (channels != 0 && channels != one.channels()) {
      throw invalid(
          "type", type, "it has " + one.channels() + " channels, but channels=" + channels);
    }
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
}
