package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitExceededException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

class GroupsTest extends WithEmulator {

  @Test
  void aGroupIsCreatedReadChangedAndDeleted() {
    String pool = pool();
    cognito.createGroup(
        r -> r.userPoolId(pool).groupName("admins").description("first").precedence(3));
    GroupType group = cognito.getGroup(r -> r.userPoolId(pool).groupName("admins")).group();
    assertThat(group.description()).isEqualTo("first");
    assertThat(group.precedence()).isEqualTo(3);
    assertThat(group.userPoolId()).isEqualTo(pool);

    cognito.updateGroup(r -> r.userPoolId(pool).groupName("admins").description("second"));
    group = cognito.getGroup(r -> r.userPoolId(pool).groupName("admins")).group();
    assertThat(group.description()).isEqualTo("second");
    assertThat(group.precedence()).isEqualTo(3);
    assertThatThrownBy(() -> group(pool, "admins")).isInstanceOf(GroupExistsException.class);

    cognito.deleteGroup(r -> r.userPoolId(pool).groupName("admins"));
    assertThatThrownBy(() -> cognito.getGroup(r -> r.userPoolId(pool).groupName("admins")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Group not found.");
  }

  @Test
  void membershipIsIdempotentAndGoesWithUserAndGroup() {
    String pool = pool();
    user(pool, "alice");
    user(pool, "bob");
    group(pool, "red");
    group(pool, "blue");
    add(pool, "alice", "red");
    add(pool, "alice", "red");
    add(pool, "alice", "blue");
    add(pool, "bob", "red");
    assertThat(members(pool, "red")).containsExactly("alice", "bob");
    assertThat(groupsOf(pool, "alice")).containsExactly("blue", "red");

    remove(pool, "bob", "red");
    remove(pool, "bob", "red");
    assertThat(members(pool, "red")).containsExactly("alice");
    cognito.deleteGroup(r -> r.userPoolId(pool).groupName("blue"));
    assertThat(groupsOf(pool, "alice")).containsExactly("red");
    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("alice"));
    assertThat(members(pool, "red")).isEmpty();
  }

  @Test
  void missingUsersAndGroupsAreTold() {
    String pool = pool();
    user(pool, "alice");
    group(pool, "red");
    assertThatThrownBy(() -> add(pool, "nobody", "red")).isInstanceOf(UserNotFoundException.class);
    assertThatThrownBy(() -> add(pool, "alice", "none"))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> members(pool, "none")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aGroupNameHasNoSpaces() {
    String pool = pool();
    assertThatThrownBy(() -> group(pool, "a b"))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining(
            "1 validation error detected: Value 'a b' at 'groupName' failed to satisfy constraint:"
                + " Member must satisfy regular expression pattern:"
                + " [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
  }

  @Test
  void aUserIsInAtMostOneHundredGroups() {
    String pool = pool();
    user(pool, "alice");
    for (int i = 0; i < 101; i++) {
      group(pool, "group-" + i);
    }
    for (int i = 0; i < 100; i++) {
      add(pool, "alice", "group-" + i);
    }
    assertThatThrownBy(() -> add(pool, "alice", "group-100"))
        .isInstanceOf(LimitExceededException.class);
    add(pool, "alice", "group-99");
    assertThat(groupsOf(pool, "alice")).hasSize(100).doesNotHaveDuplicates();
    List<String> all = new ArrayList<>();
    cognito
        .listGroupsPaginator(r -> r.userPoolId(pool))
        .groups()
        .forEach(g -> all.add(g.groupName()));
    assertThat(all).hasSize(101).doesNotHaveDuplicates();
  }

  private void add(String pool, String user, String group) {
    cognito.adminAddUserToGroup(r -> r.userPoolId(pool).username(user).groupName(group));
  }

  private void remove(String pool, String user, String group) {
    cognito.adminRemoveUserFromGroup(r -> r.userPoolId(pool).username(user).groupName(group));
  }

  private List<String> members(String pool, String group) {
    List<String> names = new ArrayList<>();
    cognito
        .listUsersInGroupPaginator(r -> r.userPoolId(pool).groupName(group).limit(1))
        .users()
        .forEach(u -> names.add(u.username()));
    return names;
  }

  private List<String> groupsOf(String pool, String user) {
    List<String> names = new ArrayList<>();
    cognito
        .adminListGroupsForUserPaginator(r -> r.userPoolId(pool).username(user))
        .groups()
        .forEach(g -> names.add(g.groupName()));
    return names;
  }
}
