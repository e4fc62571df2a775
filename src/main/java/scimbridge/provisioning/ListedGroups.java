package scimbridge.provisioning;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.Transaction;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;

/**
 * The groups that an app's configuration lists as those that become Cognito groups. Each is looked
 * up once and followed by its id: a renamed group stays one, and another group that takes its name
 * is none. When it is deleted, the next group of that name is meant.
 */
final class ListedGroups {
  private ListedGroups() {}

  /** Whether the group is one of them. */
  static boolean includes(Transaction tx, App app, Group group) {
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    return app.groups().listed().stream()
        .anyMatch(
            reference ->
                followed(followed, reference)
                    .map(one -> one.group().equals(group.id()))
                    .orElseGet(() -> Following.isNamed(group, reference)));
  }

  /** A group was created or changed: from now on it is followed, if it is one of them. */
  static void accepted(Transaction tx, App app, Group group) {
    if (app.groups().listed().isEmpty()) {
      return;
    }
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    // What a policy names, too, is followed by the policy, which has to look at its members.
    Set<GroupRef> policies = Following.references(app).collect(Collectors.toSet());
    app.groups().listed().stream()
        .filter(reference -> !policies.contains(reference))
        .filter(reference -> followed(followed, reference).isEmpty())
        .filter(reference -> Following.isNamed(group, reference))
        .forEach(reference -> tx.policyGroups().follow(app.id(), reference, group.id()));
  }

  /** A group is deleted. One that a policy names as well is left to the policy. */
  static void deleted(Transaction tx, App app, ResourceId group) {
    if (app.groups().listed().isEmpty()) {
      return;
    }
    tx.policyGroups().ofApp(app.id()).stream()
        .filter(one -> one.group().equals(group) && !one.gone())
        .map(Followed::reference)
        .filter(app.groups().listed()::contains)
        .forEach(reference -> tx.policyGroups().forget(app.id(), reference));
  }

  private static Optional<Followed> followed(List<Followed> followed, GroupRef reference) {
    return followed.stream()
        .filter(one -> one.reference().equals(reference) && !one.gone())
        .findFirst();
  }
}
