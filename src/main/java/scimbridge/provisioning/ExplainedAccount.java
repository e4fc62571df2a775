package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Members.GroupReference;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Policy;
import scimbridge.policy.Scope;
import scimbridge.policy.Selection;

/**
 * Why one user has, lacks, or is about to lose an account in one pool, and each group there: {@link
 * Explanation} for one pool.
 */
final class ExplainedAccount {
  private final Setting setting;
  private final Transaction tx;
  private final App app;
  private final @Nullable User user;
  private final ResourceId id;
  private final Scope scope;
  private final PoolId pool;
  private final @Nullable Account account;
  private final Instant now;
  private final List<String> lines;

  ExplainedAccount(
      Setting setting,
      Transaction tx,
      App app,
      @Nullable User user,
      ResourceId id,
      Scope scope,
      PoolId pool,
      @Nullable Account account,
      Instant now,
      List<String> lines) {
    this.setting = setting;
    this.tx = tx;
    this.app = app;
    this.user = user;
    this.id = id;
    this.scope = scope;
    this.pool = pool;
    this.account = account;
    this.now = now;
    this.lines = lines;
  }

  void explain() {
    say(standing());
    Entitlement before = account == null ? Entitlement.NONE : account.entitlement();
    Entitlement entitlement = Departures.of(app, pool, user, scope, before, now);
    SortedSet<String> policies = scope.policies(pool);
    if (!policies.isEmpty()) {
      say("is to have it because of " + String.join("; ", policies));
    } else if (user != null) {
      say("no policy gives it: " + String.join("; ", policiesOfPool()));
    }
    suspended();
    Departure departure = entitlement.departure();
    if (departure != null && (account != null || user == null)) {
      leaving(departure);
    }
    if (user != null) {
      groups();
      if (account != null) {
        setting.pools().skipped(user, account).forEach(skipped -> say("not sent: " + skipped));
      }
    }
  }

  private void say(String line) {
    lines.add("  " + line);
  }

  /** What there is, as far as it is known. */
  private String standing() {
    if (account == null || account.known() == Account.Known.ABSENT) {
      return "no account" + state();
    }
    String name = "account '" + account.username() + "'";
    return switch (account.known()) {
      case UNREADABLE -> "its record in the bridge's store" + state();
      case FOREIGN -> name + " is somebody else's and is never changed" + state();
      case LISTED ->
          name
              + " was in the pool before and is not the bridge's: "
              + (account.enabled() ? "enabled" : "disabled")
              + (app.adopt() == App.Adopt.NEVER
                  ? "; it is never changed ('adopt: never')"
                  : "; the client's first change of it makes it the bridge's")
              + state();
      case UNCLEAR -> name + " is to be looked at: the outcome of a call is unknown" + state();
      default -> name + ": " + (account.enabled() ? "enabled" : "disabled") + state();
    };
  }

  private String state() {
    if (account == null) {
      return "";
    }
    Progress progress = account.progress();
    String reason = progress.reason() == null ? "" : " (" + progress.reason() + ")";
    return switch (progress.state()) {
      case IN_STEP -> ", in step";
      case PENDING -> ", pending since " + progress.since() + reason;
      case REFUSED -> ", refused" + reason;
      case HELD -> ", held" + reason;
    };
  }

  private List<String> policiesOfPool() {
    List<String> names =
        app.policies().stream()
            .filter(policy -> policy.pools().contains(pool))
            .map(policy -> policy.name() + " does not include this user")
            .toList();
    return names.isEmpty() ? List.of("the app has no policy for this pool any more") : names;
  }

  /** Policies whose group is gone, or was never there. */
  private void suspended() {
    List<Followed> followed = tx.policyGroups().ofApp(app.id());
    for (Policy policy : app.policies()) {
      if (policy.pools().contains(pool)
          && policy.selection() instanceof Selection.MembersOf members) {
        members.groups().stream()
            .forEach(
                reference -> {
                  Followed known =
                      followed.stream()
                          .filter(one -> one.reference().equals(reference))
                          .findFirst()
                          .orElse(null);
                  if (known == null) {
                    say("policy for " + reference.describe() + " waits: there is no such group");
                  } else if (known.gone()) {
                    say(
                        "policy for "
                            + reference.describe()
                            + " is suspended: its group was deleted; who was in it keeps what it"
                            + " gave");
                  }
                });
      }
    }
  }

  private void leaving(Departure departure) {
    String why =
        switch (departure.cause()) {
          case UNASSIGNED -> "has left every policy's scope since ";
          case INACTIVE -> "is inactive since ";
          case DELETED -> "was deleted by the client at ";
        };
    Instant deleteAt = departure.deleteAt();
    String what =
        departure.standing() != Standing.CARRIED_OUT
            ? standing(departure.standing())
            : deleteAt != null
                ? "; the account is deleted not before " + deleteAt
                : switch (Departures.rule(app, departure.cause()).action()) {
                  case LEAVE -> "; the account is left as it is";
                  case DISABLE, DELETE -> "; the account stays, disabled";
                };
    say(why + departure.since() + what);
  }

  private static String standing(Standing standing) {
    return switch (standing) {
      case HELD ->
          "; its removal is held until an administrator says 'guard allow' or 'guard discard'";
      case WAIVED -> "; an administrator discarded its removal: the account stays as it is";
      case LEFT, CARRIED_OUT -> "; the account is left as it is";
    };
  }

  /** Each group with its reasons, and whether the account is in it yet. */
  private void groups() {
    SortedMap<String, List<String>> wished = new TreeMap<>();
    List<GroupReference> memberOf =
        tx.members().groupsOf(app.id(), Set.of(id)).getOrDefault(id, List.of());
    for (PoolGroup row : tx.poolGroups().ofMember(app.id(), pool, id)) {
      if (row.isUnreadable()) {
        say("nobody joins or leaves group '" + row.groupName() + "': " + row.progress().reason());
        continue;
      }
      if (Adoption.isListed(row)) {
        say("group '" + row.groupName() + "' was in the pool before and is not the bridge's");
        continue;
      }
      memberOf.stream()
          .filter(group -> group.id().equals(row.group()))
          .findFirst()
          .ifPresent(
              group ->
                  wished
                      .computeIfAbsent(row.groupName(), none -> new ArrayList<>())
                      .add("member of '" + group.displayName() + "'" + phase(row)));
    }
    scope
        .reasons()
        .getOrDefault(pool, List.of())
        .forEach(
            policy ->
                policy
                    .grants()
                    .forEach(
                        grant ->
                            wished
                                .computeIfAbsent(grant, none -> new ArrayList<>())
                                .add("given by " + policy.name())));
    SortedSet<String> has = new TreeSet<>();
    if (account != null) {
      tx.poolGroups().withIds(app.id(), account.groups()).stream()
          .filter(row -> !row.isUntouched())
          .sorted(Comparator.comparing(PoolGroup::groupName))
          .forEach(row -> has.add(row.groupName()));
    }
    SortedSet<String> all = new TreeSet<>(has);
    all.addAll(wished.keySet());
    boolean entitled = scope.includes(pool);
    for (String name : all) {
      List<String> reasons = Objects.requireNonNullElse(wished.get(name), List.<String>of());
      String why = String.join(", ", reasons);
      if (has.contains(name) && !entitled) {
        say("still in group '" + name + "': a disabled account keeps its groups");
      } else if (has.contains(name)) {
        say(
            "in group '"
                + name
                + "': "
                + (reasons.isEmpty() ? "no reason is left, about to leave it" : why));
      } else if (entitled) {
        say("not yet in group '" + name + "': " + why);
      }
    }
  }

  private static String phase(PoolGroup row) {
    return switch (row.phase()) {
      case WANTED -> " (the Cognito group is still to be made)";
      case PRESENT -> "";
      case RETIRING -> " (an old name of the group, on its way out)";
      case UNWANTED -> " (the Cognito group is being deleted)";
    };
  }
}
