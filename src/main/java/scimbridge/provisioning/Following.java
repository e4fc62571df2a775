package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.Transaction;
import scimbridge.identity.Fold;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Term;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection.MembersOf;

/**
 * Policies follow groups. A group that a policy names is looked up once and followed by its id;
 * when it is deleted, those who were in it are held. Whoever comes into scope or may leave it by a
 * change of groups is marked, in the transaction of that change and without being looked at one by
 * one: background passes see what becomes of each.
 */
final class Following {
  private static final String CHANGED = "The user's groups have changed.";

  private Following() {}

  /** At start: forgets what no policy names any more, looks for what was not found so far. */
  static void begin(Transaction tx, App app, Instant now) {
    Set<GroupRef> named = references(app).collect(Collectors.toSet());
    Set<GroupRef> listed = Set.copyOf(app.groups().listed());
    for (Followed followed : tx.policyGroups().ofApp(app.id())) {
      // What only a list names is never suspended: the next group of that name is meant.
      boolean kept = listed.contains(followed.reference()) && !followed.gone();
      if (!named.remove(followed.reference()) && !kept) {
        tx.policyGroups().forget(app.id(), followed.reference());
      }
    }
    for (GroupRef reference : named) {
      find(tx, app, reference)
          .ifPresent(
              group -> {
                Set<ResourceId> users = follow(tx, app, reference, group, now);
                // Rules alone make no account for whom the client has not spoken of yet.
                enter(tx, app, Set.of(reference), Adoption.spokenOf(tx, app, users), now);
              });
    }
  }

  /** Groups of the app are another's now: whatever has their name next is meant. */
  static void moved(Transaction tx, App app) {
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    Set<ResourceId> left =
        tx.resources()
            .existing(
                app.id(), ResourceType.GROUP, followed.stream().map(Followed::group).toList());
    followed.stream()
        .filter(one -> !one.gone() && !left.contains(one.group()))
        .forEach(one -> tx.policyGroups().forget(app.id(), one.reference()));
  }

  /** The groups that policies of the app name. */
  static Stream<GroupRef> references(App app) {
    return app.policies().stream().flatMap(Following::references).distinct();
  }

  private static Stream<GroupRef> references(Policy policy) {
    return policy.selection() instanceof MembersOf members
        ? members.groups().stream()
        : Stream.empty();
  }

  private static Optional<Group> find(Transaction tx, App app, GroupRef reference) {
    Narrowing narrowing =
        switch (reference.key()) {
          case DISPLAY_NAME ->
              new Narrowing.Exactly(new Term("displayName", Fold.fold(reference.value())));
          case EXTERNAL_ID -> new Narrowing.Exactly(new Term("externalId", reference.value()));
          case ID -> new Narrowing.Ids(Set.of(new ResourceId(reference.value())));
        };
    return tx.resources().page(app.id(), ResourceType.GROUP, narrowing, 0, 1).stream()
        .map(Group.class::cast)
        .filter(group -> isNamed(group, reference))
        .findFirst();
  }

  /** Whether the configuration means this group. */
  static boolean isNamed(Group group, GroupRef reference) {
    return switch (reference.key()) {
      case DISPLAY_NAME -> Fold.same(group.displayName(), reference.value());
      case EXTERNAL_ID ->
          group.attributes().string("externalId").filter(reference.value()::equals).isPresent();
      case ID -> group.id().value().equals(reference.value());
    };
  }

  /** A group was created or changed: a policy may have waited for it. */
  static void accepted(Transaction tx, App app, Group group, Instant now) {
    if (!Scopes.byGroups(app)) {
      return;
    }
    Set<GroupRef> known =
        tx.policyGroups().ofApp(app.id()).stream()
            .map(Followed::reference)
            .collect(Collectors.toSet());
    references(app)
        .filter(reference -> !known.contains(reference) && isNamed(group, reference))
        .forEach(
            reference ->
                enter(tx, app, Set.of(reference), follow(tx, app, reference, group, now), now));
  }

  /** Answers the users who are in the group, also by way of others. */
  private static Set<ResourceId> follow(
      Transaction tx, App app, GroupRef reference, Group group, Instant now) {
    tx.policyGroups().follow(app.id(), reference, group.id());
    note(tx, app, group.id(), "policy.follow", reference.describe() + " is followed.", now);
    return Nesting.below(tx, app.id(), Set.of(group.id()));
  }

  /** A group is about to be deleted; its members are still there. */
  static void deleting(Transaction tx, App app, ResourceId group, Instant now) {
    if (!Scopes.byGroups(app)) {
      return;
    }
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    Set<ResourceId> users = new LinkedHashSet<>();
    if (!reached(tx, app, followed, group).isEmpty()) {
      users.addAll(Nesting.below(tx, app.id(), Set.of(group)));
    }
    for (Followed one : followed) {
      if (!one.gone() && one.group().equals(group)) {
        tx.policyGroups().suspend(app.id(), one.reference(), users);
        note(
            tx,
            app,
            group,
            "policy.suspend",
            one.reference().describe()
                + " was deleted, so its policy is suspended: "
                + users.size()
                + " users keep what it gave them, nobody new enters by it.",
            now);
      }
    }
    tx.accounts().mayHaveLost(app.id(), users, now, CHANGED);
    if (followed.stream().noneMatch(one -> one.group().equals(group))) {
      // Who was in a group that a policy names keeps what it gave; who was in one below it does
      // not.
      Adoption.concern(tx, app, users, true, now);
    }
  }

  /**
   * Members of a group have changed.
   *
   * @param left users and groups that are not in it any more
   * @param joined users and groups that are in it now
   */
  static void changed(
      Transaction tx,
      App app,
      ResourceId group,
      Collection<ResourceId> left,
      Collection<ResourceId> joined,
      Instant now) {
    if (!Scopes.byGroups(app) || (left.isEmpty() && joined.isEmpty())) {
      return;
    }
    Set<GroupRef> reached = reached(tx, app, tx.policyGroups().ofApp(app.id()), group);
    if (!reached.isEmpty()) {
      Set<ResourceId> joiners = users(tx, app, joined);
      enter(tx, app, reached, joiners, now);
      Adoption.concern(tx, app, joiners, false, now);
      Set<ResourceId> leavers = users(tx, app, left);
      tx.accounts().mayHaveLost(app.id(), leavers, now, CHANGED);
      Adoption.concern(tx, app, leavers, true, now);
    }
  }

  /** The references that a member of the group counts as a member of. */
  private static Set<GroupRef> reached(
      Transaction tx, App app, List<Followed> followed, ResourceId group) {
    Set<GroupRef> reached = new HashSet<>();
    if (followed.isEmpty()) {
      return reached;
    }
    Set<ResourceId> above =
        new HashSet<>(Nesting.above(tx, app.id(), Set.of(group)).getOrDefault(group, Set.of()));
    above.add(group);
    followed.stream()
        .filter(one -> !one.gone() && above.contains(one.group()))
        .forEach(one -> reached.add(one.reference()));
    return reached;
  }

  /** Marks users who may have come into the scope of policies that name one of these groups. */
  private static void enter(
      Transaction tx, App app, Set<GroupRef> reached, Set<ResourceId> users, Instant now) {
    Set<PoolId> pools = new TreeSet<>();
    app.policies().stream()
        .filter(policy -> references(policy).anyMatch(reached::contains))
        .forEach(policy -> pools.addAll(policy.pools()));
    pools.forEach(pool -> tx.accounts().want(app.id(), pool, users, now, CHANGED));
    tx.accounts().outOfStep(app.id(), users, now, CHANGED);
  }

  private static Set<ResourceId> users(Transaction tx, App app, Collection<ResourceId> members) {
    if (members.isEmpty()) {
      return Set.of();
    }
    Set<ResourceId> groups = tx.resources().existing(app.id(), ResourceType.GROUP, members);
    Set<ResourceId> users = new LinkedHashSet<>(members);
    users.removeAll(groups);
    users.addAll(Nesting.below(tx, app.id(), new ArrayList<>(groups)));
    return users;
  }

  private static void note(
      Transaction tx, App app, ResourceId group, String action, String detail, Instant now) {
    Journal.note(tx, now, Journal.worker(app.id()), group, action, "accepted", detail);
  }
}
