package scimbridge.plan;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;

/** What Cognito makes of an account when a call was carried out. */
final class Simulation {
  private Simulation() {}

  static Sight after(Sight sight, CognitoCall call) {
    return switch (call) {
      case AdminCreateUser create ->
          new Sight.Present(
              create.username(), null, create.attributes(), true, new TreeSet<>(), false, true);
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
      case AdminDisableUser disable -> with(seen, false, seen.ready());
      case AdminEnableUser enable -> with(seen, true, seen.ready());
      case AdminSetUserPassword password -> with(seen, seen.enabled(), true);
      case AdminAddUserToGroup add -> groups(seen, groups -> plus(groups, add.groupName()));
      case AdminRemoveUserFromGroup remove ->
          groups(seen, groups -> minus(groups, remove.groupName()));
      case AdminUpdateUserAttributes update -> attributes(seen, update.attributes());
      default -> seen;
    };
  }

  private static SortedSet<String> plus(SortedSet<String> groups, String name) {
    groups.add(name);
    return groups;
  }

  private static SortedSet<String> minus(SortedSet<String> groups, String name) {
    groups.remove(name);
    return groups;
  }

  private static Sight.Present groups(Sight.Present seen, UnaryOperator<SortedSet<String>> change) {
    return new Sight.Present(
        seen.username(),
        seen.sub(),
        seen.attributes(),
        seen.enabled(),
        change.apply(new TreeSet<>(seen.groups())),
        seen.ready(),
        seen.ours());
  }

  private static Sight.Present with(Sight.Present seen, boolean enabled, boolean ready) {
    return new Sight.Present(
        seen.username(), seen.sub(), seen.attributes(), enabled, seen.groups(), ready, seen.ours());
  }

  /** An empty value deletes; a new address without its flag counts as unverified. */
  private static Sight.Present attributes(Sight.Present seen, SortedMap<String, String> update) {
    SortedMap<String, String> attributes = new TreeMap<>(seen.attributes());
    update.forEach(
        (name, value) -> {
          String flag = VerifiedFlag.of(name);
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
    return new Sight.Present(
        seen.username(),
        seen.sub(),
        attributes,
        seen.enabled(),
        seen.groups(),
        seen.ready(),
        seen.ours());
  }
}
