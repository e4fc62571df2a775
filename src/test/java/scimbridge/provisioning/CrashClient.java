package scimbridge.provisioning;

import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.displayNamed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Password;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.UserDraft;

/** The identity provider of a scenario: it knows the ids that it was answered. */
final class CrashClient {
  final CrashWorld world;
  private final Map<String, ResourceId> users = new HashMap<>();
  private final Map<String, ResourceId> groups = new HashMap<>();

  CrashClient(CrashWorld world) {
    this.world = world;
  }

  private Provisioning writes() {
    return world.engine().writes();
  }

  ResourceId user(String key) {
    return users.get(key);
  }

  /** An identity provider that goes on: it finds what is there. */
  static CrashClient goingOn(CrashWorld world, Desired state) {
    CrashClient client = new CrashClient(world);
    state.people().forEach((key, person) -> client.find(key, person.userName()));
    state.teams().keySet().forEach(client::find);
    return client;
  }

  /** Finds a user that is there already. */
  void find(String key, String userName) {
    id(ResourceType.USER, user -> ((User) user).userName().equals(userName))
        .ifPresent(id -> users.put(key, id));
  }

  /** Finds a group that is there already. */
  void find(String displayName) {
    id(ResourceType.GROUP, group -> ((Group) group).displayName().equals(displayName))
        .ifPresent(id -> groups.put(displayName, id));
  }

  private Optional<ResourceId> id(ResourceType type, Predicate<Resource> meant) {
    return world.directory().<List<Resource>>read(tx -> DirectoryContents.all(tx, type)).stream()
        .filter(meant)
        .map(Resource::id)
        .findFirst();
  }

  void create(String key, DesiredPerson person) {
    users.put(
        key,
        writes().createUser(REQUEST, none -> draft(person, person.password())).resource().id());
  }

  /** PUT of all attributes, without a password. */
  void replace(String key, DesiredPerson person) {
    writes().changeUser(REQUEST, users.get(key), user -> draft(person, null));
  }

  /** The same with the password. */
  void replaceWithPassword(String key, DesiredPerson person) {
    writes().changeUser(REQUEST, users.get(key), user -> draft(person, person.password()));
  }

  private static UserDraft draft(DesiredPerson person, String password) {
    return new UserDraft(person.attributes(), password == null ? null : Password.of(password));
  }

  void delete(String key) {
    writes().deleteUser(REQUEST, users.get(key), user -> {});
  }

  void group(String displayName, Set<String> members) {
    groups.put(
        displayName,
        writes()
            .createGroup(
                REQUEST,
                (none, in) ->
                    new GroupDraft(
                        displayNamed(displayName),
                        new MemberDelta(false, Set.of(), members(members))))
            .resource()
            .id());
  }

  void rename(String from, String to) {
    ResourceId id = groups.get(from);
    writes()
        .changeGroup(
            REQUEST, id, (group, in) -> new GroupDraft(displayNamed(to), MemberDelta.NONE));
    groups.put(to, id);
  }

  void join(String displayName, Set<String> members) {
    change(displayName, new MemberDelta(false, Set.of(), members(members)));
  }

  void leave(String displayName, Set<String> members) {
    change(
        displayName,
        new MemberDelta(
            false, members.stream().map(users::get).collect(Collectors.toSet()), Set.of()));
  }

  private void change(String displayName, MemberDelta delta) {
    writes()
        .changeGroup(
            REQUEST,
            groups.get(displayName),
            (group, in) -> new GroupDraft(group.attributes(), delta));
  }

  void deleteGroup(String displayName) {
    writes().deleteGroup(REQUEST, groups.get(displayName), group -> {});
  }

  private Set<Member> members(Set<String> keys) {
    return keys.stream()
        .map(key -> new Member(users.get(key), ResourceType.USER))
        .collect(Collectors.toSet());
  }

  /** Something that has to be refused, so that nothing of it may be left. */
  static void refused(Fault.Kind kind, Runnable request) {
    try {
      request.run();
    } catch (Fault fault) {
      if (fault.kind() == kind) {
        return;
      }
      throw fault;
    }
    throw new AssertionError("was not refused");
  }
}
