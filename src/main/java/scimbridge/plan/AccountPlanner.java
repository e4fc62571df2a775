package scimbridge.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.CognitoCall.Invitation;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Obstacle;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;

/**
 * Plans one account in one pool: pure, total and deterministic.
 *
 * <pre>
 *  sight                 wish Account                        wish Gone
 *  --------------------  ----------------------------------  --------------------------------
 *  Unclear               ask AdminGetUser                    ask AdminGetUser
 *  Absent                create, [disable], link, add to     nothing
 *                        groups, password, late alias (a)
 *                        create off, or an obstacle: refuse
 *  present, not ours     refuse NOT_OURS                     nothing: it is somebody else's
 *  WithoutGroups, ours   ask AdminListGroupsForUser          as Present: groups go with it
 *  Present, ours         what differs, in this order:        delete
 *                          disable                           delete off: disable, sign-out,
 *                          remove from groups                  then nothing
 *                          unlink
 *                          attributes (one call)   (u) (a) (f)
 *                          link                    (u) (f)
 *                          add to groups           (u)
 *                          password                    (f)
 *                          enable                  (u)
 *                          sign-out, if disabled here
 *                        (u) update off: refuse UPDATE_OFF,
 *                            the other calls still go
 *                        (a) ask AdminGetUser who has an
 *                            alias; another account: refuse
 *                            ALIAS_TAKEN, the rest still goes
 *                        (f) not where EXTERNAL_PROVIDER
 * </pre>
 *
 * <p>A wish to be barred is like Gone where deletion is off. An account that was made for a change
 * that was refused is deleted also there. Of an account that is left as it is nothing is asked.
 *
 * <p>Removal of access is never blocked: not by a switched-off operation, not by a refusal in the
 * same plan, and not by a question: where an alias must be looked up, a plan that takes access away
 * does only that, and asks when it is planned again. A refusal says what will not be done; the
 * calls beside it are still to be made.
 *
 * <p>An account that is not {@code ready} is one whose creation was interrupted: the attributes and
 * groups it still lacks belong to {@code create}, so that a crash between two calls converges also
 * where {@code update} is off.
 *
 * <p>Cognito checks aliases when it creates an account. {@code preferred_username} as an alias it
 * does not take from an account that is not confirmed, so that one is set by an update of its own,
 * after the password; it counts as part of creating while the account has none.
 *
 * <p>In e-mail and phone pools AdminCreateUser is given the address and answers with the real
 * Username. The calls that follow it in the plan name the account by the address, which Cognito
 * accepts there; planning again with the answered Username gives the same calls by that name.
 *
 * <p>Signing out is not a state that could be seen later, so it is planned only together with the
 * disabling; disabling revokes the account's tokens by itself.
 */
public final class AccountPlanner {
  /** Groups that Cognito lets one user be in. */
  static final int MAX_GROUPS = 100;

  /** The alias that is given after creation only. */
  private static final String LATE_ALIAS = "preferred_username";

  private final Pool pool;
  private final Operations operations;
  private final AliasOwners owners;
  private final List<CognitoCall> calls = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Unknown> unknowns = new ArrayList<>();

  private AccountPlanner(Pool pool, Operations operations, AliasOwners owners) {
    this.pool = pool;
    this.operations = operations;
    this.owners = owners;
  }

  /** The same when no alias was looked up. */
  public static Plan plan(Pool pool, Operations operations, Wish wish, Sight sight) {
    return plan(pool, operations, wish, sight, AliasOwners.NONE);
  }

  /**
   * Says which calls bring the account in step.
   *
   * @param pool the rules of the pool
   * @param operations what the app may do
   * @param wish what the account should be
   * @param sight what it is
   * @param owners who was seen to have the aliases that the account is to get
   */
  public static Plan plan(
      Pool pool, Operations operations, Wish wish, Sight sight, AliasOwners owners) {
    AccountPlanner planner = new AccountPlanner(pool, operations, owners);
    if (wish instanceof Wish.Left) {
      return Plan.EMPTY;
    }
    return switch (sight) {
      case Sight.Unclear unclear ->
          Plan.asks(
              new Unknown(
                  "what became of account '" + unclear.username() + "' in pool " + pool.id(),
                  new AdminGetUser(pool.id(), unclear.username())));
      case Sight.Absent absent ->
          wish instanceof Wish.Account account ? planner.create(account) : Plan.EMPTY;
      case Sight.WithoutGroups seen ->
          planner.staysWith(wish) && seen.account().ours()
              ? Plan.asks(
                  new Unknown(
                      "which groups account '"
                          + seen.account().username()
                          + "' has in pool "
                          + pool.id(),
                      new AdminListGroupsForUser(pool.id(), seen.account().username())))
              : planner.present(wish, seen.account());
      case Sight.Present present -> planner.present(wish, present);
    };
  }

  /**
   * What the account is after one call of a plan was carried out; planning again from the result of
   * the last call, without the password, gives a plan without calls.
   */
  public static Sight after(Sight sight, CognitoCall call) {
    return Simulation.after(sight, call);
  }

  /** Whether the account is to be there afterwards, so that all of it has to be known. */
  private boolean staysWith(Wish wish) {
    return !(wish instanceof Wish.Gone gone) || (!operations.delete() && !gone.undone());
  }

  private Plan create(Wish.Account wish) {
    if (!operations.create()) {
      return Plan.refused(
          new Refusal(
              Reason.CREATE_OFF,
              "account '"
                  + wish.username()
                  + "' is not created in pool "
                  + pool.id()
                  + ": the operation 'create' is switched off for this app"));
    }
    wish.obstacles().forEach(obstacle -> refusals.add(refusal(obstacle)));
    SortedMap<String, String> attributes = new TreeMap<>(wish.attributes());
    String lateAlias = wish.aliases().contains(LATE_ALIAS) ? attributes.remove(LATE_ALIAS) : null;
    if (lateAlias != null && refusals.isEmpty()) {
      // Looked up before the account is made, so that a refusal leaves nothing behind.
      mayHave(wish.username(), LATE_ALIAS, lateAlias);
    }
    if (!refusals.isEmpty() || !unknowns.isEmpty()) {
      return new Plan(List.of(), refusals, refusals.isEmpty() ? unknowns : List.of());
    }
    PoolId in = pool.id();
    calls.add(new AdminCreateUser(in, wish.username(), attributes, invitation(wish)));
    if (!wish.enabled()) {
      calls.add(new AdminDisableUser(in, wish.username()));
    }
    FederatedIdentity identity = wish.identity();
    if (identity != null) {
      calls.add(new AdminLinkProviderForUser(in, wish.username(), identity));
    }
    addToGroups(wish.username(), minus(wish.groups(), wish.retiring()), 0);
    setPassword(wish.username(), synced(wish.password()), false);
    if (lateAlias != null) {
      update(wish.username(), new TreeMap<>(Map.of(LATE_ALIAS, lateAlias)));
    }
    return new Plan(calls, refusals, List.of());
  }

  private static Refusal refusal(Obstacle obstacle) {
    return new Refusal(
        switch (obstacle.kind()) {
          case USER_LACKS -> Reason.USER_LACKS;
          case POOL_LACKS -> Reason.POOL_LACKS;
        },
        obstacle.detail());
  }

  /** Who brings a password needs no temporary one. */
  private Invitation invitation(Wish.Account wish) {
    return pool.firstSignIn() != FirstSignIn.INVITE || synced(wish.password()) != null
        ? Invitation.NONE
        : wish.attributes().containsKey("email") ? Invitation.EMAIL : Invitation.SMS;
  }

  private Plan present(Wish wish, Sight.Present seen) {
    return switch (wish) {
      case Wish.Gone gone -> seen.ours() ? remove(seen, gone.undone()) : Plan.EMPTY;
      case Wish.Barred barred -> seen.ours() ? bar(seen) : Plan.EMPTY;
      case Wish.Left left -> Plan.EMPTY;
      case Wish.Account account -> seen.ours() ? change(account, seen) : taken(seen);
    };
  }

  private Plan taken(Sight.Present seen) {
    return Plan.refused(
        new Refusal(
            Reason.NOT_OURS,
            "account '"
                + seen.username()
                + "' exists already in pool "
                + pool.id()
                + " and this bridge did not create it: remove or rename it in the pool, or have"
                + " the bridge adopt it"));
  }

  private Plan remove(Sight.Present seen, boolean undone) {
    if (!operations.delete() && !undone) {
      return bar(seen);
    }
    calls.add(new AdminDeleteUser(pool.id(), seen.username()));
    return Plan.of(calls);
  }

  private Plan bar(Sight.Present seen) {
    if (seen.enabled()) {
      calls.add(new AdminDisableUser(pool.id(), seen.username()));
      signOut(seen);
    }
    return Plan.of(calls);
  }

  private Plan change(Wish.Account wish, Sight.Present seen) {
    String username = seen.username();
    boolean disables = seen.enabled() && !wish.enabled();
    SortedSet<String> leaves = minus(minus(seen.groups(), wish.groups()), wish.retiring());
    takeAway(wish, seen, disables, leaves);
    boolean takesAway = !calls.isEmpty();

    boolean mayUpdate = operations.update() || (operations.create() && !seen.ready());
    List<String> withheld = new ArrayList<>();
    SortedMap<String, String> attributes = attributes(wish, seen, mayUpdate, withheld);
    if (!unknowns.isEmpty()) {
      if (!takesAway) {
        return new Plan(List.of(), List.of(), unknowns);
      }
      if (disables) {
        signOut(seen);
      }
      return Plan.of(calls);
    }
    SortedMap<String, String> late = new TreeMap<>();
    if (!seen.ready() && attributes.containsKey(LATE_ALIAS) && isFirstLateAlias(wish, seen)) {
      late.put(LATE_ALIAS, attributes.remove(LATE_ALIAS));
    }
    update(username, attributes);
    link(wish, seen, mayUpdate, withheld);
    SortedSet<String> joins = minus(minus(wish.groups(), seen.groups()), wish.retiring());
    if (mayUpdate) {
      addToGroups(username, joins, seen.groups().size() - leaves.size());
    } else if (!joins.isEmpty()) {
      withheld.add("add to group " + String.join(", ", joins));
    }
    password(wish, seen);
    update(username, late);
    if (wish.enabled() && !seen.enabled()) {
      if (operations.update()) {
        calls.add(new AdminEnableUser(pool.id(), username));
      } else {
        withheld.add("enable");
      }
    }
    if (disables) {
      signOut(seen);
    }
    if (!withheld.isEmpty()) {
      refusals.add(
          new Refusal(
              Reason.UPDATE_OFF,
              "account '"
                  + username
                  + "' in pool "
                  + pool.id()
                  + " is not changed ("
                  + String.join("; ", withheld)
                  + "): the operation 'update' is switched off for this app"));
    }
    return new Plan(calls, refusals, List.of());
  }

  /** Whatever takes access away, before anything else. */
  private void takeAway(
      Wish.Account wish, Sight.Present seen, boolean disables, SortedSet<String> leaves) {
    String username = seen.username();
    if (disables) {
      calls.add(new AdminDisableUser(pool.id(), username));
    }
    leaves.forEach(group -> calls.add(new AdminRemoveUserFromGroup(pool.id(), username, group)));
    FederatedIdentity linked = seen.identity();
    if (linked != null && wish.identity() != null && !linked.equals(wish.identity())) {
      calls.add(new AdminDisableProviderForUser(pool.id(), username, linked));
    }
  }

  /** What one update is to carry; what it may not, and what must be known first, is noted. */
  private SortedMap<String, String> attributes(
      Wish.Account wish, Sight.Present seen, boolean mayUpdate, List<String> withheld) {
    if (seen.federated()) {
      return new TreeMap<>();
    }
    SortedMap<String, String> changes = AttributeChanges.between(wish, seen);
    SortedMap<String, String> first = new TreeMap<>();
    if (!mayUpdate && operations.create() && isFirstLateAlias(wish, seen)) {
      String value = changes.remove(LATE_ALIAS);
      if (value != null) {
        first.put(LATE_ALIAS, value);
      }
    }
    if (!mayUpdate) {
      if (!changes.isEmpty()) {
        withheld.add("set " + String.join(", ", changes.keySet()));
      }
      changes = first;
    }
    for (String alias : wish.aliases()) {
      String value = AttributeChanges.claimed(alias, wish, changes);
      if (value != null && !mayHave(seen.username(), alias, value)) {
        changes.remove(alias);
        String flag = AttributeChanges.flagOf(alias);
        if (flag != null) {
          changes.remove(flag);
        }
      }
    }
    return changes;
  }

  /** An account without one is one whose creation was interrupted. */
  private static boolean isFirstLateAlias(Wish.Account wish, Sight.Present seen) {
    return wish.aliases().contains(LATE_ALIAS) && !seen.attributes().containsKey(LATE_ALIAS);
  }

  /** Whether the alias is known to be free or the account's own; if not, says or asks whose. */
  private boolean mayHave(String username, String attribute, String alias) {
    AliasOwners.Owner owner = owners.of(alias);
    if (owner == null) {
      unknowns.add(
          new Unknown(
              "who has the "
                  + attribute
                  + " that account '"
                  + username
                  + "' is to have in pool "
                  + pool.id(),
              new AdminGetUser(pool.id(), alias)));
      return false;
    }
    if (owner == AliasOwners.Owner.OTHER) {
      refusals.add(
          new Refusal(
              Reason.ALIAS_TAKEN,
              "account '"
                  + username
                  + "' in pool "
                  + pool.id()
                  + " cannot have this "
                  + attribute
                  + ": another account signs in with it, and would lose it without a word; change"
                  + " or delete that account first, or give this user another value"));
      return false;
    }
    return true;
  }

  private void update(String username, SortedMap<String, String> attributes) {
    if (!attributes.isEmpty()) {
      calls.add(new AdminUpdateUserAttributes(pool.id(), username, attributes));
    }
  }

  private void link(
      Wish.Account wish, Sight.Present seen, boolean mayUpdate, List<String> withheld) {
    FederatedIdentity identity = wish.identity();
    if (identity == null || seen.federated() || Objects.equals(identity, seen.identity())) {
      return;
    }
    if (mayUpdate) {
      calls.add(new AdminLinkProviderForUser(pool.id(), seen.username(), identity));
    } else {
      withheld.add("link to its identity at " + identity.provider());
    }
  }

  private void password(Wish.Account wish, Sight.Present seen) {
    Password password = synced(wish.password());
    if (!seen.federated()) {
      setPassword(seen.username(), password, seen.ready());
    } else if (password != null) {
      refusals.add(
          new Refusal(
              Reason.NO_PASSWORD,
              "account '"
                  + seen.username()
                  + "' in pool "
                  + pool.id()
                  + " signs in at its identity provider and is to have no password in Cognito;"
                  + " leave the password out"));
    }
  }

  private void addToGroups(String username, SortedSet<String> joins, int already) {
    int room = Math.max(0, MAX_GROUPS - already);
    joins.stream()
        .limit(room)
        .forEach(group -> calls.add(new AdminAddUserToGroup(pool.id(), username, group)));
    if (joins.size() > room) {
      refusals.add(
          new Refusal(
              Reason.TOO_MANY_GROUPS,
              "account '"
                  + username
                  + "' in pool "
                  + pool.id()
                  + " would be in "
                  + (already + joins.size())
                  + " groups; Cognito allows "
                  + MAX_GROUPS
                  + ", so it does not join "
                  + (joins.size() - room)
                  + " of them"));
    }
  }

  /** The password as far as app and pool let it through. */
  private @Nullable Password synced(@Nullable Password wished) {
    return operations.passwordSync() != PasswordSync.OFF && pool.firstSignIn().takesPasswords()
        ? wished
        : null;
  }

  private void setPassword(String username, @Nullable Password password, boolean ready) {
    boolean confirms = !ready && pool.firstSignIn() == FirstSignIn.CONFIRMED;
    if (password != null || confirms) {
      calls.add(new AdminSetUserPassword(pool.id(), username, password));
    }
  }

  /** An account that is not ready was never signed in to. */
  private void signOut(Sight.Present seen) {
    if (pool.signOut() && seen.ready()) {
      calls.add(new AdminUserGlobalSignOut(pool.id(), seen.username()));
    }
  }

  private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> without) {
    SortedSet<String> rest = new TreeSet<>(from);
    rest.removeAll(without);
    return Collections.unmodifiableSortedSet(rest);
  }
}
