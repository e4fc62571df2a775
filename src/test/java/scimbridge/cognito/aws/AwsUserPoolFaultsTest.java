package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.CognitoCall.GetGroup;

/** For everything that can go wrong between the bridge and Cognito: what the outcome is. */
class AwsUserPoolFaultsTest {
  private static final PoolId POOL = new PoolId("staff");
  private static final String USER_POOL_ID = "eu-central-1_AbCdEfGhI";

  /** Long enough that a request is sent on a busy machine, too, before its time is over. */
  private static final AwsClients.Timeouts SHORT =
      new AwsClients.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));

  private CannedServer server;
  private AwsUserPool pool;

  @BeforeEach
  void open() throws IOException {
    server = new CannedServer();
    pool = pool(server.endpoint(), keys());
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    server.close();
  }

  private static PoolCredentials keys() {
    return new PoolCredentials.StaticKeys("AKIAEXAMPLE", "do-not-show-this-secret", null);
  }

  private static AwsUserPool pool(URI endpoint, PoolCredentials credentials) {
    // Errors must not hang on how busy the machine is; only the stalled ones wait for this.
    AwsClients.Timeouts timeouts =
        new AwsClients.Timeouts(Duration.ofSeconds(120), Duration.ofSeconds(60));
    return pool(endpoint, credentials, timeouts);
  }

  private static AwsUserPool pool(
      URI endpoint, PoolCredentials credentials, AwsClients.Timeouts timeouts) {
    return new AwsUserPool(
        POOL, new AwsPoolSettings("eu-central-1", USER_POOL_ID, endpoint, credentials), timeouts);
  }

  private static CognitoCall call(String operation) {
    return switch (operation) {
      case "AdminCreateUser" -> new AdminCreateUser(POOL, "alice", attributes());
      case "AdminUpdateUserAttributes" ->
          new AdminUpdateUserAttributes(POOL, "alice", attributes());
      case "AdminEnableUser" -> new AdminEnableUser(POOL, "alice");
      case "AdminDisableUser" -> new AdminDisableUser(POOL, "alice");
      case "AdminUserGlobalSignOut" -> new AdminUserGlobalSignOut(POOL, "alice");
      case "AdminSetUserPassword" ->
          new AdminSetUserPassword(POOL, "alice", Password.of("hunter2-hunter2"));
      case "AdminDeleteUser" -> new AdminDeleteUser(POOL, "alice");
      case "AdminAddUserToGroup" -> new AdminAddUserToGroup(POOL, "alice", "admins");
      case "AdminRemoveUserFromGroup" -> new AdminRemoveUserFromGroup(POOL, "alice", "admins");
      case "CreateGroup" -> new CreateGroup(POOL, "admins");
      case "DeleteGroup" -> new DeleteGroup(POOL, "admins");
      case "AdminGetUser" -> new AdminGetUser(POOL, "alice");
      case "AdminListGroupsForUser" -> new AdminListGroupsForUser(POOL, "alice");
      case "GetGroup" -> new GetGroup(POOL, "admins");
      default -> throw new IllegalArgumentException(operation);
    };
  }

  private static TreeMap<String, String> attributes() {
    return new TreeMap<>(Map.of("given_name", "Alice"));
  }

  /** The outcome's name, with the kind of a refusal. */
  private static String name(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        ? "Refused " + refused.refusal().kind()
        : outcome.getClass().getSimpleName();
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> refused.refusal().detail();
      case Outcome.Unavailable unavailable -> unavailable.reason();
      case Outcome.Lost lost -> lost.reason();
      default -> "";
    };
  }

  @ParameterizedTest(name = "{0}: {1} {2} -> {4}")
  @CsvSource({
    // names that are taken
    "AdminCreateUser, 400, UsernameExistsException, User account already exists, Refused UNIQUENESS",
    "AdminCreateUser, 400, AliasExistsException, 'An account with the email exists', Refused UNIQUENESS",
    "AdminUpdateUserAttributes, 400, AliasExistsException, An account with the given email already exists., Refused UNIQUENESS",
    "CreateGroup, 400, GroupExistsException, A group with the name already exists, Refused UNIQUENESS",
    // what is not there
    "AdminUpdateUserAttributes, 400, UserNotFoundException, User does not exist., Missing",
    "AdminEnableUser, 400, UserNotFoundException, User does not exist., Missing",
    "AdminDisableUser, 400, UserNotFoundException, User does not exist., Missing",
    "AdminUserGlobalSignOut, 400, UserNotFoundException, User does not exist., Missing",
    "AdminSetUserPassword, 400, UserNotFoundException, User does not exist., Missing",
    "AdminAddUserToGroup, 400, UserNotFoundException, User does not exist., Missing",
    "AdminGetUser, 400, UserNotFoundException, User does not exist., Missing",
    "AdminListGroupsForUser, 400, UserNotFoundException, User does not exist., Missing",
    "AdminAddUserToGroup, 400, ResourceNotFoundException, Group not found., Missing",
    "GetGroup, 400, ResourceNotFoundException, Group not found., Missing",
    // what is not there and should not be
    "AdminDeleteUser, 400, UserNotFoundException, User does not exist., Done",
    "AdminRemoveUserFromGroup, 400, UserNotFoundException, User does not exist., Done",
    "AdminRemoveUserFromGroup, 400, ResourceNotFoundException, Group not found., Done",
    "DeleteGroup, 400, ResourceNotFoundException, Group not found., Done",
    // a pool that is not there is no reason to believe anything
    "AdminDeleteUser, 400, ResourceNotFoundException, User pool eu-central-1_AbCdEfGhI does not exist., Unavailable",
    "DeleteGroup, 400, ResourceNotFoundException, User pool eu-central-1_AbCdEfGhI does not exist., Unavailable",
    "DeleteGroup, 400, ResourceNotFoundException, User pool group_1 does not exist., Unavailable",
    "GetGroup, 400, ResourceNotFoundException, Requested resource not found, Unavailable",
    "AdminRemoveUserFromGroup, 400, ResourceNotFoundException, '', Unavailable",
    "AdminGetUser, 400, ResourceNotFoundException, Group not found., Unavailable",
    // values
    "AdminCreateUser, 400, InvalidParameterException, Username should be an email., Refused INVALID_VALUE",
    "AdminUpdateUserAttributes, 400, InvalidParameterException, user.custom:x: Attribute cannot be updated., Refused INVALID_VALUE",
    "AdminSetUserPassword, 400, InvalidPasswordException, Password not long enough, Refused INVALID_VALUE",
    "AdminSetUserPassword, 400, PasswordHistoryPolicyViolationException, Used before, Refused INVALID_VALUE",
    "AdminCreateUser, 400, UserLambdaValidationException, PreSignUp failed with error no., Refused INVALID_VALUE",
    "AdminCreateUser, 400, UnsupportedUserStateException, Wrong state, Refused INVALID_VALUE",
    "AdminCreateUser, 400, PreconditionNotMetException, Not now, Refused INVALID_VALUE",
    "CreateGroup, 400, LimitExceededException, Too many groups, Refused INVALID_VALUE",
    "AdminAddUserToGroup, 400, LimitExceededException, Too many groups, Refused INVALID_VALUE",
    // quota
    "AdminCreateUser, 400, TooManyRequestsException, Rate exceeded, Throttled",
    "AdminGetUser, 400, TooManyRequestsException, Too many requests, Throttled",
    "AdminCreateUser, 400, ThrottlingException, Rate exceeded, Throttled",
    "AdminCreateUser, 429, '', slow down, Throttled",
    // permission
    "AdminCreateUser, 400, NotAuthorizedException, not authorized, Unavailable",
    "AdminCreateUser, 400, AccessDeniedException, User is not authorized to perform, Unavailable",
    "AdminCreateUser, 400, UnrecognizedClientException, The security token is invalid., Unavailable",
    "AdminCreateUser, 400, ExpiredTokenException, The security token is expired, Unavailable",
    "AdminCreateUser, 400, InvalidSignatureException, Signature not yet current, Unavailable",
    "AdminCreateUser, 400, OperationNotEnabledException, replica, Unavailable",
    "AdminCreateUser, 400, SomethingNewException, who knows, Unavailable",
    "AdminCreateUser, 403, '', Forbidden, Unavailable",
    // may have been carried out
    "AdminCreateUser, 400, CodeDeliveryFailureException, Unable to deliver message, Lost",
    "AdminCreateUser, 400, UnexpectedLambdaException, CustomMessage failed, Lost",
    "AdminCreateUser, 400, InvalidLambdaResponseException, Unrecognizable lambda output, Lost",
    "AdminUpdateUserAttributes, 400, InvalidEmailRoleAccessPolicyException, role, Lost",
    "AdminUpdateUserAttributes, 400, InvalidSmsRoleAccessPolicyException, role, Lost",
    "AdminUpdateUserAttributes, 400, InvalidSmsRoleTrustRelationshipException, role, Lost",
    "AdminCreateUser, 500, InternalErrorException, Something went wrong, Lost",
    "DeleteGroup, 503, '', Service Unavailable, Lost",
    "AdminAddUserToGroup, 500, CognitoLocal#Unsupported, no, Lost",
    // a read changes nothing whatever happens
    "AdminGetUser, 500, InternalErrorException, Something went wrong, Unavailable",
    "AdminListGroupsForUser, 503, '', Service Unavailable, Unavailable",
  })
  void knowsWhatEachErrorMeans(
      String operation, int status, String code, String message, String expected) {
    server.reply(CannedServer.error(status, code == null ? "" : code, message));

    Outcome outcome = pool.attempt(call(operation));

    assertThat(name(outcome)).isEqualTo(expected);
    assertThat(server.requests()).as("one attempt").hasSize(1);
    assertThat(text(outcome)).doesNotContain("do-not-show-this-secret", "hunter2");
    if (!text(outcome).isEmpty()) {
      assertThat(text(outcome)).contains("staff", code == null ? "HTTP " + status : message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NotAuthorizedException, IAM policy",
    "AccessDeniedException, IAM policy",
    "ExpiredTokenException, expired",
    "UnrecognizedClientException, access key",
    "ResourceNotFoundException, userPoolId",
    "OperationNotEnabledException, primary region",
    "RequestTimeTooSkewed, clock of this host",
  })
  void tellsTheAdministratorWhatToFix(String code, String advice) {
    server.reply(CannedServer.error(400, code, "Some words of AWS."));

    assertThat(text(pool.attempt(call("AdminDisableUser"))))
        .contains(advice, USER_POOL_ID, "eu-central-1", "Some words of AWS.", "11111111-2222");
  }

  @Test
  void saysWhoIsMeantWhenANameIsTaken() {
    server.reply(CannedServer.error(400, "UsernameExistsException", "User account already exists"));

    assertThat(text(pool.attempt(call("AdminCreateUser"))))
        .contains("'alice'", "'staff'", "delete");
  }

  @Test
  void tellsWhatToDoInAPoolThatIsFullOfGroups() {
    server.reply(CannedServer.error(400, "LimitExceededException", "Group limit exceeded"));

    assertThat(text(pool.attempt(call("CreateGroup"))))
        .startsWith(
            "pool 'staff' has 10,000 groups, the most that Cognito allows, and group 'admins' is"
                + " not made; delete groups there that nobody needs, or name under 'groups' of the"
                + " app only those that are to be Cognito groups (LimitExceededException: Group"
                + " limit exceeded");
  }

  @Test
  void cutsWhatAwsSaysAndKeepsItOnOneLine() {
    server.reply(
        CannedServer.error(400, "InvalidParameterException", "no\\r\\nX: y " + "w".repeat(5_000)));

    String text = text(pool.attempt(call("AdminUpdateUserAttributes")));

    assertThat(text).hasSizeLessThan(600).contains("no X: y").doesNotContain("\n", "\r");
  }

  @Test
  void anUnreadableAnswerMayHideASuccess() {
    server.reply(CannedServer.json(200, "<html>not JSON</html>"));
    assertThat(pool.attempt(call("AdminCreateUser"))).isInstanceOf(Outcome.Lost.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"User\":{}}", "{\"User\":{\"Username\":\"alice\"}}"})
  void aCreationThatDoesNotSayWhatItMadeHasToBeLookedAt(String body) {
    server.reply(CannedServer.json(200, body));
    assertThat(pool.attempt(call("AdminCreateUser"))).isInstanceOf(Outcome.Lost.class);
  }

  @Test
  void aConnectionThatBreaksAfterTheRequestWasReadLosesTheOutcome() {
    server.reply(CannedServer.Reply.RESETS);

    assertThat(pool.attempt(call("AdminCreateUser"))).isInstanceOf(Outcome.Lost.class);
    assertThat(pool.attempt(call("AdminGetUser"))).isInstanceOf(Outcome.Unavailable.class);
    assertThat(server.requests()).as("one attempt each").hasSize(2);
  }

  @Test
  void aConnectionThatBreaksBeforeTheRequestWasReadLosesTheOutcomeToo() {
    server.reply(CannedServer.Reply.RESETS_UNREAD);
    assertThat(pool.attempt(call("AdminDisableUser"))).isInstanceOf(Outcome.Lost.class);
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsLost() throws InterruptedException {
    server.reply(CannedServer.Reply.STALLS);
    try (AwsUserPool hasty = pool(server.endpoint(), keys(), SHORT)) {
      assertThat(hasty.attempt(call("AdminSetUserPassword"))).isInstanceOf(Outcome.Lost.class);
    }
    server.awaitRequest();
    assertThat(server.requests()).as("one attempt").hasSize(1);
  }

  @Test
  void aRefusedConnectionMeansNothingWasSent() throws IOException {
    // Held and not listened to, so that nobody else can open it meanwhile.
    Socket held = new Socket();
    held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (held;
        AwsUserPool nobody = pool(URI.create("http://127.0.0.1:" + held.getLocalPort()), keys())) {
      assertThat(nobody.attempt(call("AdminCreateUser")))
          .asInstanceOf(type(Outcome.Unavailable.class))
          .satisfies(outcome -> assertThat(outcome.reason()).contains("staff", "refused"));
      assertThatThrownBy(nobody::describe)
          .isInstanceOfSatisfying(
              Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY));
    }
  }

  @Test
  void anUnknownHostMeansNothingWasSent() {
    try (AwsUserPool nobody = pool(URI.create("http://no-such-host.invalid"), keys())) {
      assertThat(text(nobody.attempt(call("AdminCreateUser")))).contains("cannot be resolved");
    }
  }

  @Test
  void aThreadThatIsToldToStopSendsNothingMore() {
    Thread.currentThread().interrupt();
    Outcome outcome = pool.attempt(call("AdminCreateUser"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aThreadThatIsToldToStopWhileItWaitsLosesTheOutcomeAndStaysInterrupted() throws Exception {
    server.reply(CannedServer.Reply.STALLS);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    CountDownLatch stillInterrupted = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  outcome.complete(pool.attempt(call("AdminCreateUser")));
                  if (Thread.currentThread().isInterrupted()) {
                    stillInterrupted.countDown();
                  }
                });
    server.awaitRequest();

    waiting.interrupt();

    assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Lost.class);
    assertThat(stillInterrupted.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ResourceNotFoundException, INTERNAL",
    "400, NotAuthorizedException, INTERNAL",
    "400, AccessDeniedException, INTERNAL",
    "400, ExpiredTokenException, INTERNAL",
    "400, TooManyRequestsException, BUSY",
    "500, InternalErrorException, BUSY",
  })
  void aPoolThatCannotBeDescribedIsAFaultThatNamesIt(int status, String code, Fault.Kind kind) {
    server.reply(CannedServer.error(status, code, "Some words of AWS."));

    assertThatThrownBy(pool::describe)
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(kind);
              assertThat(fault.detail()).contains("staff", USER_POOL_ID, "Some words of AWS.");
            });
  }

  @Test
  void aCallForAnotherPoolIsADefect() {
    assertThatThrownBy(() -> pool.attempt(new AdminGetUser(new PoolId("other"), "alice")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
