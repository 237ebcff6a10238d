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
 * A ring of four slots with its writer and a reader, who meet in each round at the slot of the
 * oldest frame. All bytes of a frame are its number.
 *
 * <p>What comes of the rounds: 1 if all frames were whole, 0 if some were thrown away or given up,
 * -1 if one was wrong. One thread writes and one reads; {@link Arenas} says why there are few.
 */
final class Arena {

  /** Nothing was there, or was thrown away. */
  private static final int NOTHING = 0;

  private static final int WHOLE = 1;
  private static final int WRONG = -1;

  /** In each state, since jcstress's own way from state to state takes longer than a round. */
  private static final int ROUNDS = 128;

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

  /** All rounds of the writer: each time it overwrites the oldest frame when the reader looks. */
  void write() {
    for (int i = 0; i < ROUNDS; i++) {
      prepare();
      meeting.writerComes();
      publish();
    }
  }

  /** Makes the reader's next frame the oldest one, which is the next that the writer overwrites. */
  private void prepare() {
    for (int i = 0; i < SLOTS; i++) {
      publish();
    }
  }

  /** All rounds of a reader that copies. */
  int copies() {
    int worst = WHOLE;
    for (int i = 0; i < ROUNDS; i++) {
      meeting.readerComes();
      worst = Math.min(worst, copy());
    }
    return worst;
  }

  /** All rounds of a reader that lends, and looks again when the writer has gone on. */
  int loans() {
    int worst = WHOLE;
    for (int i = 0; i < ROUNDS; i++) {
      meeting.readerComes();
      worst = Math.min(worst, Math.min(lend(), again()));
      giveBack();
    }
    return worst;
  }

  /** All rounds of a reader that gives a frame back when the writer wants its slot. */
  int ends() {
    int worst = WHOLE;
    for (int i = 0; i < ROUNDS; i++) {
      int found = lend();
      meeting.readerComes();
      worst = Math.min(worst, Math.min(found, again()));
      giveBack();
    }
    return worst;
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

  private int copy() {
    try {
      Look found = reader.look(geometry -> target);
      return found == Look.FRAME ? judge(target, number()) : refused(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int lend() {
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

  private int again() {
    return lent == null ? NOTHING : judge(lent.pixels(), lentNumber);
  }

  private void giveBack() {
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
