package scimbridge.directory;

import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;

/**
 * What is said of a row of the store that this version of the bridge cannot read: a newer version
 * wrote it, or it is damaged. Nothing is done to what it is about, and nobody else waits for it; it
 * is worked on again by a version that can read it.
 */
public final class Unreadable {
  /** What an administrator does about it. */
  public static final String REMEDY =
      "Start the version of the bridge that wrote it, or restore the store from a backup; the log"
          + " of the bridge says which row it is and why.";

  private static final String WHY =
      "What the bridge's store holds of it cannot be read by this version, so nothing is done to"
          + " it. ";

  private Unreadable() {}

  /** Why nothing is done to such an account, or Cognito group. */
  static String reason() {
    return WHY + REMEDY;
  }

  /** What is thrown where somebody wants to do something to the account of a user in a pool. */
  public static Fault account(PoolId pool) {
    return Fault.of(
        Fault.Kind.UNREADABLE, "This user has an account in pool " + pool + ". " + WHY + REMEDY);
  }

  /** The same for a group of a directory, and the Cognito group that stands for it. */
  public static Fault group(PoolId pool, String groupName) {
    return Fault.of(
        Fault.Kind.UNREADABLE,
        "This group has the Cognito group '"
            + groupName
            + "' in pool "
            + pool
            + ". "
            + WHY
            + REMEDY);
  }
}
