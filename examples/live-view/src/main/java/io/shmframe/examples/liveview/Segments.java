// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for segments in a folder and at their first bytes. Reads files and follows no links; what a
 * file is laid out like is taken from the options, from a ring's magic, or guessed where the bytes
 * make sense as the header {@code frameheader}.
 */
final class Segments {

  /** Hidden files and semaphores (sem_open's) are no segments; a ring's other files have a ~. */
  private static final Predicate<String> NAME =
      Pattern.compile("(?!\\.|sem\\.)[A-Za-z0-9._-]{1,200}").asMatchPredicate();

  private static final byte[] RING = "SHMFRING".getBytes(StandardCharsets.US_ASCII);
  private static final int LOOKED_AT = 24;
  private static final int MOST_PIXELS = 16384;
  private static final long YEAR_2001 = 978_307_200_000L;
  private static final long DAY = 86_400_000L;

  private final Path directory;
  private final Map<String, SegmentLayout> known;

  Segments(Path directory, Map<String, SegmentLayout> known) {
    this.directory = directory;
    this.known = known;
  }

  /** What is there now, by name. */
  List<Found> look() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> NAME.test(file.getFileName().toString()))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .flatMap(file -> look(file).stream())
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Optional<Found> look(Path file) {
    String name = file.getFileName().toString();
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long bytes = channel.size();
      if (bytes == 0) {
        // Somebody is just making it.
        return Optional.empty();
      }
      ByteBuffer begin = ByteBuffer.allocate(LOOKED_AT).order(ByteOrder.LITTLE_ENDIAN);
      while (begin.hasRemaining() && channel.read(begin) >= 0) {
        // Until there is enough, or no more.
      }
      return Optional.of(tell(name, bytes, begin.flip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      return Optional.of(nothing(name, 0, "it may not be read by this user", ""));
    } catch (IOException e) {
      return Optional.of(nothing(name, 0, "it cannot be read: " + e.getMessage(), ""));
    }
  }

  private Found tell(String name, long bytes, ByteBuffer begin) {
    String hex = HexFormat.ofDelimiter(" ").formatHex(begin.array(), 0, begin.limit());
    if (known.containsKey(name)) {
      return new Found(name, bytes, Optional.of(known.get(name)), false, "-Ddemo.layouts", hex);
    }
    if (begin.limit() >= RING.length && begin.slice(0, RING.length).equals(ByteBuffer.wrap(RING))) {
      return new Found(name, bytes, Optional.of(SegmentLayout.of("ring")), true, "its magic", hex);
    }
    if (looksLikeFrameheader(begin, bytes, System.currentTimeMillis())) {
      SegmentLayout guess = SegmentLayout.of("frameheader");
      return new Found(name, bytes, Optional.of(guess), false, "guessed by its header", hex);
    }
    return nothing(name, bytes, "unknown: choose a layout or a description", hex);
  }

  private static Found nothing(String name, long bytes, String about, String begin) {
    return new Found(name, bytes, Optional.empty(), false, about, begin);
  }

  /** Whether the bytes make sense as {@code width height channels timestampMs valid}. */
  static boolean looksLikeFrameheader(ByteBuffer begin, long bytes, long nowMillis) {
    if (begin.limit() < LOOKED_AT) {
      return false;
    }
    int width = begin.getInt(0);
    int height = begin.getInt(4);
    int channels = begin.getInt(8);
    long stamp = begin.getLong(12);
    int valid = begin.getInt(20);
    return width > 0
        && width <= MOST_PIXELS
        && height > 0
        && height <= MOST_PIXELS
        && (channels == 1 || channels == 3 || channels == 4)
        && (valid == 0 || valid == 1)
        && stamp > YEAR_2001
        && stamp < nowMillis + DAY
        && LOOKED_AT + (long) width * height * channels <= bytes;
  }
}
