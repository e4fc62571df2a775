package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.identity.User;

/**
 * The read-only extension that shows where a user stands in each pool: from what is recorded, never
 * by asking Cognito. It is derived, so it is not part of the version.
 */
final class ProvisioningExtension {
  private final SkippedValues skippedValues;

  ProvisioningExtension(SkippedValues skippedValues) {
    this.skippedValues = skippedValues;
  }

  ObjectNode of(User user, List<Account> accounts) {
    ObjectNode extension = JsonNodeFactory.instance.objectNode();
    ArrayNode list = extension.putArray("accounts");
    for (Account account : accounts) {
      ObjectNode shown = list.addObject();
      describe(account, shown);
      List<String> skipped = skippedValues.of(user, account);
      if (!skipped.isEmpty()) {
        skipped.forEach(shown.putArray("skipped")::add);
      }
    }
    return extension;
  }

  private static void describe(Account account, ObjectNode shown) {
    shown.put("pool", account.pool().value());
    if (account.known() == Account.Known.OURS
        || account.known() == Account.Known.UNCLEAR
        || account.known() == Account.Known.LISTED) {
      shown.put("username", account.username());
      if (account.sub() != null) {
        shown.put("sub", account.sub());
      }
      if (account.status() != null) {
        shown.put("status", account.status());
      }
      shown.put("enabled", account.enabled());
    }
    if (account.seenAt() != null) {
      shown.put("lastSeen", account.seenAt().toString());
    }
    shown.put("state", state(account));
    if (account.progress().reason() != null) {
      shown.put("reason", account.progress().reason());
    }
    if (account.progress().since() != null) {
      shown.put("since", account.progress().since().toString());
    }
    if (!account.entitlement().policies().isEmpty()) {
      account.entitlement().policies().forEach(shown.putArray("policies")::add);
    }
    Departure departure = account.entitlement().departure();
    if (departure != null) {
      shown.put("departure", departure.cause().name().toLowerCase(Locale.ROOT));
      if (departure.deleteAt() != null) {
        shown.put("deleteAt", departure.deleteAt().toString());
      }
    }
  }

  private static String state(Account account) {
    boolean known = account.known() == Account.Known.LISTED;
    return switch (account.progress().state()) {
      case IN_STEP -> known ? "known" : "inStep";
      case PENDING -> "pending";
      case REFUSED -> "refused";
      case HELD -> "held";
    };
  }
}
