package scimbridge.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which account of Cognito's a link is to, and whose that is.
 *
 * @param username Cognito's Username; before the account is made, the one it will be asked for
 * @param sub Cognito's {@code sub}, once known
 * @param known what is known of the account
 * @param creatingSince when we first asked for its creation without knowing the outcome, or null
 */
public record Ownership(
    String username, @Nullable String sub, Account.Known known, @Nullable Instant creatingSince) {

  /** Nothing was asked of Cognito yet. */
  static Ownership vacant(String username) {
    return new Ownership(username, null, Account.Known.ABSENT, null);
  }

  /** About to be created under this Username. */
  Ownership asked(String wishedUsername, Instant now) {
    return new Ownership(wishedUsername, null, known, now);
  }

  /** Known to be this account of Cognito's. */
  Ownership identified(String itsUsername, @Nullable String itsSub) {
    return new Ownership(itsUsername, itsSub, known, creatingSince);
  }

  Ownership withKnown(Account.Known next) {
    return new Ownership(username, sub, next, creatingSince);
  }
}
