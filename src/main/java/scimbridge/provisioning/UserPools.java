package scimbridge.provisioning;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.mapping.Projection;
import scimbridge.policy.mapping.Projection.Skipped;

/**
 * The pools and what they are. A pool's traits are fixed when it is made, so DescribeUserPool is
 * asked once in the life of a store and the answer kept there; from then on the bridge starts and
 * plans while Cognito is out of reach.
 */
public final class UserPools {
  private static final Logger log = LoggerFactory.getLogger(UserPools.class);

  private final Directory directory;
  private final KnownSchemas schemas;
  private final Map<PoolId, ConnectedPool> pools = new LinkedHashMap<>();
  private final Map<PoolId, PoolTraits> traits = new ConcurrentHashMap<>();

  /** Takes the pools; does no I/O. */
  public UserPools(Directory directory, KnownSchemas schemas, List<ConnectedPool> connected) {
    this.directory = directory;
    this.schemas = schemas;
    connected.forEach(pool -> pools.put(pool.rules().id(), pool));
  }

  /** The pool of this name; configuration has made sure that there is one. */
  ConnectedPool get(PoolId id) {
    ConnectedPool pool = pools.get(id);
    if (pool == null) {
      throw Fault.of(Fault.Kind.INTERNAL, "pool " + id + " is not configured");
    }
    return pool;
  }

  /** What each app knows of attributes. */
  KnownSchemas schemas() {
    return schemas;
  }

  /** Every configured pool. */
  Collection<ConnectedPool> all() {
    return List.copyOf(pools.values());
  }

  /** The pool of this name, unless it was taken out of the configuration. */
  Optional<ConnectedPool> find(PoolId id) {
    return Optional.ofNullable(pools.get(id));
  }

  /**
   * What the pool is. Asks Cognito if it was never asked before, so it must not be called inside a
   * transaction.
   *
   * @throws Fault BUSY if it was never asked and cannot be reached
   */
  public PoolTraits traits(PoolId id) {
    PoolTraits known = traits.get(id);
    if (known != null) {
      return known;
    }
    ConnectedPool pool = get(id);
    PoolTraits found =
        directory
            .<Optional<PoolTraits>>read(tx -> tx.pools().traits(id, pool.userPoolId()))
            .filter(kept -> suits(pool, kept))
            .orElseGet(() -> describe(pool));
    know(pool, found);
    return found;
  }

  /**
   * The same inside a transaction, from memory only.
   *
   * @throws UndescribedPool if it is not known there
   */
  PoolTraits described(PoolId id) {
    return known(id).orElseThrow(() -> new UndescribedPool(id));
  }

  /** Whether it is known what the pool is. */
  boolean isDescribed(PoolId id) {
    return known(id).isPresent();
  }

  /** The same from memory only. */
  Optional<PoolTraits> known(PoolId id) {
    return Optional.ofNullable(traits.get(id));
  }

  /** The same from memory or the store, without asking Cognito. */
  Optional<PoolTraits> recalled(PoolId id) {
    return known(id).or(() -> directory.read(tx -> tx.pools().traits(id, get(id).userPoolId())));
  }

  /**
   * Asks Cognito once more what the pool is, because attributes may have been added to it.
   *
   * @throws Fault BUSY if it cannot be reached
   */
  PoolTraits refresh(PoolId id) {
    PoolTraits found = describe(get(id));
    traits.put(id, found);
    return found;
  }

  /** How people may sign in is the one thing that an administrator can change in a pool. */
  private static boolean suits(ConnectedPool pool, PoolTraits traits) {
    return pool.rules().firstSignIn() != FirstSignIn.PASSWORDLESS
        || !traits.oneTimePasswords().isEmpty();
  }

  /** Reads from the store what is known of the pools; what was never described stays unknown. */
  void recall() {
    pools.forEach(
        (id, pool) ->
            directory
                .<Optional<PoolTraits>>read(tx -> tx.pools().traits(id, pool.userPoolId()))
                .filter(known -> suits(pool, known))
                .ifPresent(known -> know(pool, known)));
  }

  /** From now on it is known what the pool is, and so what of its mapping it cannot do. */
  private void know(ConnectedPool pool, PoolTraits found) {
    if (traits.put(pool.rules().id(), found) == null) {
      pool.rules()
          .mapping()
          .problems(found)
          .forEach(problem -> log.warn("Mapping of pool {}: {}", pool.rules().id(), problem));
    }
  }

  /** One sentence for each value of a user that an account does not hold, from memory only. */
  List<String> skipped(User user, Account account) {
    PoolTraits known = traits.get(account.pool());
    ConnectedPool pool = pools.get(account.pool());
    if (known == null || pool == null) {
      return List.of();
    }
    try {
      Pool rules = pool.of(user.app(), schemas.own(user.app())).rules();
      Projection projection = rules.project(user, known);
      List<Skipped> frozen =
          account.known() == Account.Known.OURS
              ? rules.frozen(projection, known, account.attributes())
              : List.of();
      return Stream.concat(projection.skipped().stream(), frozen.stream())
          .map(skipped -> skipped.attribute() + ": " + skipped.reason())
          .toList();
    } catch (Fault noAccount) {
      return List.of();
    }
  }

  private PoolTraits describe(ConnectedPool pool) {
    PoolTraits described = pool.port().describe();
    directory.write(
        tx -> {
          tx.pools().keep(pool.rules().id(), pool.userPoolId(), described);
          return described;
        });
    return described;
  }
}
