package scimbridge.provisioning;

import java.io.IOException;
import java.util.Map;
import scimbridge.directory.Directory;
import scimbridge.provisioning.CrashWatcher.Moment;

/**
 * The store of the bridges of a scenario, which outlives them. It is copied byte for byte while a
 * bridge is at work on it, and another bridge is started on the copy.
 */
interface CrashStore extends AutoCloseable {
  /** The stores of one kind, one at a time. */
  interface Kind extends AutoCloseable {
    /** A store with nothing in it; all copies of others are gone. */
    CrashStore fresh() throws IOException;

    /** A store that is what was copied; the copy stays as it is. */
    CrashStore on(Copy copy) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** What was on the disk at a moment. Copies of the same content are equal, and are told so. */
  interface Copy {}

  /** Opens it as a bridge does. */
  Directory open();

  /** Opens it past the bridge's own code. */
  StoreContents contents();

  /** Keeps what is on the disk now; nobody is writing. */
  Copy copy() throws IOException;

  /**
   * What else could have been on the disk had the process ended just before a moment of a
   * transaction: less than there is now.
   *
   * @param moment INSIDE, or AFTER if the transaction has written anything
   * @param now what is on the disk
   * @return copies, by the beginning of the name of a point
   */
  Map<String, Copy> unfinished(Moment moment, Copy now) throws IOException;

  /** Lets go of it; copies stay. */
  @Override
  void close() throws IOException;
}
