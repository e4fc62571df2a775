package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitExceededException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

class FederationTest extends WithEmulator {

  @Test
  void aLinkedIdentitySignsInAsItsUser() {
    String pool = pool();
    user(pool, "alice");
    link(pool, "alice", "Corp", "a-1");
    assertThat(attributes(pool, "alice").get("identities"))
        .contains("\"userId\":\"a-1\"", "\"providerName\":\"Corp\"");
    assertThat(signIn(pool, "Corp", "a-1")).isEqualTo("alice");

    cognito.adminDisableProviderForUser(
        r ->
            r.userPoolId(pool)
                .user(
                    u ->
                        u.providerName("Corp")
                            .providerAttributeName("Cognito_Subject")
                            .providerAttributeValue("a-1")));
    assertThat(attributes(pool, "alice")).doesNotContainKey("identities");
    assertThat(signIn(pool, "Corp", "a-1")).isEqualTo("Corp_a-1");
  }

  @Test
  void anIdentityThatSignedInCannotBeLinkedAnyMore() {
    String pool = pool();
    user(pool, "alice");
    assertThat(signIn(pool, "Corp", "a-1")).isEqualTo("Corp_a-1");
    assertThat(cognito.adminGetUser(r -> r.userPoolId(pool).username("Corp_a-1")).userStatus())
        .isEqualTo(UserStatusType.EXTERNAL_PROVIDER);
    assertThatThrownBy(() -> link(pool, "alice", "Corp", "a-1"))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Merging is not currently supported");
  }

  @Test
  void aFederatedUserIsNotFoundByItsSub() {
    String pool = pool();
    String sub = attributes(pool, signIn(pool, "Corp", "b-1")).get("sub");
    assertThatThrownBy(() -> attributes(pool, sub)).isInstanceOf(UserNotFoundException.class);
  }

  @Test
  void aUserHasAtMostFiveLinksAndAnIdentityOneUser() {
    String pool = pool();
    user(pool, "alice");
    user(pool, "bob");
    for (int i = 0; i < 5; i++) {
      link(pool, "alice", "Corp", "a-" + i);
    }
    assertThatThrownBy(() -> link(pool, "alice", "Corp", "a-5"))
        .isInstanceOf(LimitExceededException.class);
    assertThatThrownBy(() -> link(pool, "bob", "Corp", "a-1"))
        .isInstanceOf(AliasExistsException.class);
    assertThatThrownBy(() -> link(pool, "nobody", "Corp", "n-1"))
        .isInstanceOf(UserNotFoundException.class);
  }

  @Test
  @SuppressWarnings("unchecked") // a varargs array of consumers, made by javac
  void anImmutableCustomAttributeBlocksLinking() {
    String pool =
        pool(r -> r.schema(s -> s.name("fixed").attributeDataType("String").mutable(false)));
    user(pool, "alice", attribute("custom:fixed", "x"));
    assertThatThrownBy(() -> link(pool, "alice", "Corp", "a-1"))
        .isInstanceOf(InvalidParameterException.class);
  }

  private String signIn(String pool, String provider, String subject) {
    return emulator.controls().federatedSignIn(pool, provider, subject, Map.of());
  }

  private void link(String pool, String username, String provider, String subject) {
    cognito.adminLinkProviderForUser(
        r ->
            r.userPoolId(pool)
                .destinationUser(u -> u.providerName("Cognito").providerAttributeValue(username))
                .sourceUser(
                    u ->
                        u.providerName(provider)
                            .providerAttributeName("Cognito_Subject")
                            .providerAttributeValue(subject)));
  }
}
