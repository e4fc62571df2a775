package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

class PoolKindsTest extends WithEmulator {

  @Test
  void inAnEmailPoolTheUsernameIsTheSub() {
    String pool = emailPool();
    String username = user(pool, "alice@example.com", verifiedEmail());

    assertThat(attributes(pool, username))
        .containsEntry("sub", username)
        .containsEntry("email", "alice@example.com");
    assertThat(attributes(pool, "alice@example.com")).containsEntry("sub", username);
  }

  @Test
  void inAnEmailPoolEveryEmailIsOwnedOnce() {
    String pool = emailPool();
    user(pool, "alice@example.com");
    assertThatThrownBy(() -> user(pool, "alice@example.com"))
        .isInstanceOf(UsernameExistsException.class)
        .hasMessageContaining("An account with the given email already exists.");
    assertThatThrownBy(() -> user(pool, "alice"))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Username should be an email.");

    user(pool, "bob@example.com");
    assertThatThrownBy(
            () -> update(pool, "bob@example.com", attribute("email", "alice@example.com")))
        .isInstanceOf(AliasExistsException.class);
    update(pool, "alice@example.com", attribute("email", "carol@example.com"));
    update(pool, "bob@example.com", attribute("email", "alice@example.com"));
    assertThat(attributes(pool, "alice@example.com").get("sub"))
        .isNotEqualTo(attributes(pool, "carol@example.com").get("sub"));
  }

  @Test
  void aPhonePoolTakesPhoneNumbers() {
    String pool =
        pool(
            r ->
                r.usernameAttributes(
                    UsernameAttributeType.EMAIL, UsernameAttributeType.PHONE_NUMBER));
    String username = user(pool, "+4930123456");
    assertThat(attributes(pool, username)).containsEntry("phone_number", "+4930123456");
    assertThatThrownBy(() -> user(pool, "bob"))
        .hasMessageContaining("Username should be either an email or a phone number.");
  }

  @Test
  void anAliasIsANameOnlyWhileVerified() {
    String pool = aliasPool();
    user(pool, "alice", attribute("email", "a@example.com"));
    assertThatThrownBy(() -> attributes(pool, "a@example.com"))
        .isInstanceOf(UserNotFoundException.class);

    update(pool, "alice", verifiedEmail());
    assertThat(attributes(pool, "a@example.com").get("sub"))
        .isEqualTo(attributes(pool, "alice").get("sub"));
    assertThatThrownBy(() -> user(pool, "bob@example.com"))
        .hasMessageContaining("Username cannot be of email format");
  }

  @Test
  void aVerifiedAliasIsTakenOverSilentlyByAnUpdate() {
    String pool = aliasPool();
    user(pool, "alice", attribute("email", "a@example.com"), verifiedEmail());
    user(pool, "bob");

    update(pool, "bob", attribute("email", "a@example.com"), verifiedEmail());

    assertThat(attributes(pool, "alice"))
        .containsEntry("email", "a@example.com")
        .containsEntry("email_verified", "false");
    assertThat(attributes(pool, "a@example.com").get("sub"))
        .isEqualTo(attributes(pool, "bob").get("sub"));
  }

  @Test
  void creatingWithATakenAliasNeedsForce() {
    String pool = aliasPool();
    user(pool, "alice", attribute("email", "a@example.com"), verifiedEmail());
    assertThatThrownBy(
            () -> user(pool, "bob", attribute("email", "a@example.com"), verifiedEmail()))
        .isInstanceOf(UsernameExistsException.class)
        .hasMessageContaining("An account with the given email already exists.");
    user(pool, "carol", attribute("email", "a@example.com"));

    cognito.adminCreateUser(
        r ->
            r.userPoolId(pool)
                .username("bob")
                .forceAliasCreation(true)
                .userAttributes(attribute("email", "a@example.com"), verifiedEmail()));
    assertThat(attributes(pool, "alice")).containsEntry("email_verified", "false");
  }

  @Test
  void preferredUsernameAsAliasCannotComeWithTheUserAndIsUnique() {
    String pool = pool(r -> r.aliasAttributes(AliasAttributeType.PREFERRED_USERNAME));
    assertThatThrownBy(() -> user(pool, "alice", attribute("preferred_username", "al")))
        .isInstanceOf(InvalidParameterException.class);
    user(pool, "alice");
    user(pool, "bob");
    update(pool, "alice", attribute("preferred_username", "al"));
    assertThat(attributes(pool, "al").get("sub")).isEqualTo(attributes(pool, "alice").get("sub"));
    assertThatThrownBy(() -> update(pool, "bob", attribute("preferred_username", "al")))
        .isInstanceOf(AliasExistsException.class);
  }

  @Test
  void aCaseInsensitivePoolAnswersInLowerCase() {
    String pool = pool(r -> r.usernameConfiguration(c -> c.caseSensitive(false)));
    assertThat(user(pool, "Alice", attribute("email", "Alice@Example.COM"))).isEqualTo("alice");
    assertThat(attributes(pool, "ALICE")).containsEntry("email", "alice@example.com");
    assertThatThrownBy(() -> user(pool, "aLICE")).isInstanceOf(UsernameExistsException.class);
    update(pool, "alice", attribute("email", "NEW@Example.com"));
    assertThat(attributes(pool, "alice")).containsEntry("email", "new@example.com");
  }

  @Test
  void aCaseSensitivePoolKeepsLettersApart() {
    String pool = pool();
    user(pool, "Alice");
    user(pool, "alice");
    assertThatThrownBy(() -> attributes(pool, "ALICE")).isInstanceOf(UserNotFoundException.class);
  }

  @Test
  void aPoolMadeAfterADeletedOneIsItsOwn() {
    String deleted = emailPool();
    user(deleted, "alice@example.com");
    cognito.deleteUserPool(r -> r.userPoolId(deleted));
    String pool = pool();
    assertThat(user(pool, "alice")).isEqualTo("alice");
    assertThat(search(pool, "")).containsExactly("alice");
    assertThatThrownBy(() -> attributes(deleted, "alice@example.com"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aProtectedPoolIsNotDeleted() {
    String pool = pool(r -> r.deletionProtection(DeletionProtectionType.ACTIVE));
    assertThatThrownBy(() -> cognito.deleteUserPool(r -> r.userPoolId(pool)))
        .isInstanceOf(InvalidParameterException.class);
    assertThat(search(pool, "")).isEmpty();
  }

  @Test
  void aPoolHasOneKind() {
    assertThatThrownBy(
            () ->
                pool(
                    r ->
                        r.usernameAttributes(UsernameAttributeType.EMAIL)
                            .aliasAttributes(AliasAttributeType.EMAIL)))
        .isInstanceOf(InvalidParameterException.class);
  }

  private String emailPool() {
    return pool(r -> r.usernameAttributes(UsernameAttributeType.EMAIL));
  }

  private String aliasPool() {
    return pool(r -> r.aliasAttributes(AliasAttributeType.EMAIL));
  }
}
