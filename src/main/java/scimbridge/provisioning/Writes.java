package scimbridge.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;

/**
 * Carries writes out: prepare, admit, apply, settle. Nothing a client is told is lost, and what a
 * client is told was refused leaves nothing behind.
 */
final class Writes implements Provisioning {
  private final Setting setting;
  private final UserWrites users;
  private final GroupWrites groups;
  private final UserPreparation userPreparation;
  private final GroupPreparation groupPreparation;
  private final Requests requests;

  Writes(Setting setting, UserWrites users, GroupWrites groups, Requests requests) {
    this.setting = setting;
    this.users = users;
    this.groups = groups;
    this.userPreparation = new UserPreparation(setting, users);
    this.groupPreparation = new GroupPreparation(setting, groups);
    this.requests = requests;
  }

  @Override
  public Instant deadline(AppId app) {
    return requests.deadline(setting.app(app));
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
          requests.refuseBacklog(tx, request);
          return userPreparation.prepare(
              tx, request, null, id, new UserPreparation.Wanted(next, draft.password()));
        });
  }

  @Override
  public Written<User> changeUser(Request asked, ResourceId id, UserChange change) {
    Request request = requests.begun(asked);
    AtomicBoolean deactivates = new AtomicBoolean();
    AtomicBoolean withPassword = new AtomicBoolean();
    try {
      return writeUser(
          request,
          id,
          tx -> {
            User current = user(tx, request, id);
            UserDraft draft = change.apply(current);
            User next = next(current, draft.attributes());
            deactivates.set(current.active() && !next.active());
            withPassword.set(draft.password() != null);
            return changed(tx, request, current, next, draft.password());
          });
    } catch (Fault refused) {
      boolean passwordFailed = withPassword.get() && refused.kind() == Fault.Kind.BUSY;
      if (deactivates.get() && (passwordFailed || Removals.outlive(refused))) {
        writeUser(request, id, tx -> deactivated(tx, request, id));
        throw Removals.done(refused, "The user was deactivated all the same.");
      }
      throw refused;
    }
  }

  private User next(User current, Attributes attributes) {
    return attributes.equals(current.attributes())
        ? current
        : current.changed(setting.now(), attributes);
  }

  private Prepared<User, AccountRun> changed(
      Transaction tx, Request request, User current, User next, @Nullable Password password) {
    if (next.version() == current.version() && password == null) {
      return new Prepared.Answered<>(new Written<>(current, false));
    }
    if (next.active() || !current.active()) {
      requests.refuseBacklog(tx, request);
    }
    return userPreparation.prepare(
        tx, request, current, current.id(), new UserPreparation.Wanted(next, password));
  }

  private Prepared<User, AccountRun> deactivated(Transaction tx, Request request, ResourceId id) {
    User current = user(tx, request, id);
    ObjectNode document = current.attributes().toNode();
    document.put("active", false);
    return changed(tx, request, current, next(current, Attributes.of(document)), null);
  }

  @Override
  public void deleteUser(Request asked, ResourceId id, Consumer<User> check) {
    Request request = requests.begun(asked);
    try {
      writeUser(
          request,
          id,
          tx -> {
            User current = user(tx, request, id);
            check.accept(current);
            return userPreparation.prepare(
                tx, request, current, id, new UserPreparation.Wanted(null, null));
          });
    } catch (Fault refused) {
      if (refused.kind() == Fault.Kind.FORBIDDEN && !RemovalGuard.refused(refused)) {
        writeUser(request, id, tx -> deactivated(tx, request, id));
        throw Removals.done(refused, "The user was deactivated all the same.");
      }
      throw refused;
    }
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
    Instant deadline = requests.deadline(app, request);
    while (true) {
      Prepared<User, AccountRun> prepared =
          requests.decide(request, id, preparation, new Prepared.Blocked<>(id));
      switch (prepared) {
        case Prepared.Answered<User, AccountRun> answered -> {
          return answered.written();
        }
        case Prepared.Blocked<User, AccountRun> blocked -> requests.await(blocked.by(), deadline);
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
    Execution.Ending ending = requests.apply(runs, deadline);
    Fault rejection = requests.rejection(app, open, ending);
    if (rejection == null
        && proposal.carriesPassword()
        && runs.stream().anyMatch(run -> run.desired().owesPassword())) {
      rejection = Passwords.notInTime(runs);
    } else if (rejection != null) {
      rejection = Passwords.told(rejection, runs);
    }
    Fault answer = rejection;
    boolean settled =
        requests.<Boolean>settle(
            open, answer, (tx, rejected) -> users.settle(tx, request, proposal, runs, rejected));
    return requests.answer(
        proposal,
        settled,
        answer != null || runs.stream().anyMatch(run -> !run.inStep()),
        answer,
        (User) proposal.next());
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
          requests.refuseBacklog(tx, request);
          MemberDelta delta = GroupMembers.effective(tx, request.app(), id, draft.members());
          return groupPreparation.prepare(tx, request, null, id, next, delta);
        });
  }

  @Override
  public Written<Group> changeGroup(Request asked, ResourceId id, GroupChange change) {
    Request request = requests.begun(asked);
    AtomicReference<MemberDelta> removal = new AtomicReference<>(MemberDelta.NONE);
    try {
      return writeGroup(
          request,
          id,
          tx -> {
            Group current = group(tx, request, id);
            GroupDraft draft = change.apply(current, () -> tx.members().of(request.app(), id));
            MemberDelta delta = GroupMembers.effective(tx, request.app(), id, draft.members());
            removal.set(new MemberDelta(false, delta.remove(), Set.of()));
            return changed(tx, request, current, draft.attributes(), delta);
          });
    } catch (Fault refused) {
      if (!removal.get().isEmpty() && Removals.outlive(refused)) {
        writeGroup(
            request,
            id,
            tx -> {
              Group current = group(tx, request, id);
              MemberDelta delta = GroupMembers.effective(tx, request.app(), id, removal.get());
              return changed(tx, request, current, current.attributes(), delta);
            });
        throw Removals.done(refused, "Members that were to be removed were removed all the same.");
      }
      throw refused;
    }
  }

  private GroupPreparation.Decided changed(
      Transaction tx, Request request, Group current, Attributes attributes, MemberDelta delta) {
    boolean same = attributes.equals(current.attributes());
    if (same && delta.isEmpty()) {
      return new GroupPreparation.Decided(
          new Prepared.Answered<>(new Written<>(current, false)), Set.of());
    }
    if (!same || !delta.add().isEmpty()) {
      requests.refuseBacklog(tx, request);
    }
    Group next = current.changed(setting.now(), attributes);
    return groupPreparation.prepare(tx, request, current, current.id(), next, delta);
  }

  @Override
  public void deleteGroup(Request asked, ResourceId id, Consumer<Group> check) {
    Request request = requests.begun(asked);
    try {
      writeGroup(
          request,
          id,
          tx -> {
            Group current = group(tx, request, id);
            check.accept(current);
            return groupPreparation.prepare(tx, request, current, id, null, MemberDelta.NONE);
          });
    } catch (Fault refused) {
      if (refused.kind() == Fault.Kind.FORBIDDEN) {
        writeGroup(
            request,
            id,
            tx -> {
              Group current = group(tx, request, id);
              MemberDelta everybody =
                  GroupMembers.effective(
                      tx, request.app(), id, new MemberDelta(true, Set.of(), Set.of()));
              return changed(tx, request, current, current.attributes(), everybody);
            });
        throw Removals.done(refused, "Its members have left it all the same.");
      }
      throw refused;
    }
  }

  private static Group group(Transaction tx, Request request, ResourceId id) {
    return tx.resources()
        .group(request.app(), id)
        .orElseThrow(() -> Fault.of(Fault.Kind.NOT_FOUND, "There is no group with id " + id + "."));
  }

  private Written<Group> writeGroup(
      Request request, ResourceId id, Function<Transaction, GroupPreparation.Decided> preparation) {
    App app = setting.app(request.app());
    Instant deadline = requests.deadline(app, request);
    while (true) {
      GroupPreparation.Decided decided =
          requests.decide(
              request,
              id,
              preparation,
              new GroupPreparation.Decided(new Prepared.Blocked<>(id), Set.of()));
      switch (decided.prepared()) {
        case Prepared.Answered<Group, PoolGroupRun> answered -> {
          requests.wakeWorker();
          requests.awaitMembers(app, decided.changed(), deadline);
          return answered.written();
        }
        case Prepared.Blocked<Group, PoolGroupRun> blocked ->
            requests.await(blocked.by(), deadline);
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
    Execution.Ending ending = requests.apply(runs, deadline);
    Fault rejection = requests.rejection(app, open, ending);
    Optional<Set<ResourceId>> settled =
        requests.<Optional<Set<ResourceId>>>settle(
            open,
            rejection,
            (tx, rejected) -> groups.settle(tx, request, proposal, runs, rejected));
    Written<Group> written =
        requests.answer(proposal, settled.isPresent(), true, rejection, (Group) proposal.next());
    requests.awaitMembers(app, settled.orElse(Set.of()), deadline);
    return written;
  }
}
