package scimbridge.directory;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who gives the command that this thread carries out, for the audit. Whoever may open the socket or
 * the store may do everything, so this only tells one administrator from another; it decides
 * nothing. A store that runs a transaction on a thread of its own takes it along.
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
    as(
        user.isEmpty() ? UNNAMED : UNNAMED + " " + user,
        () -> {
          command.run();
          return true;
        });
  }

  /** Does a part of a command on another thread than the one that was given it. */
  public static <T extends @Nullable Object> T as(String operator, Supplier<? extends T> work) {
    String before = CURRENT.get();
    CURRENT.set(operator);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** As the audit names them: {@code administrator}, with a name where there is one. */
  public static String current() {
    return CURRENT.get();
  }
}
