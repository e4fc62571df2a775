package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Transaction;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Takes out of a known group who was taken in from a listing of the pool and has left the Cognito
 * group since: of a group that the client has not changed the pool is the truth. Only memberships
 * that an earlier import made are looked at, so that nobody leaves whom the client has added.
 */
final class LeftMembers {
  /** How many members one transaction looks at. */
  static final int PIECE = 500;

  private final App app;
  private final PoolGroup known;
  private final Fingerprints listed;

  /**
   * @param known the pool group
   * @param listed the Usernames that a listing of its members showed, from the beginning to the end
   */
  LeftMembers(App app, PoolGroup known, Fingerprints listed) {
    this.app = app;
    this.known = known;
    this.listed = listed;
  }

  /**
   * Who has left.
   *
   * @param usernames the accounts of those who are members no more
   * @param kept how many others have left whose membership stays: the client has spoken of them,
   *     and a policy that asks for groups could take away what they have elsewhere
   */
  record Left(List<String> usernames, int kept) {}

  /** Everybody who is in the group of the directory. */
  List<ResourceId> members(Transaction tx) {
    return tx.members().of(app.id(), known.group()).stream().map(Member::id).toList();
  }

  /** Says who of these members would leave. */
  Left rehearse(Transaction tx, List<ResourceId> members, Instant now) {
    return left(leaving(tx, members, now));
  }

  /** Takes those of these members out who have left. */
  Left take(Transaction tx, Request by, List<ResourceId> members, Instant now) {
    Requests.refuseInTransfer(tx, app.id());
    Leaving leaving = leaving(tx, members, now);
    leaving.onlyHere().forEach(account -> leave(tx, account));
    Group group = tx.resources().group(app.id(), known.group()).orElse(null);
    if (leaving.accounts().isEmpty() || group == null) {
      return left(leaving);
    }
    List<ResourceId> users = leaving.accounts().stream().map(Account::user).toList();
    tx.members().remove(app.id(), group.id(), users);
    tx.resources().replace(group.changed(now, group.attributes()));
    leaving.accounts().forEach(account -> leave(tx, account));
    Left left = left(leaving);
    Journal.note(tx, now, by, group.id(), "group.import", "accepted", sentence(left));
    return left;
  }

  private void leave(Transaction tx, Account account) {
    SortedSet<String> in = new TreeSet<>(account.groups());
    in.remove(known.id());
    Account gone = account.withGroups(in);
    if (Scopes.byGroups(app) && Adoption.isListed(account)) {
      gone =
          tx.resources()
              .user(app.id(), account.user())
              .map(user -> Scopes.of(tx, app, user).policies(account.pool()))
              .map(policies -> new Entitlement(policies, null))
              .map(gone::withEntitlement)
              .orElse(gone);
    }
    tx.accounts().update(gone);
  }

  /**
   * Accounts that have left the Cognito group.
   *
   * @param accounts whose users are members no more
   * @param onlyHere whose users stay members, because another pool has them in the group
   */
  private record Leaving(List<Account> accounts, List<Account> onlyHere, int kept) {}

  private static Left left(Leaving leaving) {
    return new Left(
        leaving.accounts().stream().map(Account::username).sorted().toList(), leaving.kept());
  }

  /** What is said of those who have left. */
  String sentence(Left left) {
    List<String> names = left.usernames();
    String first =
        names.stream()
            .limit(PoolReport.EXAMPLES)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    int more = names.size() - PoolReport.EXAMPLES;
    return "group '"
        + known.groupName()
        + "' in pool "
        + known.pool()
        + " was left by "
        + first
        + (more > 0 ? " and " + more + " more" : "");
  }

  private Leaving leaving(Transaction tx, List<ResourceId> members, Instant now) {
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), known.group());
    boolean untouched =
        rows.stream().anyMatch(row -> row.id().equals(known.id()))
            && rows.stream().allMatch(Adoption::isListed)
            && !tx.proposals().isOpen(app.id(), known.group());
    if (!untouched) {
      // The client has changed or deleted it; from then on it says who is in it.
      return new Leaving(List.of(), List.of(), 0);
    }
    Set<String> elsewhere =
        rows.stream()
            .map(PoolGroup::id)
            .filter(id -> !id.equals(known.id()))
            .collect(Collectors.toSet());
    Map<ResourceId, List<Account>> links = tx.accounts().ofUsers(app.id(), members);
    List<Account> gone = new ArrayList<>();
    List<Account> onlyHere = new ArrayList<>();
    for (List<Account> ofUser : links.values()) {
      @Nullable Account here =
          ofUser.stream()
              .filter(account -> account.pool().equals(known.pool()))
              .filter(account -> account.groups().contains(known.id()))
              .findFirst()
              .orElse(null);
      boolean inAnother =
          ofUser.stream().anyMatch(account -> !Collections.disjoint(account.groups(), elsewhere));
      if (ofUser.stream().anyMatch(Account::isUnreadable)) {
        // Nobody can say whether another pool has the user in the group.
        continue;
      }
      if (here != null && !listed.contains(here.username()) && !here.lease().live(now)) {
        (inAnother ? onlyHere : gone).add(here);
      }
    }
    if (!Scopes.byGroups(app)) {
      return new Leaving(gone, onlyHere, 0);
    }
    Set<ResourceId> unspoken =
        tx.accounts().onlyListed(app.id(), gone.stream().map(Account::user).toList());
    List<Account> leaving =
        gone.stream().filter(account -> unspoken.contains(account.user())).toList();
    return new Leaving(leaving, onlyHere, gone.size() - leaving.size());
  }
}
