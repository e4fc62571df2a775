package scimbridge.provisioning;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.Transaction;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Scope;
import scimbridge.policy.Selection;

/** Reads from the directory what the scope of users depends on, for many users at once. */
final class Scopes {
  private Scopes() {}

  /** The scope of one user. */
  static Scope of(Transaction tx, App app, User user) {
    return of(tx, app, List.of(user)).getOrDefault(user.id(), Scope.NONE);
  }

  /** The scope of each user. */
  static Map<ResourceId, Scope> of(Transaction tx, App app, Collection<User> users) {
    Map<ResourceId, Set<GroupRef>> in =
        byGroups(app) ? groups(tx, app, users.stream().map(User::id).toList()) : Map.of();
    Map<ResourceId, Scope> scopes = new HashMap<>();
    for (User user : users) {
      scopes.put(user.id(), Scope.of(app.policies(), user, in.getOrDefault(user.id(), Set.of())));
    }
    return scopes;
  }

  /** Whether any policy of the app asks for groups. */
  static boolean byGroups(App app) {
    return app.policies().stream()
        .anyMatch(policy -> policy.selection() instanceof Selection.MembersOf);
  }

  private static Map<ResourceId, Set<GroupRef>> groups(
      Transaction tx, App app, Collection<ResourceId> users) {
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    Map<ResourceId, Set<GroupRef>> in = new HashMap<>();
    if (followed.isEmpty()) {
      return in;
    }
    Map<ResourceId, Set<ResourceId>> above = Nesting.above(tx, app.id(), users);
    above.forEach(
        (user, groups) ->
            followed.stream()
                .filter(group -> !group.gone() && groups.contains(group.group()))
                .forEach(
                    group ->
                        in.computeIfAbsent(user, none -> new HashSet<>()).add(group.reference())));
    if (followed.stream().anyMatch(Followed::gone)) {
      tx.policyGroups()
          .held(app.id(), users)
          .forEach((user, held) -> in.computeIfAbsent(user, none -> new HashSet<>()).addAll(held));
    }
    return in;
  }
}
