package scimbridge.provisioning.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import scimbridge.directory.Directory;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Transaction;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.provisioning.random.Clients.GroupState;
import scimbridge.provisioning.random.Clients.Lost;
import scimbridge.provisioning.random.Clients.Sent;
import scimbridge.provisioning.random.Clients.Slot;
import scimbridge.provisioning.random.History.Change;

/**
 * Compares the directory with what clients were told, while no request is under way: there is one
 * order of all acknowledged changes that leads to what is there, and nothing else is there.
 */
final class Audit {
  private final Clients clients;

  /** The passwords that somebody may have; one alone is one that was acknowledged. */
  final Map<ResourceId, Set<String>> passwords = new HashMap<>();

  /** Those whose last password was acknowledged, and not only tried. */
  final Set<ResourceId> certain = new HashSet<>();

  Audit(Clients clients) {
    this.clients = clients;
  }

  /** What the directory holds. */
  private record Found(
      Map<ResourceId, User> users,
      Map<ResourceId, Group> groups,
      Map<ResourceId, Set<ResourceId>> members) {}

  /** Whether nobody is in the middle of a change any more, also none that was left by a crash. */
  boolean isSettled() {
    return clients.bridge.read(
        directory ->
            directory.<Boolean>read(
                tx ->
                    clients.touched.stream()
                            .allMatch(
                                id -> !tx.proposals().isOpen(Clients.app(clients.apps.get(id)), id))
                        && clients.lost.stream().allMatch(lost -> isSettled(tx, lost))));
  }

  private static boolean isSettled(Transaction tx, Lost lost) {
    var app = Clients.app(lost.slot().app());
    Name name =
        lost.slot().user()
            ? Name.userName(app, lost.wanted().userName())
            : Name.displayName(app, lost.wanted().displayName());
    return tx.names()
        .holder(name)
        .filter(holder -> tx.proposals().isOpen(app, holder.resource()))
        .isEmpty();
  }

  /** Explains everything that was touched since the last time. */
  void check() {
    Found found = clients.bridge.read(Audit::read);
    findLostCreations(found);
    Set<ResourceId> living = new HashSet<>(found.users().keySet());
    living.addAll(found.groups().keySet());
    BiPredicate<GroupState, GroupState> sameGroup =
        (one, other) ->
            one.displayName().equals(other.displayName())
                && among(living, one.members()).equals(among(living, other.members()));
    Map<ResourceId, List<Change<Map<String, String>>>> orders = new HashMap<>();
    for (ResourceId id : clients.touched) {
      var userHistory = clients.users.get(id);
      if (userHistory != null) {
        User user = found.users().get(id);
        String told = userHistory.toString();
        Optional<List<Change<Map<String, String>>>> order =
            userHistory.explain(
                user == null ? null : UserDocument.read(user.attributes().toNode()),
                user == null ? 0 : user.version(),
                Map::equals);
        assertThat(order).as("user %s is %s; %s", id, user, told).isPresent();
        orders.put(id, order.get());
        if (user != null) {
          // Nothing but what was written, in the form it was written in.
          assertThat(user.attributes().toNode()).isEqualTo(UserDocument.of(userHistory.state()));
        }
      }
      var groupHistory = clients.groups.get(id);
      if (groupHistory != null) {
        Group group = found.groups().get(id);
        String told = groupHistory.toString();
        GroupState state =
            group == null ? null : new GroupState(group.displayName(), found.members().get(id));
        assertThat(groupHistory.explain(state, group == null ? 0 : group.version(), sameGroup))
            .as("group %s is %s; %s", id, state, told)
            .isPresent();
      }
    }
    rememberPasswords(orders);
    clients.touched.clear();
    assertThat(found.users().keySet()).as("users").isEqualTo(living(clients.users));
    assertThat(found.groups().keySet()).as("groups").isEqualTo(living(clients.groups));
  }

  private static Set<ResourceId> among(Set<ResourceId> living, Set<ResourceId> members) {
    Set<ResourceId> among = new HashSet<>(members);
    among.retainAll(living);
    return among;
  }

  static <S> Set<ResourceId> living(Map<ResourceId, History<S>> histories) {
    Set<ResourceId> living = new HashSet<>();
    histories.forEach(
        (id, history) -> {
          if (history.state() != null) {
            living.add(id);
          }
        });
    return living;
  }

  private void findLostCreations(Found found) {
    Map<String, ResourceId> marks = new TreeMap<>();
    found
        .users()
        .values()
        .forEach(user -> marks.put(user.attributes().string("nickName").orElse(""), user.id()));
    found
        .groups()
        .values()
        .forEach(
            group -> marks.put(group.attributes().string("externalId").orElse(""), group.id()));
    for (Lost lost = clients.lost.poll(); lost != null; lost = clients.lost.poll()) {
      Slot slot = lost.slot();
      var wanted = lost.wanted();
      Set<ResourceId> members = lost.members();
      ResourceId id = marks.get((slot.user() ? "n" : "g") + wanted.number());
      if (id == null) {
        continue;
      }
      if (slot.user()) {
        clients
            .history(clients.users, id, slot.app())
            .unanswered(new Change<>(wanted.number(), none -> wanted.user(), true));
        if (wanted.password() != null) {
          clients.passwords.add(new Sent(id, wanted.number(), wanted.password()));
        }
      } else {
        clients
            .history(clients.groups, id, slot.app())
            .unanswered(
                new Change<>(
                    wanted.number(), none -> new GroupState(wanted.displayName(), members), true));
      }
      clients.slots.put(slot, id);
    }
  }

  private void rememberPasswords(Map<ResourceId, List<Change<Map<String, String>>>> orders) {
    Map<ResourceId, Map<Integer, String>> sent = new HashMap<>();
    for (Sent one = clients.passwords.poll(); one != null; one = clients.passwords.poll()) {
      if (clients.apps.get(one.user()) == 0) {
        sent.computeIfAbsent(one.user(), none -> new TreeMap<>()).put(one.number(), one.password());
      }
    }
    sent.forEach(
        (user, byNumber) -> {
          Set<String> perhaps = passwords.computeIfAbsent(user, none -> new HashSet<>());
          for (Change<?> change : orders.getOrDefault(user, List.of())) {
            String password = byNumber.remove(change.number());
            if (password != null) {
              perhaps.clear();
              perhaps.add(password);
              certain.add(user);
            }
          }
          // Cognito may have set one that was then refused; it cannot give the old one back.
          perhaps.addAll(byNumber.values());
        });
  }

  private static Found read(Directory directory) {
    return directory.read(
        tx -> {
          Map<ResourceId, User> users = new HashMap<>();
          Map<ResourceId, Group> groups = new HashMap<>();
          Map<ResourceId, Set<ResourceId>> members = new HashMap<>();
          for (int app = 0; app < 2; app++) {
            for (User user : tx.resources().users(Clients.app(app), "", 1000)) {
              users.put(user.id(), user);
            }
            for (Resource group :
                new ArrayList<>(
                    tx.resources()
                        .page(
                            Clients.app(app),
                            ResourceType.GROUP,
                            new Narrowing.Everything(),
                            0,
                            1000))) {
              groups.put(group.id(), (Group) group);
              Set<ResourceId> in = new HashSet<>();
              for (Member member : tx.members().of(Clients.app(app), group.id())) {
                in.add(member.id());
              }
              members.put(group.id(), in);
            }
          }
          return new Found(users, groups, members);
        });
  }
}
