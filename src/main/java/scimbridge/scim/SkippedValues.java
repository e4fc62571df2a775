package scimbridge.scim;

import java.util.List;
import scimbridge.directory.Account;
import scimbridge.identity.User;

/**
 * Tells which values of a user an account does not hold. It is asked on reads and never calls
 * Cognito.
 */
@FunctionalInterface
public interface SkippedValues {
  /** One sentence each, {@code attribute: reason}, without the value; empty if it is not known. */
  List<String> of(User user, Account account);
}
