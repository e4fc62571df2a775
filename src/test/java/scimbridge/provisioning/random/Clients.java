package scimbridge.provisioning.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.provisioning.random.History.Change;
import scimbridge.provisioning.random.Wanted.Kind;

/** Identity providers that do what they want and remember what they were told. */
final class Clients {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Fault.Kind> EXPECTED =
      Set.of(
          Fault.Kind.UNIQUENESS,
          Fault.Kind.BUSY,
          Fault.Kind.THROTTLED,
          Fault.Kind.NOT_FOUND,
          Fault.Kind.MUTABILITY);

  /** A resource as its client names it. */
  record Slot(int app, boolean user, int number) {}

  /** A password that came with an operation on a user. */
  record Sent(ResourceId user, int number, String password) {}

  /** A creation whose answer was lost, so that nobody knows the id. */
  record Lost(Wanted wanted, Slot slot, Set<ResourceId> members) {}

  final MortalBridge bridge;
  final Map<Slot, ResourceId> slots = new ConcurrentHashMap<>();
  final Map<ResourceId, History<Map<String, String>>> users = new ConcurrentHashMap<>();
  final Map<ResourceId, History<GroupState>> groups = new ConcurrentHashMap<>();
  final Map<ResourceId, Integer> apps = new ConcurrentHashMap<>();
  final Set<ResourceId> touched = ConcurrentHashMap.newKeySet();
  final Queue<Lost> lost = new ConcurrentLinkedQueue<>();
  final Queue<Sent> passwords = new ConcurrentLinkedQueue<>();
  final Map<String, Map<String, Integer>> answers = new TreeMap<>();

  Clients(MortalBridge bridge) {
    this.bridge = bridge;
  }

  /** A group as a client sees it. */
  record GroupState(String displayName, Set<ResourceId> members) {}

  static AppId app(int number) {
    return new AppId("app" + number);
  }

  /** Does what is wanted, or the nearest thing to it that makes sense now. */
  void carryOut(Wanted drawn) {
    Slot slot = new Slot(drawn.app(), drawn.kind().isAboutUser(), drawn.slot());
    ResourceId id = slots.get(slot);
    boolean creation = drawn.kind() == Kind.CREATE_USER || drawn.kind() == Kind.CREATE_GROUP;
    Wanted wanted = drawn;
    if (!drawn.anyway() && creation && id != null) {
      wanted = drawn.asChange();
    } else if (!drawn.anyway() && !creation && id == null) {
      wanted = drawn.asCreation();
    }
    String answer;
    try {
      answer = slot.user() ? user(wanted, slot, id) : group(wanted, slot, id);
    } catch (Fault fault) {
      if (!EXPECTED.contains(fault.kind())) {
        throw new AssertionError(wanted + " was answered " + fault.kind(), fault);
      }
      answer = fault.kind().toString();
    } catch (Crash crash) {
      answer = "none";
    }
    bridge.trace(wanted + " " + id + " -> " + answer);
    count(wanted.kind().toString(), answer);
  }

  private synchronized void count(String kind, String answer) {
    answers.computeIfAbsent(kind, none -> new TreeMap<>()).merge(answer, 1, Integer::sum);
  }

  private String user(Wanted wanted, Slot slot, @Nullable ResourceId known) {
    Password password = wanted.password() == null ? null : Password.of(wanted.password());
    Provisioning.UserChange draft =
        current ->
            new UserDraft(
                Attributes.of(
                    UserDocument.of(
                        wanted.appliedTo(
                            current == null
                                ? Map.of()
                                : UserDocument.read(current.attributes().toNode())))),
                wanted.kind() == Kind.CREATE_USER || wanted.kind() == Kind.REPLACE_USER
                    ? password
                    : null);
    Change<Map<String, String>> change =
        new Change<>(
            wanted.number(), before -> wanted.appliedTo(before == null ? Map.of() : before), false);
    if (wanted.kind() == Kind.CREATE_USER) {
      return created(
          wanted,
          slot,
          Set.of(),
          provisioning -> provisioning.createUser(request(wanted), draft),
          written -> {
            User user = written.resource();
            history(users, user.id(), wanted.app()).accepted(change, user.version());
            if (password != null) {
              passwords.add(new Sent(user.id(), wanted.number(), wanted.password()));
            }
            return user.id();
          });
    }
    ResourceId id = known == null ? ResourceId.random() : known;
    History<Map<String, String>> history =
        known == null ? new History<>(null, 0) : history(users, id, wanted.app());
    if (wanted.kind() == Kind.DELETE_USER) {
      return deleted(
          history,
          slot,
          id,
          provisioning -> provisioning.deleteUser(request(wanted), id, current -> {}));
    }
    if (known != null && wanted.kind() == Kind.REPLACE_USER && password != null) {
      passwords.add(new Sent(id, wanted.number(), wanted.password()));
    }
    UnaryOperator<@Nullable Map<String, String>> shutOut =
        before -> {
          Map<String, String> after = new TreeMap<>(Objects.requireNonNull(before));
          after.put("active", "false");
          return after;
        };
    return changed(
        history,
        change,
        shutOut,
        provisioning -> provisioning.changeUser(request(wanted), id, draft),
        User::version);
  }

  private String group(Wanted wanted, Slot slot, @Nullable ResourceId known) {
    Set<ResourceId> people =
        wanted.others().stream()
            .map(number -> slots.get(new Slot(wanted.app(), true, number)))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Set<ResourceId> nested =
        wanted.nested().stream()
            .map(number -> slots.get(new Slot(wanted.app(), false, number)))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Set<ResourceId> add =
        switch (wanted.kind()) {
          case CREATE_GROUP, ADD_MEMBERS, REPLACE_MEMBERS, ENTER_SCOPE -> people;
          case NEST -> nested;
          default -> Set.of();
        };
    Set<ResourceId> remove =
        switch (wanted.kind()) {
          case REMOVE_MEMBERS, LEAVE_SCOPE -> people;
          case UNNEST -> nested;
          default -> Set.of();
        };
    boolean clear = wanted.kind() == Kind.REPLACE_MEMBERS;
    boolean named = wanted.kind() == Kind.CREATE_GROUP || wanted.kind() == Kind.RENAME_GROUP;
    MemberDelta delta =
        new MemberDelta(
            clear,
            remove,
            Stream.concat(
                    add.stream()
                        .filter(people::contains)
                        .map(id -> new Member(id, ResourceType.USER)),
                    add.stream()
                        .filter(nested::contains)
                        .map(id -> new Member(id, ResourceType.GROUP)))
                .collect(Collectors.toSet()));
    Provisioning.GroupChange draft =
        (current, members) -> {
          ObjectNode document =
              current == null
                  ? JSON.createObjectNode().put("externalId", "g" + wanted.number())
                  : current.attributes().toNode();
          if (named) {
            document.put("displayName", wanted.displayName());
          }
          return new GroupDraft(Attributes.of(document), delta);
        };
    Change<GroupState> change =
        new Change<>(
            wanted.number(),
            before -> {
              Set<ResourceId> members =
                  before == null || clear ? new HashSet<>() : new HashSet<>(before.members());
              members.removeAll(remove);
              members.addAll(add);
              return new GroupState(
                  named ? wanted.displayName() : Objects.requireNonNull(before).displayName(),
                  members);
            },
            false);
    if (wanted.kind() == Kind.CREATE_GROUP) {
      return created(
          wanted,
          slot,
          add,
          provisioning -> provisioning.createGroup(request(wanted), draft),
          written -> {
            Group group = written.resource();
            history(groups, group.id(), wanted.app()).accepted(change, group.version());
            return group.id();
          });
    }
    ResourceId id = known == null ? ResourceId.random() : known;
    History<GroupState> history =
        known == null ? new History<>(null, 0) : history(groups, id, wanted.app());
    if (wanted.kind() == Kind.DELETE_GROUP) {
      return deleted(
          history,
          slot,
          id,
          provisioning -> provisioning.deleteGroup(request(wanted), id, current -> {}));
    }
    UnaryOperator<@Nullable GroupState> onlyLeaving =
        before -> {
          Set<ResourceId> members = new HashSet<>(Objects.requireNonNull(before).members());
          members.removeAll(remove);
          if (clear) {
            members.retainAll(add);
          }
          return new GroupState(before.displayName(), members);
        };
    return changed(
        history,
        change,
        onlyLeaving,
        provisioning -> provisioning.changeGroup(request(wanted), id, draft),
        Group::version);
  }

  private <T> String created(
      Wanted wanted,
      Slot slot,
      Set<ResourceId> members,
      Function<Provisioning, Written<T>> call,
      Function<Written<T>, ResourceId> remember) {
    Written<T> written;
    try {
      written = bridge.request(engine -> call.apply(engine.writes()));
    } catch (Fault fault) {
      if (isUnsettled(fault)) {
        lost.add(new Lost(wanted, slot, members));
      }
      throw fault;
    } catch (Crash crash) {
      lost.add(new Lost(wanted, slot, members));
      throw crash;
    }
    ResourceId id = remember.apply(written);
    slots.put(slot, id);
    return "2xx";
  }

  private String deleted(
      History<?> history, Slot slot, ResourceId id, Consumer<Provisioning> call) {
    try {
      bridge.request(
          engine -> {
            call.accept(engine.writes());
            return true;
          });
    } catch (Fault fault) {
      if (isUnsettled(fault)) {
        history.perhapsDeleted();
      } else if (fault.kind() == Fault.Kind.NOT_FOUND) {
        history.saidMissing();
      }
      throw fault;
    } catch (Crash crash) {
      history.perhapsDeleted();
      throw crash;
    }
    history.deleted();
    slots.remove(slot, id);
    return "2xx";
  }

  private <T, S> String changed(
      History<S> history,
      Change<S> change,
      UnaryOperator<@Nullable S> removal,
      Function<Provisioning, Written<T>> call,
      Function<T, Long> version) {
    try {
      Written<T> written = bridge.request(engine -> call.apply(engine.writes()));
      if (written.changed()) {
        history.accepted(change, version.apply(written.resource()));
        return "2xx";
      }
      history.nothingToDo(change, version.apply(written.resource()));
      return "2xx, nothing to do";
    } catch (Fault fault) {
      if (Objects.requireNonNullElse(fault.detail(), "").contains("all the same")) {
        history.unanswered(new Change<>(-change.number(), removal, true));
      } else if (isUnsettled(fault)) {
        history.unanswered(change);
      } else if (fault.kind() == Fault.Kind.NOT_FOUND) {
        history.saidMissing();
      }
      throw fault;
    } catch (Crash crash) {
      // It may have been in the middle of doing only what takes access away.
      history.unanswered(change);
      history.unanswered(new Change<>(-change.number(), removal, false));
      throw crash;
    }
  }

  /** The one error after which a client has to read what became of its request. */
  private static boolean isUnsettled(Fault fault) {
    return Objects.requireNonNullElse(fault.detail(), "").contains("settled without it");
  }

  <S> History<S> history(Map<ResourceId, History<S>> histories, ResourceId id, int app) {
    apps.put(id, app);
    touched.add(id);
    return histories.computeIfAbsent(id, none -> new History<>(null, 0));
  }

  private static Request request(Wanted wanted) {
    return new Request(app(wanted.app()), "client", "operation-" + wanted.number());
  }
}
