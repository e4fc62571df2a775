package scimbridge.plan;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.policy.FederatedIdentity;

/** What Cognito makes of an account when a call was carried out. */
final class Simulation {
  private Simulation() {}

  static Sight after(Sight sight, CognitoCall call) {
    return switch (call) {
      case AdminCreateUser create ->
          new Sight.Present(
              create.username(),
              null,
              create.attributes(),
              true,
              new TreeSet<>(),
              create.temporaryPassword() != null,
              true);
      case AdminDeleteUser delete -> new Sight.Absent();
      default -> changed(sight, call);
    };
  }

  private static Sight changed(Sight sight, CognitoCall call) {
    return switch (sight) {
      case Sight.Absent absent -> absent;
      case Sight.Unclear unclear -> unclear;
      case Sight.WithoutGroups seen -> new Sight.WithoutGroups(step(seen.account(), call));
      case Sight.Present seen -> step(seen, call);
    };
  }

  private static Sight.Present step(Sight.Present seen, CognitoCall call) {
    return switch (call) {
      case AdminDisableUser disable -> seen.withEnabled(false);
      case AdminEnableUser enable -> seen.withEnabled(true);
      case AdminSetUserPassword password -> seen.withReady();
      case AdminAddUserToGroup add ->
          seen.withGroups(changed(seen.groups(), groups -> groups.add(add.groupName())));
      case AdminRemoveUserFromGroup remove ->
          seen.withGroups(changed(seen.groups(), groups -> groups.remove(remove.groupName())));
      case AdminUpdateUserAttributes update -> attributes(seen, update.attributes());
      case AdminLinkProviderForUser link -> linked(seen, link.identity());
      case AdminDisableProviderForUser unlink -> linked(seen, null);
      default -> seen;
    };
  }

  private static SortedSet<String> changed(
      SortedSet<String> groups, Consumer<SortedSet<String>> change) {
    SortedSet<String> copy = new TreeSet<>(groups);
    change.accept(copy);
    return copy;
  }

  private static Sight.Present linked(Sight.Present seen, @Nullable FederatedIdentity identity) {
    SortedMap<String, String> attributes = new TreeMap<>(seen.attributes());
    if (identity == null) {
      attributes.remove(FederatedIdentity.IDENTITIES);
    } else {
      attributes.put(FederatedIdentity.IDENTITIES, identity.text());
    }
    return seen.withAttributes(attributes);
  }

  /** An empty value deletes; a new address without its flag counts as unverified. */
  private static Sight.Present attributes(Sight.Present seen, SortedMap<String, String> update) {
    SortedMap<String, String> attributes = new TreeMap<>(seen.attributes());
    update.forEach(
        (name, value) -> {
          String flag = AttributeChanges.flagOf(name);
          if (flag != null && value.isEmpty()) {
            attributes.remove(flag);
          } else if (flag != null && !update.containsKey(flag)) {
            attributes.put(flag, "false");
          }
        });
    update.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            attributes.remove(name);
          } else {
            attributes.put(name, value);
          }
        });
    LeftAlone.written(attributes, update.keySet());
    return seen.withAttributes(attributes);
  }
}
