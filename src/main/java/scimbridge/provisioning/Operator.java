package scimbridge.provisioning;

/**
 * Who gives the command that this thread carries out, for the audit. Whoever may open the socket or
 * the store may do everything, so this only tells one administrator from another; it decides
 * nothing.
 */
public final class Operator {
  private static final String UNNAMED = "administrator";
  private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> UNNAMED);

  private Operator() {}

  /**
   * Runs a command that somebody gives.
   *
   * @param user the operating system's name of them; empty if it is not known
   */
  public static void run(String user, Runnable command) {
    String before = CURRENT.get();
    CURRENT.set(user.isEmpty() ? UNNAMED : UNNAMED + " " + user);
    try {
      command.run();
    } finally {
      CURRENT.set(before);
    }
  }

  /** As the audit names them: {@code administrator}, with a name where there is one. */
  static String current() {
    return CURRENT.get();
  }
}
