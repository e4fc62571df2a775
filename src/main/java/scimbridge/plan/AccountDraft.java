package scimbridge.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Password;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;

/** The plan of one account while it is made: what creating and changing have in common. */
final class AccountDraft {
  /** Groups that Cognito lets one user be in. */
  static final int MAX_GROUPS = 100;

  /** The alias that is given after creation only. */
  static final String LATE_ALIAS = "preferred_username";

  final Pool pool;
  final Operations operations;
  final List<CognitoCall> calls = new ArrayList<>();
  final List<Refusal> refusals = new ArrayList<>();
  final List<Unknown> unknowns = new ArrayList<>();
  private final AliasOwners owners;

  AccountDraft(Pool pool, Operations operations, AliasOwners owners) {
    this.pool = pool;
    this.operations = operations;
    this.owners = owners;
  }

  /** Whether the alias is known to be free or the account's own; if not, says or asks whose. */
  boolean mayHave(String username, String attribute, String alias) {
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

  void update(String username, SortedMap<String, String> attributes) {
    if (!attributes.isEmpty()) {
      calls.add(new AdminUpdateUserAttributes(pool.id(), username, attributes));
    }
  }

  void addToGroups(String username, SortedSet<String> joins, int already) {
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
  @Nullable Password synced(@Nullable Password wished) {
    return operations.passwordSync() != PasswordSync.OFF && pool.firstSignIn().takesPasswords()
        ? wished
        : null;
  }

  void setPassword(String username, @Nullable Password password, boolean ready) {
    boolean confirms = !ready && pool.firstSignIn() == FirstSignIn.CONFIRMED;
    if (password != null || confirms) {
      boolean permanent = password == null || operations.passwordSync() != PasswordSync.TEMPORARY;
      calls.add(new AdminSetUserPassword(pool.id(), username, password, permanent));
    }
  }

  /** An account that is not ready was never signed in to. */
  void signOut(Sight.Present seen) {
    if (pool.signOut() && seen.ready()) {
      calls.add(new AdminUserGlobalSignOut(pool.id(), seen.username()));
    }
  }

  static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> without) {
    SortedSet<String> rest = new TreeSet<>(from);
    rest.removeAll(without);
    return Collections.unmodifiableSortedSet(rest);
  }
}
