package scimbridge.provisioning;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Applied;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Ownership;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Transaction;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.Former;
import scimbridge.plan.LeftAlone;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Obstacle;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Projection;

/** Turns what the directory holds into what the planner asks for. */
final class Wishes {
  /** UserStatus of an account that was made by signing in at an external identity provider. */
  static final String EXTERNAL = "EXTERNAL_PROVIDER";

  private Wishes() {}

  /**
   * What an account should be.
   *
   * @param wish for the planner
   * @param entitlement why, or why not
   */
  record Wished(Wish wish, Entitlement entitlement) {}

  /**
   * What the user's account in a pool should be.
   *
   * @param user the user, or null if it is deleted
   * @param scope where it is to have accounts
   * @param account the link, or null if there is none
   * @throws scimbridge.fault.Fault INVALID_VALUE if an active user can have no account there
   */
  static Wished of(
      Transaction tx,
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      @Nullable User user,
      Scope scope,
      @Nullable Account account,
      Instant now) {
    PoolId id = pool.rules().id();
    if (account != null && Adoption.isListed(account)) {
      Wish wish =
          Former.isRecorded(account.attributes())
              ? former(tx, app, traits, account, user, scope)
              : user == null ? new Wish.Left() : listed(tx, app, account, user, scope);
      return new Wished(wish, new Entitlement(scope.policies(id), null));
    }
    Entitlement before = account == null ? Entitlement.NONE : account.entitlement();
    Entitlement entitlement = Departures.of(app, id, user, scope, before, now);
    Departure departure = entitlement.departure();
    if (departure != null && departure.standing() == Standing.LEFT) {
      return new Wished(left(user), entitlement);
    }
    if (departure != null && user != null && departure.standing() != Standing.CARRIED_OUT) {
      return new Wished(staying(tx, app, user, account), entitlement);
    }
    if (departure != null) {
      return new Wished(departing(app, departure, user, now), entitlement);
    }
    return new Wished(
        user == null ? new Wish.Gone(true) : entitled(tx, app, pool, traits, user, scope, account),
        entitlement);
  }

  /**
   * What is left to wish for an account that is only known: that it leaves the groups that the
   * client took it out of. Nothing else is done to it.
   */
  private static Wish listed(Transaction tx, App app, Account account, User user, Scope scope) {
    boolean mayLeave = app.adopt() == App.Adopt.ON_WRITE && !account.groups().isEmpty();
    return mayLeave
        ? reduced(tx, app, user, scope, account, notMadeAgain(account))
        : new Wish.Left();
  }

  private static String notMadeAgain(Account account) {
    return "account '" + account.username() + "' is not the bridge's, and is not made again";
  }

  /**
   * An account that is only known as it was before a change of it that was refused; but that it is
   * in no group that the client took it out of since.
   */
  private static Wish former(
      Transaction tx,
      App app,
      PoolTraits traits,
      Account account,
      @Nullable User user,
      Scope scope) {
    Map<String, String> recorded = account.attributes();
    SortedMap<String, String> attributes = Former.attributes(recorded);
    SortedSet<String> governed = new TreeSet<>(attributes.keySet());
    attributes.values().removeIf(String::isEmpty);
    SortedSet<String> groups =
        names(
            adopted(tx.poolGroups().named(app.id(), account.pool(), Former.groups(recorded))),
            PoolGroup.Phase.PRESENT);
    if (user != null && reduced(tx, app, user, scope, account, "") instanceof Wish.Account kept) {
      groups.retainAll(kept.retiring());
    }
    return new Wish.Account(
        account.username(),
        attributes,
        governed,
        Former.enabled(recorded),
        groups,
        new TreeSet<>(),
        null,
        new TreeSet<>(traits.aliases()),
        null,
        List.of(new Obstacle(Obstacle.Kind.USER_LACKS, notMadeAgain(account))));
  }

  private static Wish departing(App app, Departure departure, @Nullable User user, Instant now) {
    Instant deleteAt = departure.deleteAt();
    return switch (Departures.rule(app, departure.cause()).action()) {
      case LEAVE -> left(user);
      case DISABLE -> new Wish.Barred();
      case DELETE ->
          deleteAt != null && !now.isBefore(deleteAt) ? new Wish.Gone() : new Wish.Barred();
    };
  }

  private static Wish left(@Nullable User user) {
    return user == null || user.active() ? new Wish.Left() : new Wish.Barred();
  }

  /**
   * The user is in no policy's scope, and the account stays as it is all the same. Groups that the
   * user is taken out of are left, and whoever is inactive is shut out: the guard keeps neither.
   * What policies gave belongs to what is kept.
   */
  private static Wish staying(Transaction tx, App app, User user, @Nullable Account account) {
    if (account == null
        || (account.known() != Account.Known.OURS && account.known() != Account.Known.UNCLEAR)) {
      return new Wish.Left();
    }
    if (!user.active()) {
      return new Wish.Barred();
    }
    List<PoolGroup> groups = adopted(tx.poolGroups().ofMember(app.id(), account.pool(), user.id()));
    List<PoolGroup> retiring =
        groups.stream().filter(group -> group.phase() == PoolGroup.Phase.RETIRING).toList();
    // A renamed group goes on under its new name.
    Set<ResourceId> renamed =
        retiring.stream()
            .filter(group -> account.groups().contains(group.id()))
            .map(PoolGroup::group)
            .collect(Collectors.toSet());
    List<PoolGroup> present =
        groups.stream().filter(group -> group.phase() == PoolGroup.Phase.PRESENT).toList();
    SortedSet<String> joined =
        names(present.stream().filter(group -> renamed.contains(group.group())).toList());
    SortedSet<String> kept = names(present);
    kept.addAll(names(retiring));
    kept.addAll(
        names(
            tx.poolGroups().granted(app.id()).stream()
                .filter(group -> group.pool().equals(account.pool()))
                .toList()));
    kept.removeAll(joined);
    return kept(account, joined, kept, "No policy gives it any more.");
  }

  private static Wish entitled(
      Transaction tx,
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      User user,
      Scope scope,
      @Nullable Account account) {
    try {
      PoolId id = pool.rules().id();
      List<PoolGroup> groups = adopted(tx.poolGroups().ofMember(app.id(), id, user.id()));
      SortedSet<String> joined = names(groups, PoolGroup.Phase.PRESENT);
      joined.addAll(granted(tx, app, id, scope));
      // A name that there is another reason for is not one to wait at.
      SortedSet<String> retiring = names(groups, PoolGroup.Phase.RETIRING);
      retiring.removeAll(joined);
      String username = account == null || account.sub() == null ? null : account.username();
      Projection projection = pool.of(tx, app.id()).rules().project(user, traits, username);
      return new Wish.Account(
          Usernames.choose(user, pool.rules(), traits),
          projection.attributes(),
          account == null
              ? projection.governed()
              : LeftAlone.without(
                  projection.governed(), projection.attributes(), account.attributes()),
          user.active(),
          joined,
          retiring,
          null,
          new TreeSet<>(traits.aliases()),
          pool.rules().identity(user),
          pool.rules().obstacles(user, traits, projection));
    } catch (Fault impossible) {
      // Since the configuration changed it could have no account; what it has must not stay open.
      if (user.active()) {
        throw impossible;
      }
      return new Wish.Barred();
    }
  }

  /**
   * The wish for a link; if its user can have no account as it is now and has one of ours, what is
   * left to wish for that.
   *
   * @throws scimbridge.fault.Fault if nothing is
   */
  static Wish possible(
      Transaction tx,
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      @Nullable User user,
      Scope scope,
      Account account,
      Instant now) {
    try {
      return of(tx, app, pool, traits, user, scope, account, now).wish();
    } catch (Fault impossible) {
      boolean ours =
          account.known() == Account.Known.OURS || account.known() == Account.Known.UNCLEAR;
      if (user == null || !ours || impossible.kind() != Fault.Kind.INVALID_VALUE) {
        throw impossible;
      }
      return reduced(tx, app, user, scope, account, impossible.detail());
    }
  }

  /**
   * What is left to wish for an account of ours whose user can have none as it is now: whatever was
   * taken from the user is taken from the account, and nothing else is done to it.
   *
   * @param why what the user lacks
   */
  private static Wish reduced(
      Transaction tx, App app, User user, Scope scope, Account account, @Nullable String why) {
    List<PoolGroup> groups = adopted(tx.poolGroups().ofMember(app.id(), account.pool(), user.id()));
    SortedSet<String> kept = names(groups, PoolGroup.Phase.PRESENT);
    kept.addAll(granted(tx, app, account.pool(), scope));
    kept.addAll(names(groups, PoolGroup.Phase.RETIRING));
    return kept(account, new TreeSet<>(), kept, Objects.requireNonNullElse(why, ""));
  }

  /**
   * An account as it is but for groups.
   *
   * @param joined groups that it is to be in
   * @param kept groups that it is to be in if it is
   * @param obstacle why it is not made again if it is gone
   */
  private static Wish kept(
      Account account, SortedSet<String> joined, SortedSet<String> kept, String obstacle) {
    return new Wish.Account(
        account.username(),
        account.attributes(),
        new TreeSet<>(),
        account.enabled(),
        joined,
        kept,
        null,
        new TreeSet<>(),
        null,
        List.of(new Obstacle(Obstacle.Kind.USER_LACKS, obstacle)));
  }

  /** The groups that policies give, as far as the pool has them. */
  private static SortedSet<String> granted(Transaction tx, App app, PoolId pool, Scope scope) {
    SortedSet<String> given = scope.grants(pool);
    return given.isEmpty()
        ? given
        : names(
            tx.poolGroups().named(app.id(), pool, given).stream()
                .filter(row -> row.reason() == PoolGroup.Reason.GRANTED)
                .toList(),
            PoolGroup.Phase.PRESENT);
  }

  /** What is known of an account; ids of pool groups that are gone are left out. */
  static Sight sight(Transaction tx, @Nullable Account account) {
    if (account == null) {
      return new Sight.Absent();
    }
    if (Adoption.isListed(account) && Former.isRecorded(account.attributes())) {
      // Nothing is recorded of what a refused change has left.
      return new Sight.Unclear(account.username());
    }
    return switch (account.known()) {
      case ABSENT -> new Sight.Absent();
      case UNREADABLE -> throw Unreadable.account(account.pool());
      case UNCLEAR, FOREIGN -> new Sight.Unclear(account.username());
      // What is done to an account that is only known is decided by the wish for it.
      case OURS, LISTED ->
          new Sight.Present(
              account.username(),
              account.sub(),
              new TreeMap<>(account.attributes()),
              account.enabled(),
              names(adopted(tx.poolGroups().withIds(account.app(), account.groups()))),
              account.ready(),
              true,
              EXTERNAL.equals(account.status()));
    };
  }

  /** The account's record after work on it that ended with this sight. */
  static Account recorded(Transaction tx, Account account, Sight sight, @Nullable String status) {
    return switch (sight) {
      case Sight.Absent absent ->
          account
              .withOwnership(new Ownership(account.username(), null, Account.Known.ABSENT, null))
              .withApplied(Applied.NOTHING)
              .seenAt(account.seenAt());
      case Sight.Unclear unclear -> unclear(account);
      case Sight.WithoutGroups partly -> unclear(account);
      case Sight.Present present ->
          account
              // The sub of somebody else's account must never pass for one that we recorded as
              // ours.
              .withOwnership(
                  present.ours()
                      ? new Ownership(present.username(), present.sub(), ours(account), null)
                      : new Ownership(
                          account.username(), account.sub(), Account.Known.FOREIGN, null))
              .withApplied(
                  new Applied(
                      present.attributes(),
                      present.enabled(),
                      groups(tx, account, present.groups()),
                      present.ready(),
                      status,
                      account.seenAt()));
    };
  }

  /** What is only known stays so whatever was done to it. */
  private static Account.Known ours(Account account) {
    return Adoption.isListed(account) ? Account.Known.LISTED : Account.Known.OURS;
  }

  /** The ids of these groups, and of those that it is in and that nobody joins or leaves now. */
  private static SortedSet<String> groups(
      Transaction tx, Account account, SortedSet<String> groupNames) {
    SortedSet<String> ids =
        ids(adopted(tx.poolGroups().named(account.app(), account.pool(), groupNames)));
    tx.poolGroups().withIds(account.app(), account.groups()).stream()
        .filter(PoolGroup::isUntouched)
        .forEach(row -> ids.add(row.id()));
    return ids;
  }

  /** Groups that are only known are none of ours, so nobody joins or leaves them. */
  private static List<PoolGroup> adopted(List<PoolGroup> rows) {
    return rows.stream().filter(row -> !row.isUntouched()).toList();
  }

  private static Account unclear(Account account) {
    return account.withKnown(
        Adoption.isListed(account) ? Account.Known.LISTED : Account.Known.UNCLEAR);
  }

  private static SortedSet<String> names(List<PoolGroup> groups, PoolGroup.Phase phase) {
    return names(groups.stream().filter(group -> group.phase() == phase).toList());
  }

  private static SortedSet<String> names(Collection<PoolGroup> groups) {
    return groups.stream().map(PoolGroup::groupName).collect(Collectors.toCollection(TreeSet::new));
  }

  private static SortedSet<String> ids(Collection<PoolGroup> groups) {
    return groups.stream().map(PoolGroup::id).collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The mapped attributes of a found account, spelled as wished where the pool sees no change.
   * Those that are written at creation only are among them, to tell which of them differ.
   */
  static SortedMap<String, String> seen(
      Wish wish, Map<String, String> found, PoolTraits traits, Mapping mapping) {
    if (wish instanceof Wish.Account wished) {
      SortedSet<String> names = new TreeSet<>(wished.governed());
      names.addAll(wished.attributes().keySet());
      return new TreeMap<>(Mapping.seen(wished.attributes(), found, names, traits));
    }
    SortedSet<String> names = new TreeSet<>(mapping.governed(traits));
    traits.attributes().entrySet().stream()
        .filter(schema -> !schema.getValue().mutable() && !schema.getKey().equals("sub"))
        .forEach(schema -> names.add(schema.getKey()));
    return new TreeMap<>(Mapping.seen(Map.of(), found, names, traits));
  }
}
