package scimbridge.provisioning;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * SQLite's write-ahead log, as far as it takes to cut a commit in the middle
 * (sqlite.org/walformat).
 */
final class WriteAheadLog {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private final byte[] log;
  private final int frame;
  private final int frames;
  private final int commits;

  private WriteAheadLog(byte[] log, int frame, int frames, int commits) {
    this.log = log;
    this.frame = frame;
    this.frames = frames;
    this.commits = commits;
  }

  /** Reads the frames that belong to this generation of the log; the rest of the file is older. */
  static Optional<WriteAheadLog> of(byte[] log) {
    if (log.length < HEADER + FRAME_HEADER) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(log);
    int frame = FRAME_HEADER + bytes.getInt(8);
    long salt = bytes.getLong(16);
    int frames = 0;
    int lastCommit = 0;
    for (int at = HEADER; at + frame <= log.length; at += frame) {
      if (bytes.getLong(at + 8) != salt) {
        break;
      }
      frames++;
      if (bytes.getInt(at + 4) != 0) {
        lastCommit = frames;
      }
    }
    return Optional.of(new WriteAheadLog(log, frame, frames, lastCommit));
  }

  /** Whether there are frames behind the last commit. */
  boolean hasUncommittedTail() {
    return frames > commits;
  }

  /** The log up to its last commit. */
  byte[] withoutUncommittedTail() {
    return upTo(HEADER + commits * frame);
  }

  /** The log whose last commit lacks the frame that makes it one. */
  byte[] withoutLastFrame() {
    return upTo(HEADER + (commits - 1) * frame);
  }

  /** The log whose last commit was torn in the middle of the frame that makes it one. */
  byte[] withTornLastFrame() {
    return upTo(HEADER + commits * frame - frame / 2);
  }

  private byte[] upTo(int length) {
    return Arrays.copyOf(log, length);
  }
}
