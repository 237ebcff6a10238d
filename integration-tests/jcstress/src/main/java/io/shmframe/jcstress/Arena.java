// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import io.shmframe.frame.Delivery;
import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * A ring of four slots with its writer and a reader that takes all frames in order: each round they
 * meet at the slot of the oldest frame. All bytes of a frame are its number.
 *
 * <p>One thread writes and one reads; {@link Arenas} says why there are few.
 */
final class Arena {

  /** Nothing was there, or was thrown away. */
  static final int NOTHING = 0;

  static final int WHOLE = 1;
  static final int WRONG = -1;

  private static final int SLOTS = 4;
  private static final int BYTES = 64;
  private static final FrameGeometry GEOMETRY = FrameGeometry.bytes(BYTES);
  private static final FrameTags TAGS = FrameTags.ofMillis(0);

  private final Meeting meeting = new Meeting();
  private final RingWriter writer;
  private final RingReader reader;
  private final ByteBuffer source = ByteBuffer.allocate(BYTES);
  private final ByteBuffer target = ByteBuffer.allocate(BYTES);
  private long published;
  private FrameView lent;
  private long lentNumber;

  Arena(Path folder, Delivery delivery) {
    Path path = folder.resolve(UUID.randomUUID().toString());
    writer = new RingWriter(path, RingWriterOptions.defaults().withSlots(SLOTS));
    reader = new RingReader(path, RingReaderOptions.defaults().withDelivery(delivery));
    prepare();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, path.getFileName() + "*")) {
      files.forEach(file -> file.toFile().deleteOnExit());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the reader's next frame the oldest one, which is the next that the writer overwrites. */
  void prepare() {
    for (int i = 0; i < SLOTS; i++) {
      publish();
    }
  }

  /** Publishes at the moment when the reader looks. */
  void publishTogether() {
    meeting.together(published * 7);
    publish();
  }

  private void publish() {
    try (FrameClaim claim = writer.claim(GEOMETRY, TAGS)) {
      Arrays.fill(source.array(), (byte) (published + 1));
      claim.pixels().put(0, source, 0, BYTES);
      claim.commit();
      published++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the next frame. */
  int copy() {
    meeting.together(published * 3);
    try {
      Look found = reader.look(geometry -> target);
      return found == Look.FRAME ? judge(target, number()) : refused(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lends the next frame at the moment when the writer publishes. */
  int lendTogether() {
    meeting.together(published * 3);
    return lend();
  }

  /** Lends the next frame, until {@link #giveBack}. */
  int lend() {
    try {
      Look found = reader.lookInPlace();
      if (found != Look.FRAME) {
        return refused(found);
      }
      lent = reader.loan();
      lentNumber = number();
      return lent.shared() ? again() : WRONG;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks at the frame on loan once more, and gives it back, when the writer publishes. */
  int againTogether() {
    meeting.together(published * 3);
    int found = again();
    giveBack();
    return found;
  }

  /** Looks at the frame on loan once more. */
  int again() {
    return lent == null ? NOTHING : judge(lent.pixels(), lentNumber);
  }

  void giveBack() {
    if (lent != null) {
      lent.close();
      lent = null;
    }
  }

  private long number() {
    return reader.info().sequence().orElseThrow();
  }

  /** Whatever else there is, an exception of the reader or a frame that cannot be, is wrong. */
  private static int refused(Look found) {
    return found == Look.NOTHING || found == Look.TORN ? NOTHING : WRONG;
  }

  private static int judge(ByteBuffer frame, long number) {
    for (int i = 0; i < BYTES; i++) {
      if (frame.get(i) != (byte) number) {
        return WRONG;
      }
    }
    return WHOLE;
  }
}
