package scimbridge.provisioning;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Usernames;

/** The names that users hold, and the taking of names. */
final class UserNames {
  private final UserPools pools;

  UserNames(UserPools pools) {
    this.pools = pools;
  }

  /**
   * The names a user needs: its userName in the app, its Username in every pool.
   *
   * @throws Fault INVALID_VALUE if a pool cannot hold the Username
   */
  Set<Name> of(App app, User user) {
    Set<Name> names = new LinkedHashSet<>();
    names.add(Name.userName(app.id(), user.userName()));
    for (PoolId id : app.pools()) {
      ConnectedPool pool = pools.get(id);
      if (Wishes.inScope(app, pool, user)) {
        names.add(username(pool, Usernames.choose(user, pool.rules(), pools.traits(id))));
      }
    }
    return names;
  }

  private Name username(ConnectedPool pool, String username) {
    PoolTraits traits = pools.traits(pool.rules().id());
    // An address signs in whatever its case, also where the pool tells Usernames apart by case.
    boolean caseSensitive = traits.caseSensitive() && traits.kind() != PoolTraits.Kind.EMAIL;
    return Name.username(pool.rules().id(), username, caseSensitive);
  }

  /**
   * Gives back what a settled user does not need any more. Names of somebody who is gone are kept
   * until no account is left.
   *
   * @param user the user as accepted, or null if it is deleted or never was
   */
  void settle(Transaction tx, App app, ResourceId id, @Nullable User user) {
    boolean accounts =
        tx.accounts().ofUsers(app.id(), Set.of(id)).getOrDefault(id, List.of()).stream()
            .anyMatch(account -> account.known() != Account.Known.FOREIGN);
    if (user != null) {
      try {
        tx.names().keepOnly(app.id(), id, of(app, user));
      } catch (Fault impossible) {
        // Since the configuration changed it can have no account; what it holds stays its own.
        return;
      }
    } else if (!accounts) {
      tx.names().keepOnly(app.id(), id, Set.of());
    }
  }

  /**
   * Takes names for a resource.
   *
   * @return who has to be settled first, if a name is held by somebody on the way in or out
   * @throws Fault UNIQUENESS if one is taken
   */
  static Optional<ResourceId> reserve(
      Transaction tx, AppId app, ResourceId holder, Iterable<Name> names, String taken) {
    for (Name name : names) {
      Optional<Holder> other =
          tx.names().holder(name).filter(held -> !held.equals(new Holder(app, holder)));
      if (other.isPresent()) {
        Holder held = other.get();
        if (isSettled(tx, held)) {
          throw Fault.of(Fault.Kind.UNIQUENESS, taken);
        }
        return Optional.of(held.resource());
      }
    }
    // Only now, when every name is free: what is reserved in a transaction that ends well stays.
    names.forEach(name -> tx.names().reserve(name, app, holder));
    return Optional.empty();
  }

  private static boolean isSettled(Transaction tx, Holder held) {
    return tx.proposals().on(held.app(), held.resource()).isEmpty()
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
