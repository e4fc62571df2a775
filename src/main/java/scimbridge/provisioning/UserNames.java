package scimbridge.provisioning;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Mapping;

/** The names that users hold, and the taking of names. */
final class UserNames {
  private final UserPools pools;

  UserNames(UserPools pools) {
    this.pools = pools;
  }

  /**
   * The names a user needs: its userName in the app, and in every pool its Username and the aliases
   * it signs in by.
   *
   * @param scope where it is to have accounts
   * @return each name, and what to say if somebody else has it
   * @throws Fault INVALID_VALUE if a pool cannot hold the Username
   */
  Map<Name, String> of(App app, User user, Scope scope) {
    Map<Name, String> names = new LinkedHashMap<>(userName(app, user));
    for (PoolId id : app.pools()) {
      ConnectedPool pool = pools.get(id);
      if (scope.includes(id)) {
        PoolTraits traits = pools.described(id);
        String username = Usernames.choose(user, pool.rules(), traits);
        names.put(username(id, traits, username), taken(id, username));
        if (!traits.aliases().isEmpty()) {
          aliases(pool, traits, pool.rules().project(user, traits).attributes())
              .forEach(names::putIfAbsent);
        }
      }
    }
    return names;
  }

  /** The name that a user needs in its app, wherever it has accounts. */
  static Map<Name, String> userName(App app, User user) {
    return Map.of(Name.userName(app.id(), user.userName()), taken(user));
  }

  private static String taken(User user) {
    return "userName '" + user.userName() + "' is already taken by another user of this app.";
  }

  /** Also what another app's client is told, so it does not say whose the name is. */
  private static String taken(PoolId pool, String username) {
    return "The Username '"
        + username
        + "' in pool "
        + pool
        + " is already taken, by another user of this app or by another app (then 'scim-bridge log"
        + " --failed' says by which). Change or delete that user, or give this one another name.";
  }

  static Name username(PoolId pool, PoolTraits traits, String username) {
    return name(pool, traits, Mapping.signInName(traits.kind()), username);
  }

  /** An address signs in whatever its case, also where the pool tells Usernames apart by case. */
  private static Name name(PoolId pool, PoolTraits traits, String attribute, String value) {
    return Name.username(pool, value, traits.caseSensitive() && !attribute.equals("email"));
  }

  private static Map<Name, String> aliases(
      ConnectedPool pool, PoolTraits traits, Map<String, String> attributes) {
    Map<Name, String> names = new LinkedHashMap<>();
    for (String alias : traits.aliases()) {
      String value = attributes.get(alias);
      if (value != null) {
        names.put(
            name(pool.rules().id(), traits, alias, value),
            pool.rules().mapping().source(alias)
                + ": another account in pool '"
                + pool.rules().id()
                + "' signs in with this "
                + alias
                + "; change or delete that one first, or give this user another value.");
      }
    }
    return names;
  }

  /**
   * Gives back what a settled user does not need any more. Names of somebody who is gone are kept
   * until no account is left.
   *
   * @param user the user as accepted, or null if it is deleted or never was
   */
  void settle(Transaction tx, App app, ResourceId id, @Nullable User user) {
    List<Account> accounts =
        tx.accounts().ofUsers(app.id(), Set.of(id)).getOrDefault(id, List.of()).stream()
            .filter(account -> account.known() != Account.Known.FOREIGN)
            .toList();
    if (user == null) {
      if (accounts.isEmpty()) {
        tx.names().keepOnly(app.id(), id, Set.of());
      }
      return;
    }
    // Until an account is what it should be it may have, or get, any name that was reserved for it.
    if (!accounts.stream().allMatch(this::isKnown)) {
      return;
    }
    Scope scope = Scopes.of(tx, app, user);
    if (!scope.reasons().keySet().stream().allMatch(pools::isDescribed)) {
      return;
    }
    try {
      Set<Name> kept = new LinkedHashSet<>(of(app, user, scope).keySet());
      accounts.forEach(account -> kept.addAll(held(account)));
      tx.names().keepOnly(app.id(), id, kept);
    } catch (Fault impossible) {
      // Since the configuration changed it can have no account; what it holds stays its own.
      return;
    }
  }

  /** Whether it is known what names the account has in its pool. */
  private boolean isKnown(Account account) {
    boolean described =
        pools.find(account.pool()).isEmpty() || pools.known(account.pool()).isPresent();
    return described
        && !account.isUnreadable()
        && (account.progress().state() == Progress.State.IN_STEP
            || (account.progress().state() == Progress.State.REFUSED
                && account.known() != Account.Known.UNCLEAR));
  }

  /** The sign-in names that an account of ours, or one that is known, has, whatever it should. */
  private Set<Name> held(Account account) {
    ConnectedPool pool = pools.find(account.pool()).orElse(null);
    boolean known = account.known() == Account.Known.OURS || Adoption.isListed(account);
    if (pool == null || !known) {
      return Set.of();
    }
    PoolTraits traits = pools.known(account.pool()).orElseThrow();
    return held(pool, traits, account.username(), account.attributes());
  }

  /** The sign-in names that an account with this Username and these attributes has. */
  static Set<Name> held(
      ConnectedPool pool, PoolTraits traits, String username, Map<String, String> attributes) {
    PoolId id = pool.rules().id();
    Set<Name> names = new LinkedHashSet<>(aliases(pool, traits, attributes).keySet());
    if (Mapping.signInName(traits.kind()).isEmpty()) {
      names.add(username(id, traits, username));
    }
    String signInName = attributes.get(Mapping.signInName(traits.kind()));
    if (signInName != null) {
      names.add(username(id, traits, signInName));
    }
    return names;
  }

  /**
   * Takes names for a resource.
   *
   * @param names each name, and what to say if somebody else has it for good
   * @return who has to be settled first, if a name is held by somebody on the way in or out
   * @throws Fault UNIQUENESS if one is taken
   */
  static Optional<ResourceId> reserve(
      Transaction tx, AppId app, ResourceId holder, Map<Name, String> names) {
    Optional<ResourceId> blocker = blocker(tx, app, holder, names);
    if (blocker.isEmpty()) {
      // Only when every name is free: what is reserved in a transaction that ends well stays.
      names.keySet().forEach(name -> tx.names().reserve(name, app, holder));
    }
    return blocker;
  }

  /** Looks whether a resource may have names, without taking them; see {@link #reserve}. */
  static Optional<ResourceId> blocker(
      Transaction tx, AppId app, ResourceId holder, Map<Name, String> names) {
    for (Map.Entry<Name, String> name : names.entrySet()) {
      Optional<Holder> other =
          tx.names().holder(name.getKey()).filter(held -> !held.equals(new Holder(app, holder)));
      if (other.isPresent()) {
        Holder held = other.get();
        if (isSettled(tx, held)) {
          throw Fault.of(
              Fault.Kind.UNIQUENESS,
              name.getValue() + kept(tx, app, held),
              new NameTaken(name.getKey().space(), held));
        }
        return Optional.of(held.resource());
      }
    }
    return Optional.empty();
  }

  /** Until when a name stays with somebody who is gone. */
  private static String kept(Transaction tx, AppId app, Holder held) {
    List<Account> left =
        held.app().equals(app) && tx.resources().user(app, held.resource()).isEmpty()
            ? tx.accounts()
                .ofUsers(app, Set.of(held.resource()))
                .getOrDefault(held.resource(), List.of())
            : List.of();
    if (left.isEmpty()) {
      return "";
    }
    Account account = left.getFirst();
    if (account.isUnreadable()) {
      return " It belongs to a deleted user. " + Unreadable.account(account.pool()).detail();
    }
    Departure departure = account.entitlement().departure();
    return " It belongs to the account of a deleted user in pool "
        + account.pool()
        + (departure == null || departure.deleteAt() == null
            ? ", which stays disabled there."
            : ", which is deleted not before " + departure.deleteAt() + ".");
  }

  /** Whether the holder keeps the name, as far as anybody can say now. */
  static boolean isSettled(Transaction tx, Holder held) {
    return !tx.proposals().isOpen(held.app(), held.resource())
        && (tx.resources().user(held.app(), held.resource()).isPresent()
            || tx.resources().group(held.app(), held.resource()).isPresent()
            || !isLeaving(tx, held));
  }

  /** What is left of a resource that is gone may stay for good, e.g. where deletion is off. */
  private static boolean isLeaving(Transaction tx, Holder held) {
    return tx
            .accounts()
            .ofUsers(held.app(), Set.of(held.resource()))
            .getOrDefault(held.resource(), List.of())
            .stream()
            .anyMatch(account -> account.progress().state() == Progress.State.PENDING)
        || tx.poolGroups().ofGroup(held.app(), held.resource()).stream()
            .anyMatch(row -> row.progress().state() == Progress.State.PENDING);
  }
}
