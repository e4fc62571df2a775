package scimbridge.provisioning;

import static scimbridge.provisioning.ProvisioningFixture.APP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Names.Name;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** What others do in a user pool by the AWS SDK, and what the directory makes of it. */
record ExistingPool(ProvisioningFixture bridge) {

  /** Makes an account with attributes in pairs of name and value. */
  void account(String username, String... attributes) {
    List<AttributeType> list = new ArrayList<>();
    for (int i = 0; i < attributes.length; i += 2) {
      list.add(AttributeType.builder().name(attributes[i]).value(attributes[i + 1]).build());
    }
    bridge.cognito.adminCreateUser(
        request ->
            request
                .userPoolId(bridge.userPoolId)
                .username(username)
                .messageAction(MessageActionType.SUPPRESS)
                .userAttributes(list));
  }

  /** Makes the account of somebody with a verified address and a name. */
  void person(String username) {
    account(
        username,
        "email",
        username + "@example.org",
        "email_verified",
        "true",
        "given_name",
        "Ann",
        "family_name",
        "Lee");
  }

  void group(String name, String... members) {
    bridge.cognito.createGroup(request -> request.userPoolId(bridge.userPoolId).groupName(name));
    for (String member : members) {
      join(name, member);
    }
  }

  void join(String group, String member) {
    bridge.cognito.adminAddUserToGroup(
        request -> request.userPoolId(bridge.userPoolId).groupName(group).username(member));
  }

  /** Runs an import and answers what it says. */
  List<String> takeIn() {
    return takeIn(false);
  }

  List<String> takeIn(boolean dryRun) {
    List<String> lines = new ArrayList<>();
    bridge.engine.importing().run(new Importing.Order(APP, null, dryRun), lines::add);
    return lines;
  }

  User user(String userName) {
    return bridge.directory.<User>read(
        tx -> tx.resources().user(APP, holder(Name.userName(APP, userName))).orElseThrow());
  }

  Group inDirectory(String displayName) {
    return bridge.directory.<Group>read(
        tx -> tx.resources().group(APP, holder(Name.displayName(APP, displayName))).orElseThrow());
  }

  private ResourceId holder(Name name) {
    return bridge.directory.<ResourceId>read(
        tx -> tx.names().holder(name).orElseThrow().resource());
  }

  Known known(String userName) {
    return bridge.link(user(userName).id()).orElseThrow().known();
  }

  Set<ResourceId> membersOf(String displayName) {
    ResourceId group = inDirectory(displayName).id();
    return bridge.directory.<List<Member>>read(tx -> tx.members().of(APP, group)).stream()
        .map(Member::id)
        .collect(Collectors.toSet());
  }

  /** All calls so far but those that list, by name. */
  Map<String, Long> calls() {
    Map<String, Long> calls = new TreeMap<>();
    bridge
        .emulator
        .controls()
        .calls()
        .forEach(
            (name, count) -> {
              if (!name.contains("List") && !name.equals("DescribeUserPool")) {
                calls.put(name, (long) count);
              }
            });
    return calls;
  }

  /** The whole pool, an account or a group a line, without the times of changes. */
  List<String> everything() {
    CognitoIdentityProviderClient cognito = bridge.cognito;
    List<String> lines = new ArrayList<>();
    for (UserType user : cognito.listUsersPaginator(r -> r.userPoolId(bridge.userPoolId)).users()) {
      Map<String, String> attributes = new TreeMap<>();
      user.attributes().forEach(one -> attributes.put(one.name(), one.value()));
      lines.add(
          user.username()
              + " "
              + user.enabled()
              + " "
              + user.userStatusAsString()
              + " "
              + attributes);
    }
    for (GroupType group :
        cognito.listGroupsPaginator(r -> r.userPoolId(bridge.userPoolId)).groups()) {
      lines.add(
          "group "
              + group.groupName()
              + " "
              + cognito
                  .listUsersInGroupPaginator(
                      r -> r.userPoolId(bridge.userPoolId).groupName(group.groupName()))
                  .users()
                  .stream()
                  .map(UserType::username)
                  .sorted()
                  .toList());
    }
    lines.sort(String::compareTo);
    return lines;
  }
}
