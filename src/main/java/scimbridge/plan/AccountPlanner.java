package scimbridge.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;

/**
 * Plans one account in one pool: pure, total and deterministic.
 *
 * <pre>
 *  sight                 wish Account                        wish Gone
 *  --------------------  ----------------------------------  --------------------------------
 *  Unclear               ask AdminGetUser                    ask AdminGetUser
 *  Absent                create, [disable], add to groups,   nothing
 *                        password
 *                        create off: refuse FORBIDDEN
 *  present, not ours     refuse UNIQUENESS                   nothing: it is somebody else's
 *  WithoutGroups, ours   ask AdminListGroupsForUser          as Present: groups go with it
 *  Present, ours         what differs, in this order:        delete
 *                          disable                           delete off: disable, sign-out,
 *                          remove from groups                  then nothing
 *                          attributes (one call)   (u)
 *                          add to groups           (u)
 *                          password
 *                          enable                  (u)
 *                          sign-out, if disabled here
 *                        (u) update off: refuse FORBIDDEN,
 *                            the other calls still go
 * </pre>
 *
 * <p>Removal of access is never blocked: not by a switched-off operation, and not by a refusal in
 * the same plan. A refusal says what will not be done; the calls beside it are still to be made.
 *
 * <p>An account that is not {@code ready} is one whose creation was interrupted, since the password
 * is the last step of creating: the attributes and groups it still lacks belong to {@code create},
 * so that a crash between two calls converges also where {@code update} is off.
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

  private final Pool pool;
  private final Operations operations;
  private final List<CognitoCall> calls = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  private AccountPlanner(Pool pool, Operations operations) {
    this.pool = pool;
    this.operations = operations;
  }

  /**
   * Says which calls bring the account in step.
   *
   * @param pool the rules of the pool
   * @param operations what the app may do
   * @param wish what the account should be
   * @param sight what it is
   */
  public static Plan plan(Pool pool, Operations operations, Wish wish, Sight sight) {
    AccountPlanner planner = new AccountPlanner(pool, operations);
    return switch (sight) {
      case Sight.Unclear unclear ->
          Plan.asks(
              new Unknown(
                  "what became of account '" + unclear.username() + "' in pool " + pool.id(),
                  new AdminGetUser(pool.id(), unclear.username())));
      case Sight.Absent absent ->
          wish instanceof Wish.Account account ? planner.create(account) : Plan.EMPTY;
      case Sight.WithoutGroups seen ->
          wish instanceof Wish.Account && seen.account().ours()
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

  private Plan create(Wish.Account wish) {
    if (!operations.create()) {
      return Plan.refused(
          new Refusal(
              Fault.Kind.FORBIDDEN,
              "account '"
                  + wish.username()
                  + "' is not created in pool "
                  + pool.id()
                  + ": the operation 'create' is switched off for this app"));
    }
    PoolId in = pool.id();
    calls.add(new AdminCreateUser(in, wish.username(), wish.attributes()));
    if (!wish.enabled()) {
      calls.add(new AdminDisableUser(in, wish.username()));
    }
    addToGroups(wish.username(), minus(wish.groups(), wish.retiring()), 0);
    setPassword(wish.username(), wish.password(), false);
    return new Plan(calls, refusals, List.of());
  }

  private Plan present(Wish wish, Sight.Present seen) {
    return switch (wish) {
      case Wish.Gone gone -> seen.ours() ? remove(seen) : Plan.EMPTY;
      case Wish.Account account -> seen.ours() ? change(account, seen) : taken(seen);
    };
  }

  private Plan taken(Sight.Present seen) {
    return Plan.refused(
        new Refusal(
            Fault.Kind.UNIQUENESS,
            "account '"
                + seen.username()
                + "' exists already in pool "
                + pool.id()
                + " and this bridge did not create it: remove or rename it in the pool, or have"
                + " the bridge adopt it"));
  }

  private Plan remove(Sight.Present seen) {
    if (operations.delete()) {
      calls.add(new AdminDeleteUser(pool.id(), seen.username()));
    } else if (seen.enabled()) {
      calls.add(new AdminDisableUser(pool.id(), seen.username()));
      signOut(seen);
    }
    return Plan.of(calls);
  }

  private Plan change(Wish.Account wish, Sight.Present seen) {
    String username = seen.username();
    boolean mayUpdate = operations.update() || (operations.create() && !seen.ready());
    boolean disables = seen.enabled() && !wish.enabled();

    if (disables) {
      calls.add(new AdminDisableUser(pool.id(), username));
    }
    SortedSet<String> leaves = minus(minus(seen.groups(), wish.groups()), wish.retiring());
    leaves.forEach(group -> calls.add(new AdminRemoveUserFromGroup(pool.id(), username, group)));

    List<String> withheld = new ArrayList<>();
    SortedMap<String, String> attributes = attributeChanges(wish, seen);
    if (!attributes.isEmpty()) {
      if (mayUpdate) {
        calls.add(new AdminUpdateUserAttributes(pool.id(), username, attributes));
      } else {
        withheld.add("set " + String.join(", ", attributes.keySet()));
      }
    }
    SortedSet<String> joins = minus(minus(wish.groups(), seen.groups()), wish.retiring());
    if (mayUpdate) {
      addToGroups(username, joins, seen.groups().size() - leaves.size());
    } else if (!joins.isEmpty()) {
      withheld.add("add to group " + String.join(", ", joins));
    }
    setPassword(username, wish.password(), seen.ready());
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
              Fault.Kind.FORBIDDEN,
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

  /**
   * What one AdminUpdateUserAttributes has to carry. An address goes with its verified flag even
   * when the flag stays as it was: changing one without the other makes Cognito take the address
   * for unverified. A flag is never removed; Cognito forgets it with its address.
   */
  private static SortedMap<String, String> attributeChanges(Wish.Account wish, Sight.Present seen) {
    SortedMap<String, String> changes = new TreeMap<>();
    for (String name : wish.governed()) {
      String wished = wish.attributes().get(name);
      String found = seen.attributes().get(name);
      if (wished == null ? found != null && !VerifiedFlag.is(name) : !wished.equals(found)) {
        changes.put(name, wished == null ? "" : wished);
      }
    }
    for (String name : List.copyOf(changes.keySet())) {
      String flag = VerifiedFlag.of(name);
      String value = flag == null ? null : wish.attributes().get(flag);
      if (flag != null && value != null && wish.governed().contains(flag)) {
        changes.put(flag, value);
      }
    }
    return changes;
  }

  private void addToGroups(String username, SortedSet<String> joins, int already) {
    int room = Math.max(0, MAX_GROUPS - already);
    joins.stream()
        .limit(room)
        .forEach(group -> calls.add(new AdminAddUserToGroup(pool.id(), username, group)));
    if (joins.size() > room) {
      refusals.add(
          new Refusal(
              Fault.Kind.INVALID_VALUE,
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

  private void setPassword(String username, @Nullable Password wished, boolean ready) {
    Password password = operations.passwordSync() == PasswordSync.OFF ? null : wished;
    boolean prepares =
        !ready
            && switch (pool.firstSignIn()) {
              case CONFIRMED -> true;
            };
    if (password != null || prepares) {
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
