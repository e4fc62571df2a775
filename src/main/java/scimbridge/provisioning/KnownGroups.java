package scimbridge.provisioning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.GroupName;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules.Which;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Takes groups that somebody else made in a pool into an app's directory as known: each becomes a
 * group that the client finds, with those members whose accounts the app has. The Cognito group is
 * not touched until it is adopted, and never deleted.
 */
final class KnownGroups {
  private final App app;
  private final ConnectedPool pool;
  private final GroupWrites groups;
  private final GroupNames names;

  KnownGroups(Setting setting, App app, ConnectedPool pool, GroupWrites groups) {
    this.app = app;
    this.pool = pool;
    this.groups = groups;
    this.names = new GroupNames(setting);
  }

  /** What became of a listed group. */
  sealed interface Outcome {
    /**
     * It is known: its members may be taken in.
     *
     * @param row the pool group
     * @param fresh false if it was known before
     */
    record Known(PoolGroup row, boolean fresh) implements Outcome {}

    /** The app has it, as its own. */
    record There() implements Outcome {}

    /** It is not taken in; the reason completes "group 'x' …". */
    record Left(String reason) implements Outcome {}
  }

  /** Takes a group in. */
  Outcome take(Transaction tx, Request by, String groupName, Instant now) {
    Requests.refuseInTransfer(tx, app.id());
    if (groupName.startsWith(pool.userPoolId() + "_")) {
      return new Outcome.Left("is one of those that Cognito makes for an identity provider");
    }
    if (app.groups().which() == Which.NONE) {
      return new Outcome.Left("stays out, because the app has 'groups: none'");
    }
    Optional<String> decoded = GroupName.decode(groupName);
    if (decoded.isEmpty()) {
      return new Outcome.Left("has a name that no displayName becomes");
    }
    String prefix = app.groups().prefix();
    if (!decoded.get().startsWith(prefix)) {
      return new Outcome.Left("does not begin with the app's 'groupPrefix'");
    }
    String displayName = decoded.get().substring(prefix.length());
    if (displayName.isBlank()) {
      return new Outcome.Left("has nothing in its name but the app's 'groupPrefix'");
    }
    return already(tx, groupName, now).orElseGet(() -> take(tx, by, groupName, displayName, now));
  }

  /** Whether somebody has the Cognito group. */
  private Optional<Outcome> already(Transaction tx, String groupName, Instant now) {
    Optional<Outcome> others = Optional.empty();
    for (PoolGroup row : tx.poolGroups().inPool(pool.rules().id(), List.of(groupName))) {
      boolean mine = row.app().equals(app.id());
      if (mine && row.isUnreadable()) {
        return Optional.of(new Outcome.Left("has a record. " + row.progress().reason()));
      }
      if (mine && row.reason() == Reason.GRANTED) {
        return Optional.of(new Outcome.Left("is given by a policy of the app"));
      }
      if (mine && Adoption.isListed(row)) {
        return Optional.of(new Outcome.Known(row, false));
      }
      if (mine && row.phase() == Phase.WANTED && row.progress().state() == Progress.State.REFUSED) {
        // The client wanted a group of this name and was told that there is one: it is this one.
        names.change(tx, row, now, KnownGroups::known);
        return Optional.of(new Outcome.Known(known(row), true));
      }
      if (mine) {
        return Optional.of(new Outcome.There());
      }
      if (row.wants()) {
        others = Optional.of(new Outcome.Left("belongs to app '" + row.app() + "'"));
      }
    }
    return others;
  }

  private static PoolGroup known(PoolGroup row) {
    return row.withReason(Reason.LISTED).withMade(false).with(Phase.PRESENT, Progress.IN_STEP);
  }

  private Outcome take(
      Transaction tx, Request by, String groupName, String displayName, Instant now) {
    Group read =
        new Group(
            app.id(),
            ResourceId.random(),
            1,
            now,
            now,
            Attributes.of(JsonNodeFactory.instance.objectNode().put("displayName", displayName)));
    Name name = Name.displayName(app.id(), displayName);
    Holder holder = tx.names().holder(name).orElse(null);
    Group group =
        holder == null ? read : tx.resources().group(app.id(), holder.resource()).orElse(null);
    if (group == null || tx.proposals().isOpen(app.id(), group.id())) {
      return new Outcome.Left(
          "has the name of one that is being changed just now; import once more later");
    }
    if (!group.displayName().equals(displayName)) {
      return new Outcome.Left(
          "would be group '"
              + displayName
              + "', which differs from '"
              + group.displayName()
              + "' only in case, and SCIM takes them for the same");
    }
    if (app.groups().which() == Which.LISTED && !ListedGroups.includes(tx, app, group)) {
      return new Outcome.Left("is not among those that the app's 'groups' names");
    }
    if (holder == null) {
      tx.names().reserve(name, app.id(), group.id());
      groups.accept(tx, app, group.id(), null, group, now);
    }
    PoolGroup row =
        new PoolGroup(
            UUID.randomUUID().toString(),
            app.id(),
            pool.rules().id(),
            group.id(),
            groupName,
            Reason.LISTED,
            false,
            Phase.PRESENT,
            null,
            Progress.IN_STEP,
            Lease.NONE);
    tx.poolGroups().insert(row);
    String detail = "group '" + groupName + "' in pool " + pool.rules().id() + " is known";
    Journal.note(tx, now, by, group.id(), "group.import", "accepted", detail);
    return new Outcome.Known(row, true);
  }

  /**
   * What became of a page of members.
   *
   * @param joined who is a member now and was not
   * @param strangers whose account is not the app's
   */
  record Joined(int joined, int strangers) {}

  /**
   * What would become of a page of members.
   *
   * @param mine the Usernames that would be the app's
   */
  Joined rehearse(Transaction tx, PoolGroup known, List<ListedUser> page, Set<String> mine) {
    List<Account> there =
        KnownUsers.links(tx, known.pool(), page).values().stream()
            .filter(link -> link.app().equals(app.id()))
            .toList();
    Set<ResourceId> in =
        new HashSet<>(
            tx.members()
                .among(app.id(), known.group(), there.stream().map(Account::user).toList()));
    there.stream()
        .filter(link -> link.isUnreadable() || link.groups().contains(known.id()))
        .forEach(l -> in.add(l.user()));
    int all = (int) page.stream().filter(member -> mine.contains(member.username())).count();
    return new Joined(all - in.size(), page.size() - all);
  }

  /** Takes members of a known group in, as far as their accounts are the app's. */
  Joined join(Transaction tx, PoolGroup known, List<ListedUser> page, Instant now) {
    Requests.refuseInTransfer(tx, app.id());
    PoolId id = known.pool();
    Group group = tx.resources().group(app.id(), known.group()).orElse(null);
    @Nullable PoolGroup row =
        tx.poolGroups().withIds(app.id(), List.of(known.id())).stream()
            .filter(Adoption::isListed)
            .findFirst()
            .orElse(null);
    if (row == null || group == null || tx.proposals().isOpen(app.id(), group.id())) {
      // The client has changed or deleted it meanwhile; from then on it says who is in it.
      return new Joined(0, 0);
    }
    Map<ResourceId, Account> links = new HashMap<>();
    List<Account> there =
        KnownUsers.links(tx, id, page).values().stream()
            .filter(link -> link.app().equals(app.id()))
            .toList();
    // Of one that cannot be read nobody can say whether the client has taken its user out.
    there.stream()
        .filter(link -> !link.isUnreadable())
        .forEach(link -> links.put(link.user(), link));
    Map<ResourceId, User> users = tx.resources().users(app.id(), links.keySet());
    Set<Member> members = new HashSet<>();
    // Who was taken in before and is no member any more was taken out by the client.
    links.values().stream()
        .filter(link -> users.containsKey(link.user()))
        .filter(link -> !link.groups().contains(row.id()))
        .forEach(link -> members.add(new Member(link.user(), ResourceType.USER)));
    int joined = tx.members().add(app.id(), group.id(), members).size();
    if (joined > 0) {
      tx.resources().replace(group.changed(now, group.attributes()));
    }
    Map<ResourceId, Policies> scopes = policies(tx, users);
    links.values().stream()
        .filter(link -> users.containsKey(link.user()))
        .forEach(link -> enter(tx, link, row, scopes.get(link.user()), now));
    int unreadable = (int) there.stream().filter(Account::isUnreadable).count();
    return new Joined(joined, page.size() - users.size() - unreadable);
  }

  private record Policies(SortedSet<String> names) {}

  private Map<ResourceId, Policies> policies(Transaction tx, Map<ResourceId, User> users) {
    Map<ResourceId, Policies> policies = new HashMap<>();
    if (Scopes.byGroups(app)) {
      Scopes.of(tx, app, users.values())
          .forEach(
              (user, scope) -> policies.put(user, new Policies(scope.policies(pool.rules().id()))));
    }
    return policies;
  }

  /** Writes down that an account is in the group, and, of a known one, what gives it by that. */
  private static void enter(
      Transaction tx, Account link, PoolGroup row, @Nullable Policies policies, Instant now) {
    if (link.lease().live(now)) {
      // Whoever works on it sees for himself.
      return;
    }
    SortedSet<String> in = new TreeSet<>(link.groups());
    boolean fresh = in.add(row.id());
    Account entered = link.withGroups(in);
    if (policies != null && Adoption.isListed(link)) {
      entered = entered.withEntitlement(new Entitlement(policies.names(), null));
    }
    if (fresh || !entered.entitlement().equals(link.entitlement())) {
      tx.accounts().update(entered);
    }
  }
}
