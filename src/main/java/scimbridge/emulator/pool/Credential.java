package scimbridge.emulator.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a user can prove to be it.
 *
 * @param password the hash of the password, null when there is none
 * @param expires when a temporary password ends, in milliseconds since the epoch; null for a
 *     permanent one
 * @param history hashes of permanent passwords, newest first, the present one included
 * @param signedOut tokens issued before this point are void, in milliseconds since the epoch
 */
public record Credential(
    @Nullable String password, @Nullable Long expires, List<String> history, long signedOut) {
  /** No password. */
  public static final Credential NONE = new Credential(null, null, List.of(), 0);

  private static final int LONGEST_HISTORY = 25;

  /** Keeps a copy of the history. */
  public Credential {
    history = List.copyOf(history);
  }

  /** With a temporary password. */
  public Credential temporary(String hash, long until) {
    return new Credential(hash, until, history, signedOut);
  }

  /** With a permanent password, which joins the history. */
  public Credential permanent(String hash) {
    List<String> passwords = new ArrayList<>(history);
    passwords.add(0, hash);
    return new Credential(
        hash, null, passwords.subList(0, Math.min(passwords.size(), LONGEST_HISTORY)), signedOut);
  }

  /** With all tokens void that were issued before. */
  public Credential signedOut(long at) {
    return new Credential(password, expires, history, at);
  }
}
