package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordHistoryPolicyViolationException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnsupportedUserStateException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

class UsersTest extends WithEmulator {

  @Test
  void aNewUserHasATemporaryPasswordAndItsAttributes() {
    String pool = pool();
    user(pool, "alice", attribute("email", "alice@example.com"), verifiedEmail());

    AdminGetUserResponse user = cognito.adminGetUser(r -> r.userPoolId(pool).username("alice"));
    assertThat(user.username()).isEqualTo("alice");
    assertThat(user.userStatus()).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    assertThat(user.enabled()).isTrue();
    assertThat(user.userCreateDate()).isEqualTo(Instant.now(clock));
    assertThat(map(user.userAttributes()))
        .containsEntry("email", "alice@example.com")
        .containsEntry("email_verified", "true")
        .containsKey("sub");
  }

  @Test
  void aUserIsFoundByItsSub() {
    String pool = pool();
    user(pool, "alice");
    String sub = attributes(pool, "alice").get("sub");

    assertThat(cognito.adminGetUser(r -> r.userPoolId(pool).username(sub)).username())
        .isEqualTo("alice");
  }

  @Test
  void aUsernameIsTakenUntilItsUserIsDeleted() {
    String pool = pool();
    user(pool, "alice");
    assertThatThrownBy(() -> user(pool, "alice"))
        .isInstanceOf(UsernameExistsException.class)
        .hasMessageContaining("User account already exists");

    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("alice"));
    assertThatThrownBy(() -> attributes(pool, "alice"))
        .isInstanceOf(UserNotFoundException.class)
        .hasMessageContaining("User does not exist.");
    user(pool, "alice");
  }

  @Test
  void ofManySimultaneousCreationsOfOneUsernameOneWins() throws Exception {
    String pool = pool();
    AtomicInteger created = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 64; i++) {
        String name = "user-" + i / 4;
        clients.execute(
            () -> {
              try {
                user(pool, name);
                created.incrementAndGet();
              } catch (UsernameExistsException e) {
                refused.incrementAndGet();
              }
            });
      }
    }
    assertThat(created).hasValue(16);
    assertThat(refused).hasValue(48);
    assertThat(search(pool, "")).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  void aPoolThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> attributes("us-east-1_nowhere", "alice"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("User pool us-east-1_nowhere does not exist.");
  }

  @Test
  void aPoolOfAnotherRegionDoesNotExist() {
    String elsewhere = pool().replace("us-east-1", "eu-west-1");
    assertThatThrownBy(() -> attributes(elsewhere, "alice"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void theSchemaIsEnforced() {
    String pool =
        pool(
            r ->
                r.schema(
                    SchemaAttributeType.builder()
                        .name("badge")
                        .attributeDataType(AttributeDataType.STRING)
                        .mutable(false)
                        .stringAttributeConstraints(c -> c.minLength("2").maxLength("4"))
                        .build(),
                    SchemaAttributeType.builder()
                        .name("floor")
                        .attributeDataType(AttributeDataType.NUMBER)
                        .mutable(true)
                        .numberAttributeConstraints(c -> c.minValue("1").maxValue("9"))
                        .build()));
    user(pool, "alice", attribute("custom:badge", "abc"), attribute("custom:floor", "3"));

    assertThatThrownBy(() -> user(pool, "bob", attribute("custom:nope", "x")))
        .hasMessageContaining(
            "Attributes did not conform to the schema: custom:nope: Attribute does not exist in the"
                + " schema.");
    assertThatThrownBy(() -> user(pool, "bob", attribute("custom:badge", "abcde")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> user(pool, "bob", attribute("custom:badge", "a")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> update(pool, "alice", attribute("custom:badge", "abc")))
        .hasMessageContaining("user.custom:badge: Attribute cannot be updated.");
    assertThatThrownBy(() -> update(pool, "alice", attribute("custom:nope", "x")))
        .hasMessageContaining("user.custom:nope: Attribute does not exist in the schema.");
    assertThatThrownBy(() -> update(pool, "alice", attribute("custom:floor", "10")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> update(pool, "alice", attribute("custom:floor", "one")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> update(pool, "alice", attribute("birthdate", "2000-1-1")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> update(pool, "alice", attribute("phone_number", "0123")))
        .hasMessageContaining("Invalid phone number format.");
    assertThatThrownBy(() -> update(pool, "alice", attribute("email", "nobody")))
        .hasMessageContaining("Invalid email address format.");
    assertThatThrownBy(() -> update(pool, "alice", attribute("sub", "x")))
        .isInstanceOf(InvalidParameterException.class);
    assertThat(attributes(pool, "alice"))
        .containsEntry("custom:badge", "abc")
        .containsEntry("custom:floor", "3");
  }

  @Test
  @SuppressWarnings("unchecked") // a varargs array of consumers, made by javac
  void customAttributesCanBeAddedButNotTwice() {
    String pool = pool();
    cognito.addCustomAttributes(
        r -> r.userPoolId(pool).customAttributes(a -> a.name("team").attributeDataType("String")));
    user(pool, "alice", attribute("custom:team", "red"));

    assertThat(attributes(pool, "alice")).containsEntry("custom:team", "red");
    assertThatThrownBy(
            () ->
                cognito.addCustomAttributes(
                    r ->
                        r.userPoolId(pool)
                            .customAttributes(a -> a.name("team").attributeDataType("String"))))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void aBlankValueUnsetsAnAttribute() {
    String pool = pool();
    user(pool, "alice", attribute("nickname", "al"), attribute("name", "Alice"));
    update(pool, "alice", attribute("nickname", ""));
    assertThat(attributes(pool, "alice")).doesNotContainKey("nickname").containsKey("name");

    cognito.adminDeleteUserAttributes(
        r -> r.userPoolId(pool).username("alice").userAttributeNames("name", "nickname"));
    assertThat(attributes(pool, "alice")).containsOnlyKeys("sub");
  }

  @Test
  void aNewEmailIsUnverifiedUnlessTheCallerVouchesForIt() {
    String pool = pool();
    user(pool, "alice", attribute("email", "a@example.com"), verifiedEmail());
    update(pool, "alice", attribute("email", "b@example.com"));
    assertThat(attributes(pool, "alice")).containsEntry("email_verified", "false");

    update(pool, "alice", attribute("email", "c@example.com"), verifiedEmail());
    assertThat(attributes(pool, "alice"))
        .containsEntry("email", "c@example.com")
        .containsEntry("email_verified", "true");
    user(pool, "bob");
    assertThatThrownBy(() -> update(pool, "bob", verifiedEmail()))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void aHeldBackEmailKeepsTheOldOne() {
    String pool =
        pool(
            r ->
                r.autoVerifiedAttributesWithStrings("email")
                    .userAttributeUpdateSettings(
                        s -> s.attributesRequireVerificationBeforeUpdateWithStrings("email")));
    user(pool, "alice", attribute("email", "a@example.com"), verifiedEmail());

    update(pool, "alice", attribute("email", "b@example.com"));
    assertThat(attributes(pool, "alice"))
        .containsEntry("email", "a@example.com")
        .containsEntry("email_verified", "true");
    update(pool, "alice", attribute("email", "b@example.com"), verifiedEmail());
    assertThat(attributes(pool, "alice")).containsEntry("email", "b@example.com");
  }

  @Test
  void aDisabledUserKeepsEverythingElse() {
    String pool = pool();
    user(pool, "alice", attribute("name", "Alice"));
    clock.advance(Duration.ofSeconds(5));
    cognito.adminDisableUser(r -> r.userPoolId(pool).username("alice"));
    cognito.adminDisableUser(r -> r.userPoolId(pool).username("alice"));
    cognito.adminUserGlobalSignOut(r -> r.userPoolId(pool).username("alice"));

    AdminGetUserResponse user = cognito.adminGetUser(r -> r.userPoolId(pool).username("alice"));
    assertThat(user.enabled()).isFalse();
    assertThat(map(user.userAttributes())).containsEntry("name", "Alice");
    assertThat(user.userLastModifiedDate()).isAfter(user.userCreateDate());

    cognito.adminEnableUser(r -> r.userPoolId(pool).username("alice"));
    assertThat(cognito.adminGetUser(r -> r.userPoolId(pool).username("alice")).enabled()).isTrue();
  }

  @Test
  void passwordsFollowThePolicyAndChangeTheState() {
    String pool =
        pool(
            r -> r.policies(p -> p.passwordPolicy(x -> x.minimumLength(8).passwordHistorySize(2))));
    user(pool, "alice");
    assertThatThrownBy(() -> setPassword(pool, "short", true))
        .isInstanceOf(InvalidPasswordException.class)
        .hasMessageContaining("Password did not conform with policy: Password not long enough");

    setPassword(pool, "password-1", true);
    assertThat(status(pool)).isEqualTo(UserStatusType.CONFIRMED);
    setPassword(pool, "password-2", true);
    assertThatThrownBy(() -> setPassword(pool, "password-1", true))
        .isInstanceOf(PasswordHistoryPolicyViolationException.class);
    setPassword(pool, "password-3", true);
    setPassword(pool, "password-1", true);
    setPassword(pool, "temporary-1", false);
    assertThat(status(pool)).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
  }

  @Test
  void resendIsForUsersWithATemporaryPassword() {
    String pool = pool();
    assertThatThrownBy(() -> resend(pool)).isInstanceOf(UserNotFoundException.class);
    user(pool, "alice");
    resend(pool);
    setPassword(pool, "Password-1", true);
    assertThatThrownBy(() -> resend(pool)).isInstanceOf(UnsupportedUserStateException.class);
  }

  @Test
  void anInvitationNeedsSomewhereToGo() {
    String pool = pool();
    assertThatThrownBy(
            () ->
                cognito.adminCreateUser(
                    r ->
                        r.userPoolId(pool)
                            .username("alice")
                            .desiredDeliveryMediums(DeliveryMediumType.EMAIL)))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("User has no attribute matching desired delivery mediums");
    assertThatThrownBy(() -> attributes(pool, "alice")).isInstanceOf(UserNotFoundException.class);
  }

  private void resend(String pool) {
    cognito.adminCreateUser(
        r -> r.userPoolId(pool).username("alice").messageAction(MessageActionType.RESEND));
  }

  private void setPassword(String pool, String password, boolean permanent) {
    cognito.adminSetUserPassword(
        r -> r.userPoolId(pool).username("alice").password(password).permanent(permanent));
  }

  private UserStatusType status(String pool) {
    return cognito.adminGetUser(r -> r.userPoolId(pool).username("alice")).userStatus();
  }
}
