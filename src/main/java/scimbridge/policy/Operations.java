package scimbridge.policy;

/**
 * What an app may do to Cognito. Removal of access (disabling, leaving groups) is never switched
 * off by {@code update}.
 *
 * @param create whether accounts and groups are created
 * @param update whether attributes of accounts are changed
 * @param delete whether accounts and groups are deleted
 * @param passwordSync what becomes of a password that the client sends
 * @param whenOff what becomes of a request that needs an operation that is switched off
 */
public record Operations(
    boolean create, boolean update, boolean delete, PasswordSync passwordSync, WhenOff whenOff) {

  /** Everything but passwords. */
  public static final Operations ALL =
      new Operations(true, true, true, PasswordSync.OFF, WhenOff.REFUSE);

  /** These operations; a request that needs another one is refused. */
  public Operations(boolean create, boolean update, boolean delete, PasswordSync passwordSync) {
    this(create, update, delete, passwordSync, WhenOff.REFUSE);
  }

  /** What becomes of a password that the client sends. */
  public enum PasswordSync {
    /**
     * Dropped at the edge. Okta sends a random one with every user whether anybody wants it or not.
     */
    OFF,
    /** Set as a temporary one, which Cognito has the user change at the next sign-in. */
    TEMPORARY,
    /** Set as the account's permanent password. */
    PERMANENT
  }

  /** What becomes of a request that needs an operation that is switched off. */
  public enum WhenOff {
    /** It is answered 403. What takes access away in it is done all the same. */
    REFUSE,
    /** It is accepted; what is not done is shown with the resource. */
    SKIP
  }
}
