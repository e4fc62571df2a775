package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Progress;

/** Why accounts are to be what they are, in the words of the audit. */
final class Causes {
  private Causes() {}

  /** One clause for each account. */
  static String of(Collection<Account> accounts) {
    return String.join("; ", accounts.stream().map(Causes::of).toList());
  }

  private static String of(Account account) {
    List<String> clauses = new ArrayList<>();
    String cause = cause(account.entitlement());
    if (!cause.isEmpty()) {
      clauses.add(cause);
    }
    String reason = account.progress().reason();
    if (account.progress().state() != Progress.State.IN_STEP && reason != null) {
      clauses.add(reason);
    }
    return clauses.isEmpty() ? "" : account.pool() + ": " + String.join(", ", clauses);
  }

  private static String cause(Entitlement entitlement) {
    Entitlement.Departure departure = entitlement.departure();
    if (departure != null) {
      return switch (departure.cause()) {
        case UNASSIGNED -> "in the scope of no policy";
        case INACTIVE -> "the user is inactive";
        case DELETED -> "deleted by the client";
      };
    }
    return entitlement.policies().isEmpty()
        ? ""
        : "policy " + String.join(", ", entitlement.policies());
  }
}
