package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordResetRequiredException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

class SignInTest extends WithEmulator {

  @Test
  void aPermanentPasswordSignsInWithTokensThatNameUserAndGroups() {
    String pool = pool();
    String client = client(pool);
    user(pool, "alice", attribute("email", "a@example.com"), verifiedEmail());
    setPassword(pool, "alice", "Password-1");
    group(pool, "admins");
    cognito.adminAddUserToGroup(r -> r.userPoolId(pool).username("alice").groupName("admins"));

    AdminInitiateAuthResponse answer = signIn(pool, client, "alice", "Password-1");

    assertThat(answer.challengeName()).isNull();
    String claims = claims(answer.authenticationResult().idToken());
    assertThat(claims)
        .contains("\"cognito:username\":\"alice\"", "\"cognito:groups\":[\"admins\"]")
        .contains("\"email\":\"a@example.com\"", "\"email_verified\":true")
        .contains("\"token_use\":\"id\"");
    assertThat(claims(answer.authenticationResult().accessToken()))
        .contains("\"client_id\":\"" + client + "\"");
    assertThatThrownBy(() -> signIn(pool, client, "alice", "Password-2"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("Incorrect username or password.");
    assertThatThrownBy(() -> signIn(pool, client, "nobody", "Password-2"))
        .isInstanceOf(UserNotFoundException.class);
  }

  @Test
  void aDisabledUserCannotSignInAndItsRefreshTokenIsVoid() {
    String pool = pool();
    String client = client(pool);
    user(pool, "alice");
    setPassword(pool, "alice", "Password-1");
    String token =
        signIn(pool, client, "alice", "Password-1").authenticationResult().refreshToken();
    assertThat(refresh(pool, client, token).authenticationResult().accessToken()).isNotEmpty();

    clock.advance(Duration.ofSeconds(1));
    cognito.adminDisableUser(r -> r.userPoolId(pool).username("alice"));
    assertThatThrownBy(() -> signIn(pool, client, "alice", "Password-1"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("User is disabled.");
    cognito.adminEnableUser(r -> r.userPoolId(pool).username("alice"));
    assertThatThrownBy(() -> refresh(pool, client, token))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("revoked");
    signIn(pool, client, "alice", "Password-1");
  }

  @Test
  void aRefreshTokenOfADeletedUserIsNobodysElse() {
    String pool = pool();
    String client = client(pool);
    user(pool, "alice");
    setPassword(pool, "alice", "Password-1");
    String token =
        signIn(pool, client, "alice", "Password-1").authenticationResult().refreshToken();
    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("alice"));
    user(pool, "bob");
    assertThatThrownBy(() -> refresh(pool, client, token))
        .isInstanceOf(NotAuthorizedException.class);
  }

  @Test
  void globalSignOutVoidsRefreshTokens() {
    String pool = pool();
    String client = client(pool);
    user(pool, "alice");
    setPassword(pool, "alice", "Password-1");
    String token =
        signIn(pool, client, "alice", "Password-1").authenticationResult().refreshToken();
    cognito.adminUserGlobalSignOut(r -> r.userPoolId(pool).username("alice"));
    assertThatThrownBy(() -> refresh(pool, client, token))
        .isInstanceOf(NotAuthorizedException.class);
  }

  @Test
  @SuppressWarnings("unchecked") // a varargs array of consumers, made by javac
  void aTemporaryPasswordAsksForANewOneAndExpires() {
    String pool = pool(r -> r.schema(s -> s.name("name").required(true).mutable(true)));
    String client = client(pool);
    createWithPassword(pool, "alice", "Temporary-1");

    AdminInitiateAuthResponse challenge = signIn(pool, client, "alice", "Temporary-1");
    assertThat(challenge.challengeName()).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
    assertThat(challenge.challengeParameters())
        .containsEntry("requiredAttributes", "[\"userAttributes.name\"]");
    assertThatThrownBy(() -> respond(pool, client, challenge.session(), "short", "Alice"))
        .isInstanceOf(InvalidPasswordException.class);
    assertThatThrownBy(() -> respond(pool, client, challenge.session(), "Password-1", ""))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Invalid attributes given, name is missing");
    respond(pool, client, challenge.session(), "Password-1", "Alice");
    assertThat(cognito.adminGetUser(r -> r.userPoolId(pool).username("alice")).userStatus())
        .isEqualTo(UserStatusType.CONFIRMED);
    signIn(pool, client, "alice", "Password-1");

    createWithPassword(pool, "bob", "Temporary-1");
    clock.advance(Duration.ofDays(7).plusSeconds(1));
    assertThatThrownBy(() -> signIn(pool, client, "bob", "Temporary-1"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("Temporary password has expired");
  }

  @Test
  void aSessionIsForItsChallengeOnlyAndExpires() {
    String pool = pool();
    String client = client(pool);
    createWithPassword(pool, "alice", "Temporary-1");
    String session = signIn(pool, client, "alice", "Temporary-1").session();
    assertThatThrownBy(() -> respond(pool, client, "x".repeat(30), "Password-1", ""))
        .isInstanceOf(NotAuthorizedException.class);
    clock.advance(Duration.ofMinutes(4));
    assertThatThrownBy(() -> respond(pool, client, session, "Password-1", ""))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void aResetPasswordKeepsTheUserOutUntilItIsSet() {
    String pool = pool();
    String client = client(pool);
    user(pool, "alice", attribute("email", "a@example.com"));
    assertThatThrownBy(() -> reset(pool)).isInstanceOf(NotAuthorizedException.class);
    setPassword(pool, "alice", "Password-1");
    assertThatThrownBy(() -> reset(pool)).isInstanceOf(InvalidParameterException.class);
    update(pool, "alice", verifiedEmail());
    reset(pool);
    assertThatThrownBy(() -> signIn(pool, client, "alice", "Password-1"))
        .isInstanceOf(PasswordResetRequiredException.class);
    setPassword(pool, "alice", "Password-2");
    signIn(pool, client, "alice", "Password-2");
  }

  @Test
  void clientsAreListedDescribedAndDeleted() {
    String pool = pool();
    String client = client(pool);
    client(pool);
    assertThat(
            cognito
                .listUserPoolClientsPaginator(r -> r.userPoolId(pool).maxResults(1))
                .userPoolClients())
        .hasSize(2);
    UserPoolClientType described =
        cognito.describeUserPoolClient(r -> r.userPoolId(pool).clientId(client)).userPoolClient();
    assertThat(described.clientName()).isEqualTo("test");
    assertThat(described.clientSecret()).isNull();
    cognito.deleteUserPoolClient(r -> r.userPoolId(pool).clientId(client));
    assertThatThrownBy(
            () -> cognito.describeUserPoolClient(r -> r.userPoolId(pool).clientId(client)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aClientWithASecretMustProveIt() {
    String pool = pool();
    String client =
        cognito
            .createUserPoolClient(
                r ->
                    r.userPoolId(pool)
                        .clientName("secret")
                        .generateSecret(true)
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH))
            .userPoolClient()
            .clientId();
    user(pool, "alice");
    setPassword(pool, "alice", "Password-1");
    assertThatThrownBy(() -> signIn(pool, client, "alice", "Password-1"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("SECRET_HASH was not received");
  }

  @Test
  void aFlowThatTheClientDoesNotAllowIsRefused() {
    String pool = pool();
    String client =
        cognito
            .createUserPoolClient(r -> r.userPoolId(pool).clientName("plain"))
            .userPoolClient()
            .clientId();
    user(pool, "alice");
    assertThatThrownBy(() -> signIn(pool, client, "alice", "Password-1"))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Auth flow not enabled for this client");
  }

  private void reset(String pool) {
    cognito.adminResetUserPassword(r -> r.userPoolId(pool).username("alice"));
  }

  private void createWithPassword(String pool, String username, String password) {
    cognito.adminCreateUser(
        r ->
            r.userPoolId(pool)
                .username(username)
                .temporaryPassword(password)
                .messageAction(MessageActionType.SUPPRESS));
  }

  private String client(String pool) {
    return cognito
        .createUserPoolClient(
            r ->
                r.userPoolId(pool)
                    .clientName("test")
                    .explicitAuthFlows(
                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
        .userPoolClient()
        .clientId();
  }

  private void setPassword(String pool, String username, String password) {
    cognito.adminSetUserPassword(
        r -> r.userPoolId(pool).username(username).password(password).permanent(true));
  }

  private AdminInitiateAuthResponse signIn(
      String pool, String client, String username, String password) {
    return cognito.adminInitiateAuth(
        r ->
            r.userPoolId(pool)
                .clientId(client)
                .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", username, "PASSWORD", password)));
  }

  private AdminInitiateAuthResponse refresh(String pool, String client, String token) {
    return cognito.adminInitiateAuth(
        r ->
            r.userPoolId(pool)
                .clientId(client)
                .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                .authParameters(Map.of("REFRESH_TOKEN", token)));
  }

  private void respond(String pool, String client, String session, String password, String name) {
    Map<String, String> responses = new LinkedHashMap<>();
    responses.put("USERNAME", "alice");
    responses.put("NEW_PASSWORD", password);
    if (!name.isEmpty()) {
      responses.put("userAttributes.name", name);
    }
    cognito.adminRespondToAuthChallenge(
        r ->
            r.userPoolId(pool)
                .clientId(client)
                .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                .session(session)
                .challengeResponses(responses));
  }

  private static String claims(String token) {
    return new String(
        Base64.getUrlDecoder()
            .decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))),
        StandardCharsets.UTF_8);
  }
}
