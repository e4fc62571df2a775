package scimbridge.plan;

import static scimbridge.plan.AccountDraft.LATE_ALIAS;
import static scimbridge.plan.AccountDraft.minus;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import scimbridge.identity.Password;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.FederatedIdentity;

/** Plans what an account of ours lacks, and what it has too much. */
final class AccountChange {
  private final AccountDraft draft;

  AccountChange(AccountDraft draft) {
    this.draft = draft;
  }

  Plan plan(Wish.Account wish, Sight.Present seen) {
    String username = seen.username();
    boolean disables = seen.enabled() && !wish.enabled();
    SortedSet<String> leaves = minus(minus(seen.groups(), wish.groups()), wish.retiring());
    takeAway(wish, seen, disables, leaves);
    boolean takesAway = !draft.calls.isEmpty();

    boolean mayUpdate = draft.operations.update() || (draft.operations.create() && !seen.ready());
    List<String> withheld = new ArrayList<>();
    SortedMap<String, String> attributes = attributes(wish, seen, mayUpdate, withheld);
    if (!draft.unknowns.isEmpty()) {
      if (!takesAway) {
        return new Plan(List.of(), List.of(), draft.unknowns);
      }
      if (disables) {
        draft.signOut(seen);
      }
      return Plan.of(draft.calls);
    }
    SortedMap<String, String> late = new TreeMap<>();
    if (!seen.ready() && attributes.containsKey(LATE_ALIAS) && isFirstLateAlias(wish, seen)) {
      late.put(LATE_ALIAS, attributes.remove(LATE_ALIAS));
    }
    draft.update(username, attributes);
    link(wish, seen, mayUpdate, withheld);
    SortedSet<String> joins = minus(minus(wish.groups(), seen.groups()), wish.retiring());
    if (mayUpdate) {
      draft.addToGroups(username, joins, seen.groups().size() - leaves.size());
    } else if (!joins.isEmpty()) {
      withheld.add("add to group " + String.join(", ", joins));
    }
    password(wish, seen);
    draft.update(username, late);
    if (wish.enabled() && !seen.enabled()) {
      if (draft.operations.update()) {
        draft.calls.add(new AdminEnableUser(draft.pool.id(), username));
      } else {
        withheld.add("enable");
      }
    }
    if (disables) {
      draft.signOut(seen);
    }
    if (!withheld.isEmpty()) {
      draft.refusals.add(
          new Refusal(
              Reason.UPDATE_OFF,
              "account '"
                  + username
                  + "' in pool "
                  + draft.pool.id()
                  + " is not changed ("
                  + String.join("; ", withheld)
                  + "): the operation 'update' is switched off for this app"));
    }
    return new Plan(draft.calls, draft.refusals, List.of());
  }

  /** Whatever takes access away, before anything else. */
  private void takeAway(
      Wish.Account wish, Sight.Present seen, boolean disables, SortedSet<String> leaves) {
    String username = seen.username();
    if (disables) {
      draft.calls.add(new AdminDisableUser(draft.pool.id(), username));
    }
    leaves.forEach(
        group -> draft.calls.add(new AdminRemoveUserFromGroup(draft.pool.id(), username, group)));
    FederatedIdentity linked = seen.identity();
    if (linked != null && wish.identity() != null && !linked.equals(wish.identity())) {
      draft.calls.add(new AdminDisableProviderForUser(draft.pool.id(), username, linked));
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
    if (!mayUpdate && draft.operations.create() && isFirstLateAlias(wish, seen)) {
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
      if (value != null && !draft.mayHave(seen.username(), alias, value)) {
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

  private void link(
      Wish.Account wish, Sight.Present seen, boolean mayUpdate, List<String> withheld) {
    FederatedIdentity identity = wish.identity();
    if (identity == null || seen.federated() || Objects.equals(identity, seen.identity())) {
      return;
    }
    if (mayUpdate) {
      draft.calls.add(new AdminLinkProviderForUser(draft.pool.id(), seen.username(), identity));
    } else {
      withheld.add("link to its identity at " + identity.provider());
    }
  }

  private void password(Wish.Account wish, Sight.Present seen) {
    Password password = draft.synced(wish.password());
    if (!seen.federated()) {
      draft.setPassword(seen.username(), password, seen.ready());
    } else if (password != null) {
      draft.refusals.add(
          new Refusal(
              Reason.NO_PASSWORD,
              "account '"
                  + seen.username()
                  + "' in pool "
                  + draft.pool.id()
                  + " signs in at its identity provider and is to have no password in Cognito;"
                  + " leave the password out"));
    }
  }
}
