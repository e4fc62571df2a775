package scimbridge.policy;

/**
 * What an app may do to Cognito. Removal of access (disabling, leaving groups) is never switched
 * off by {@code update}.
 *
 * @param create whether accounts and groups are created
 * @param update whether attributes of accounts are changed
 * @param delete whether accounts and groups are deleted
 * @param passwordSync what becomes of a password that the client sends
 */
public record Operations(
    boolean create, boolean update, boolean delete, PasswordSync passwordSync) {

  /** Everything but passwords. */
  public static final Operations ALL = new Operations(true, true, true, PasswordSync.OFF);

  /** What becomes of a password that the client sends. */
  public enum PasswordSync {
    /**
     * Dropped at the edge. Okta sends a random one with every user whether anybody wants it or not.
     */
    OFF,
    /** Set as the account's permanent password. */
    PERMANENT
  }
}
