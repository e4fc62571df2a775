package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.App.WhenBusy;

/**
 * Carries writes out: prepare, admit, apply, settle. Nothing a client is told is lost, and what a
 * client is told was refused leaves nothing behind.
 */
final class Writes implements Provisioning {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Setting setting;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final UserWrites users;
  private final GroupWrites groups;
  private final Runnable wakeWorker;

  Writes(
      Setting setting,
      Execution execution,
      Turns turns,
      Settlements settlements,
      UserWrites users,
      GroupWrites groups,
      Runnable wakeWorker) {
    this.setting = setting;
    this.execution = execution;
    this.turns = turns;
    this.settlements = settlements;
    this.users = users;
    this.groups = groups;
    this.wakeWorker = wakeWorker;
  }

  @Override
  public Written<User> createUser(Request request, UserChange change) {
    ResourceId id = ResourceId.random();
    return writeUser(
        request,
        id,
        tx -> {
          UserDraft draft = change.apply(null);
          Instant now = setting.now();
          User next = new User(request.app(), id, 1, now, now, draft.attributes());
          refuseBacklog(tx, request);
          return users.prepare(
              tx, request, null, id, new UserWrites.Wanted(next, draft.password()));
        });
  }

  @Override
  public Written<User> changeUser(Request request, ResourceId id, UserChange change) {
    return writeUser(
        request,
        id,
        tx -> {
          User current = user(tx, request, id);
          UserDraft draft = change.apply(current);
          boolean same = draft.attributes().equals(current.attributes());
          if (same && draft.password() == null) {
            return new Prepared.Answered<>(new Written<>(current, false));
          }
          User next =
              same
                  ? current
                  : new User(
                      current.app(),
                      id,
                      current.version() + 1,
                      current.created(),
                      setting.now(),
                      draft.attributes());
          if (next.active() || !current.active()) {
            refuseBacklog(tx, request);
          }
          return users.prepare(
              tx, request, current, id, new UserWrites.Wanted(next, draft.password()));
        });
  }

  @Override
  public void deleteUser(Request request, ResourceId id, Consumer<User> check) {
    writeUser(
        request,
        id,
        tx -> {
          User current = user(tx, request, id);
          check.accept(current);
          return users.prepare(tx, request, current, id, new UserWrites.Wanted(null, null));
        });
  }

  private static User user(Transaction tx, Request request, ResourceId id) {
    return tx.resources()
        .user(request.app(), id)
        .orElseThrow(() -> Fault.of(Fault.Kind.NOT_FOUND, "There is no user with id " + id + "."));
  }

  private Written<User> writeUser(
      Request request,
      ResourceId id,
      Function<Transaction, Prepared<User, AccountRun>> preparation) {
    App app = setting.app(request.app());
    Instant deadline = begin(app);
    while (true) {
      Prepared<User, AccountRun> prepared =
          setting
              .directory()
              .write(
                  tx ->
                      tx.proposals().on(app.id(), id).isPresent()
                          ? new Prepared.Blocked<>(id)
                          : preparation.apply(tx));
      switch (prepared) {
        case Prepared.Answered<User, AccountRun> answered -> {
          wakeWorker.run();
          return answered.written();
        }
        case Prepared.Blocked<User, AccountRun> blocked -> await(blocked.by(), deadline);
        case Prepared.Open<User, AccountRun> open -> {
          return carryOut(request, app, open, deadline);
        }
      }
    }
  }

  private Written<User> carryOut(
      Request request, App app, Prepared.Open<User, AccountRun> open, Instant deadline) {
    Proposal proposal = open.proposal();
    List<AccountRun> runs = open.runs();
    Execution.Ending ending = apply(runs, AccountRun::account, deadline);
    Fault rejection = rejection(app, runs, ending);
    if (rejection == null
        && proposal.carriesPassword()
        && runs.stream().anyMatch(AccountRun::owesPassword)) {
      rejection =
          Fault.retryable(
              Fault.Kind.BUSY,
              "The password could not be set in time, and passwords are never stored. Nothing was"
                  + " changed; try again.",
              Duration.ofSeconds(1));
    }
    Fault answer = rejection;
    boolean settled =
        setting.directory().write(tx -> users.settle(tx, request, proposal, runs, answer));
    return answer(proposal, settled, answer, (User) proposal.next());
  }

  @Override
  public Written<Group> createGroup(Request request, GroupChange change) {
    ResourceId id = ResourceId.random();
    return writeGroup(
        request,
        id,
        tx -> {
          GroupDraft draft = change.apply(null, List::of);
          Instant now = setting.now();
          Group next = new Group(request.app(), id, 1, now, now, draft.attributes());
          refuseBacklog(tx, request);
          MemberDelta delta = GroupMembers.effective(tx, request.app(), id, draft.members());
          return groups.prepare(tx, request, null, id, next, delta);
        });
  }

  @Override
  public Written<Group> changeGroup(Request request, ResourceId id, GroupChange change) {
    return writeGroup(
        request,
        id,
        tx -> {
          Group current = group(tx, request, id);
          GroupDraft draft = change.apply(current, () -> tx.members().of(request.app(), id));
          MemberDelta delta = GroupMembers.effective(tx, request.app(), id, draft.members());
          boolean same = draft.attributes().equals(current.attributes());
          if (same && delta.isEmpty()) {
            return new GroupWrites.Decided(
                new Prepared.Answered<>(new Written<>(current, false)), Set.of());
          }
          if (!same || !delta.add().isEmpty()) {
            refuseBacklog(tx, request);
          }
          Group next =
              new Group(
                  current.app(),
                  id,
                  current.version() + 1,
                  current.created(),
                  setting.now(),
                  draft.attributes());
          return groups.prepare(tx, request, current, id, next, delta);
        });
  }

  @Override
  public void deleteGroup(Request request, ResourceId id, Consumer<Group> check) {
    writeGroup(
        request,
        id,
        tx -> {
          Group current = group(tx, request, id);
          check.accept(current);
          return groups.prepare(tx, request, current, id, null, MemberDelta.NONE);
        });
  }

  private static Group group(Transaction tx, Request request, ResourceId id) {
    return tx.resources()
        .group(request.app(), id)
        .orElseThrow(() -> Fault.of(Fault.Kind.NOT_FOUND, "There is no group with id " + id + "."));
  }

  private Written<Group> writeGroup(
      Request request, ResourceId id, Function<Transaction, GroupWrites.Decided> preparation) {
    App app = setting.app(request.app());
    Instant deadline = begin(app);
    while (true) {
      GroupWrites.Decided decided =
          setting
              .directory()
              .write(
                  tx ->
                      tx.proposals().on(app.id(), id).isPresent()
                          ? new GroupWrites.Decided(new Prepared.Blocked<>(id), Set.of())
                          : preparation.apply(tx));
      switch (decided.prepared()) {
        case Prepared.Answered<Group, PoolGroupRun> answered -> {
          wakeWorker.run();
          awaitMembers(app, decided.changed(), deadline);
          return answered.written();
        }
        case Prepared.Blocked<Group, PoolGroupRun> blocked -> await(blocked.by(), deadline);
        case Prepared.Open<Group, PoolGroupRun> open -> {
          return carryOutGroup(request, app, open, deadline);
        }
      }
    }
  }

  private Written<Group> carryOutGroup(
      Request request, App app, Prepared.Open<Group, PoolGroupRun> open, Instant deadline) {
    Proposal proposal = open.proposal();
    List<PoolGroupRun> runs = open.runs();
    Execution.Ending ending = apply(runs, PoolGroupRun::poolGroup, deadline);
    Fault rejection = rejection(app, runs, ending);
    Optional<Set<ResourceId>> settled =
        setting.directory().write(tx -> groups.settle(tx, request, proposal, runs, rejection));
    Written<Group> written =
        answer(proposal, settled.isPresent(), rejection, (Group) proposal.next());
    awaitMembers(app, settled.orElse(Set.of()), deadline);
    return written;
  }

  /** Makes sure that every pool of the app is known, and says until when the request may wait. */
  private Instant begin(App app) {
    for (PoolId pool : app.pools()) {
      setting.pools().traits(pool);
    }
    return setting.now().plus(app.requestWait());
  }

  /** Runs calls; ends with every turn given back. */
  private <R extends Run> Execution.Ending apply(
      List<R> runs, Function<R, Record> row, Instant deadline) {
    List<Turns.Turn> taken = new ArrayList<>();
    try {
      // One order for everybody, so that two requests never wait for each other.
      for (R run : runs.stream().sorted(Comparator.comparing(r -> key(row.apply(r)))).toList()) {
        Record leased = row.apply(run);
        Duration left = Duration.between(setting.now(), deadline).plus(Setting.ATTEMPT);
        Turns.Turn turn = turns.take(key(leased), epoch(leased), left);
        if (turn == null) {
          run.end(new Verdict.Pending("Another change of this account is under way.", null));
        } else {
          taken.add(turn);
        }
      }
      return execution.run(runs, deadline);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      runs.forEach(run -> run.end(new Verdict.Pending("The bridge is stopping.", null)));
      return Execution.Ending.FINISHED;
    } finally {
      taken.forEach(Turns.Turn::close);
    }
  }

  private static String key(Record row) {
    return switch (row) {
      case scimbridge.directory.Account account -> UserWrites.key(account);
      case scimbridge.directory.PoolGroup poolGroup -> poolGroup.id();
      default -> throw new IllegalArgumentException(row.getClass().getName());
    };
  }

  private static long epoch(Record row) {
    return switch (row) {
      case scimbridge.directory.Account account -> account.lease().epoch();
      case scimbridge.directory.PoolGroup poolGroup -> poolGroup.lease().epoch();
      default -> throw new IllegalArgumentException(row.getClass().getName());
    };
  }

  private @Nullable Fault rejection(App app, List<? extends Run> runs, Execution.Ending ending) {
    for (Run run : runs) {
      if (run.verdict() instanceof Verdict.Refused refused && refused.mine()) {
        return Fault.of(refused.refusal().kind(), refused.refusal().detail());
      }
    }
    if (ending == Execution.Ending.NOT_ADMITTED) {
      if (app.whenBusy() == WhenBusy.REJECT) {
        return Fault.retryable(
            Fault.Kind.THROTTLED,
            "The user pool's quota has no room for this change now. Nothing was changed; try"
                + " again.",
            Duration.ofSeconds(1));
      }
      Verdict later =
          new Verdict.Pending("Waiting for its turn within Cognito's quota.", setting.now());
      runs.forEach(run -> run.end(later));
    }
    return null;
  }

  private <T> Written<T> answer(
      Proposal proposal, boolean settled, @Nullable Fault rejection, @Nullable T next) {
    settlements.settled(proposal.resource());
    wakeWorker.run();
    if (!settled) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "This request took too long and is being settled without it; read the resource again.",
          Duration.ofSeconds(1));
    }
    if (rejection != null) {
      throw rejection;
    }
    @SuppressWarnings("NullAway") // a deletion has no resource, and its caller asks for none
    Written<T> written = new Written<>(next, true);
    return written;
  }

  private void await(ResourceId blocker, Instant deadline) {
    Duration left = Duration.between(setting.now(), deadline);
    if (left.isNegative() || left.isZero()) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "Another change of the same resource, or of one with the same name, is under way.",
          Duration.ofSeconds(1));
    }
    try {
      settlements.await(blocker, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.retryable(Fault.Kind.BUSY, "The bridge is stopping.", Duration.ofSeconds(1));
    }
  }

  /** Gives the first few members' accounts time to follow, within the request's wait. */
  private void awaitMembers(App app, Collection<ResourceId> changed, Instant deadline) {
    List<ResourceId> some = changed.stream().limit(app.memberWait()).toList();
    for (ResourceId member : some) {
      while (isPending(app, member)) {
        Duration left = Duration.between(setting.now(), deadline);
        if (left.isNegative() || left.isZero()) {
          return;
        }
        try {
          settlements.await(member, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private boolean isPending(App app, ResourceId user) {
    return setting
        .directory()
        .<Boolean>read(
            tx ->
                tx.accounts().ofUsers(app.id(), Set.of(user)).getOrDefault(user, List.of()).stream()
                    .anyMatch(account -> account.progress().state() == Progress.State.PENDING));
  }

  private void refuseBacklog(Transaction tx, Request request) {
    App app = setting.app(request.app());
    Optional<Instant> oldest = tx.accounts().oldestPending(app.id());
    if (oldest.isPresent() && oldest.get().plus(app.maxPendingAge()).isBefore(setting.now())) {
      throw Fault.retryable(
          Fault.Kind.THROTTLED,
          "Changes accepted since "
              + oldest.get()
              + " still wait for Cognito. Nothing was changed; try again later.",
          Duration.ofSeconds(30));
    }
  }
}
