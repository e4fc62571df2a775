package scimbridge.emulator;

import static scimbridge.emulator.Clients.attribute;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** The calls that go to the embedded Cognito and to cognito-local alike, in this order. */
final class ComparedCalls {
  private static final List<String> STANDARD =
      List.of(
          "address",
          "family_name",
          "gender",
          "given_name",
          "locale",
          "middle_name",
          "name",
          "nickname",
          "picture",
          "preferred_username",
          "profile",
          "website",
          "zoneinfo");

  private final Map<String, Function<ComparedTarget, Object>> calls = new LinkedHashMap<>();

  private ComparedCalls() {}

  /** Name of the call to the call. */
  static Map<String, Function<ComparedTarget, Object>> all() {
    ComparedCalls all = new ComparedCalls();
    all.pools();
    all.users();
    all.attributes();
    all.missing();
    all.groups();
    all.listings();
    all.emailPool();
    all.signIn();
    all.refusals();
    return all.calls;
  }

  private void add(String name, Function<ComparedTarget, Object> call) {
    if (calls.put(name, call) != null) {
      throw new IllegalStateException("twice: " + name);
    }
  }

  private void pools() {
    add(
        "create a plain pool",
        t ->
            t.createdPool(
                "plain",
                r ->
                    r.schema(custom("note", true), custom("badge", false), custom("level", true))));
    add(
        "create an e-mail pool",
        t -> t.createdPool("email", r -> r.usernameAttributes(UsernameAttributeType.EMAIL)));
    add("create another plain pool", t -> t.createdPool("other", r -> {}));
    for (String pool : List.of("plain", "email", "other")) {
      add("describe pool " + pool, t -> t.describedPool(pool));
    }
    add("list pools", t -> t.aws().listUserPools(r -> r.maxResults(60)).userPools().size());
    add(
        "add a custom attribute",
        t ->
            t.aws()
                .addCustomAttributes(
                    r -> r.userPoolId(t.pool("plain")).customAttributes(custom("added", true))));
    add("describe pool plain with its new attribute", t -> t.describedPool("plain"));
  }

  private void users() {
    for (String name : List.of("alice", "bob", "carol", "Dave", "erin@example.com", "f.g-h_i+j")) {
      add("create " + name, t -> t.created("plain", name));
      add("read " + name, t -> t.read("plain", name));
    }
    add("create alice again", t -> t.created("plain", "alice"));
    add("create ALICE beside alice", t -> t.created("plain", "ALICE"));
    add("read ALICE", t -> t.read("plain", "ALICE"));
    add("read dave in lower case", t -> t.read("plain", "dave"));
    add(
        "create with verified e-mail",
        t ->
            t.created(
                "plain",
                "gina",
                attribute("email", "gina@example.com"),
                attribute("email_verified", "true"),
                attribute("given_name", "Gina")));
    add("read gina", t -> t.read("plain", "gina"));
    add(
        "create with e-mail only",
        t -> t.created("plain", "hugo", attribute("email", "hugo@example.com")));
    add("read hugo", t -> t.read("plain", "hugo"));
    add(
        "create with phone",
        t -> t.created("plain", "ivan", attribute("phone_number", "+4930123456")));
    add(
        "disable bob",
        t -> t.aws().adminDisableUser(r -> r.userPoolId(t.pool("plain")).username("bob")));
    add("read disabled bob", t -> t.read("plain", "bob"));
    add(
        "disable bob again",
        t -> t.aws().adminDisableUser(r -> r.userPoolId(t.pool("plain")).username("bob")));
    add(
        "enable bob",
        t -> t.aws().adminEnableUser(r -> r.userPoolId(t.pool("plain")).username("bob")));
    add("read enabled bob", t -> t.read("plain", "bob"));
    add("set permanent password", t -> t.password("plain", "carol", "Password-1", true));
    add("read carol with permanent password", t -> t.read("plain", "carol"));
    add("set temporary password", t -> t.password("plain", "carol", "Password-2", false));
    add("read carol with temporary password", t -> t.read("plain", "carol"));
    add(
        "sign carol out everywhere",
        t -> t.aws().adminUserGlobalSignOut(r -> r.userPoolId(t.pool("plain")).username("carol")));
    add("read alice by her sub", t -> t.read("plain", t.sub("plain", "alice")));
    add(
        "delete f.g-h_i+j",
        t -> t.aws().adminDeleteUser(r -> r.userPoolId(t.pool("plain")).username("f.g-h_i+j")));
    add("read deleted user", t -> t.read("plain", "f.g-h_i+j"));
    add("create it again", t -> t.created("plain", "f.g-h_i+j"));
    add(
        "resend for a user with a temporary password",
        t ->
            t.aws()
                .adminCreateUser(
                    r ->
                        r.userPoolId(t.pool("plain"))
                            .username("alice")
                            .messageAction(MessageActionType.RESEND))
                .user()
                .username());
  }

  private void attributes() {
    for (String name : STANDARD) {
      add("set " + name, t -> t.updated("plain", "alice", attribute(name, "Value of " + name)));
      add("read " + name, t -> t.read("plain", "alice"));
    }
    for (String name : List.of("nickname", "picture", "profile")) {
      add("unset " + name, t -> t.deletedAttributes("plain", "alice", name));
      add("read without " + name, t -> t.read("plain", "alice"));
    }
    add("unset nickname again", t -> t.deletedAttributes("plain", "alice", "nickname"));
    add("unset by a blank value", t -> t.updated("plain", "alice", attribute("website", "")));
    add("read without website", t -> t.read("plain", "alice"));
    add(
        "set several at once",
        t -> t.updated("plain", "alice", attribute("name", "A"), attribute("locale", "de")));
    add("read several", t -> t.read("plain", "alice"));
    add("set custom attribute", t -> t.updated("plain", "alice", attribute("custom:note", "x")));
    add(
        "set added custom attribute",
        t -> t.updated("plain", "alice", attribute("custom:added", "y")));
    add("read custom attributes", t -> t.read("plain", "alice"));
    add("unset custom attribute", t -> t.deletedAttributes("plain", "alice", "custom:note"));
    add(
        "set unknown custom attribute",
        t -> t.updated("plain", "alice", attribute("custom:none", "x")));
    add(
        "set unknown standard attribute",
        t -> t.updated("plain", "alice", attribute("shoe_size", "43")));
    add(
        "change immutable attribute",
        t -> t.updated("plain", "alice", attribute("custom:badge", "x")));
    add(
        "create with immutable attribute",
        t -> t.created("plain", "jane", attribute("custom:badge", "j")));
    add("read immutable attribute", t -> t.read("plain", "jane"));
    add("change sub", t -> t.updated("plain", "alice", attribute("sub", "x")));
    add(
        "change e-mail, not verified",
        t -> t.updated("plain", "gina", attribute("email", "gina2@example.com")));
    add("read unverified e-mail", t -> t.read("plain", "gina"));
    add(
        "change e-mail, verified",
        t ->
            t.updated(
                "plain",
                "gina",
                attribute("email", "gina3@example.com"),
                attribute("email_verified", "true")));
    add("read verified e-mail", t -> t.read("plain", "gina"));
    add(
        "create vera with an e-mail",
        t -> t.created("plain", "vera", attribute("email", "vera@example.com")));
    add(
        "verify e-mail alone",
        t -> t.updated("plain", "vera", attribute("email_verified", "true")));
    add(
        "delete vera",
        t -> t.aws().adminDeleteUser(r -> r.userPoolId(t.pool("plain")).username("vera")));
    add(
        "verify e-mail that is not there",
        t -> t.updated("plain", "carol", attribute("email_verified", "true")));
    add(
        "two users with one e-mail",
        t ->
            t.updated(
                "plain",
                "carol",
                attribute("email", "hugo@example.com"),
                attribute("email_verified", "true")));
    add("delete e-mail", t -> t.deletedAttributes("plain", "carol", "email", "email_verified"));
    add("read without e-mail", t -> t.read("plain", "carol"));
  }

  private void missing() {
    add("read missing user", t -> t.read("plain", "nobody"));
    add("update missing user", t -> t.updated("plain", "nobody", attribute("name", "x")));
    add("delete attributes of missing user", t -> t.deletedAttributes("plain", "nobody", "name"));
    add(
        "delete missing user",
        t -> t.aws().adminDeleteUser(r -> r.userPoolId(t.pool("plain")).username("nobody")));
    add(
        "enable missing user",
        t -> t.aws().adminEnableUser(r -> r.userPoolId(t.pool("plain")).username("nobody")));
    add(
        "disable missing user",
        t -> t.aws().adminDisableUser(r -> r.userPoolId(t.pool("plain")).username("nobody")));
    add("set password of missing user", t -> t.password("plain", "nobody", "Password-1", true));
    add("list groups of missing user", t -> t.groupsOf("plain", "nobody"));
    add(
        "describe missing pool",
        t -> t.aws().describeUserPool(r -> r.userPoolId("us-east-1_missing")));
    add(
        "read user of missing pool",
        t -> t.aws().adminGetUser(r -> r.userPoolId("us-east-1_missing").username("alice")));
    add(
        "create user in missing pool",
        t -> t.aws().adminCreateUser(r -> r.userPoolId("us-east-1_missing").username("alice")));
    add(
        "list users of missing pool",
        t -> t.aws().listUsers(r -> r.userPoolId("us-east-1_missing")));
    add(
        "list groups of missing pool",
        t -> t.aws().listGroups(r -> r.userPoolId("us-east-1_missing")));
  }

  private void groups() {
    for (String name : List.of("red", "green", "blue", "Gr\u00fcn", "a/b:c")) {
      add(
          "create group " + name,
          t ->
              t.group(
                  t.aws()
                      .createGroup(
                          r ->
                              r.userPoolId(t.pool("plain"))
                                  .groupName(name)
                                  .description("Group " + name))
                      .group()));
      add("read group " + name, t -> t.readGroup("plain", name));
    }
    add(
        "create group red again",
        t ->
            t.group(
                t.aws()
                    .createGroup(
                        r ->
                            r.userPoolId(t.pool("plain")).groupName("red").description("Group red"))
                    .group()));
    add(
        "create group with precedence",
        t ->
            t.group(
                t.aws()
                    .createGroup(
                        r -> r.userPoolId(t.pool("plain")).groupName("first").precedence(0))
                    .group()));
    add(
        "change group",
        t ->
            t.group(
                t.aws()
                    .updateGroup(
                        r ->
                            r.userPoolId(t.pool("plain"))
                                .groupName("blue")
                                .description("Deep blue")
                                .precedence(7))
                    .group()));
    add("read changed group", t -> t.readGroup("plain", "blue"));
    add(
        "change missing group",
        t ->
            t.aws()
                .updateGroup(
                    r -> r.userPoolId(t.pool("plain")).groupName("none").description("x")));
    add("read missing group", t -> t.readGroup("plain", "none"));
    add(
        "delete missing group",
        t -> t.aws().deleteGroup(r -> r.userPoolId(t.pool("plain")).groupName("none")));
    add("list groups", t -> t.groups("plain"));
    for (String user : List.of("alice", "bob", "carol")) {
      add("add " + user + " to red", t -> t.join("plain", user, "red"));
    }
    add("add alice to red again", t -> t.join("plain", "alice", "red"));
    add("add alice to green", t -> t.join("plain", "alice", "green"));
    add("members of red", t -> t.members("plain", "red"));
    add("members of empty blue", t -> t.members("plain", "blue"));
    add("groups of alice", t -> t.groupsOf("plain", "alice"));
    add("groups of hugo", t -> t.groupsOf("plain", "hugo"));
    add("add missing user to red", t -> t.join("plain", "nobody", "red"));
    add("add alice to missing group", t -> t.join("plain", "alice", "none"));
    add("members of missing group", t -> t.members("plain", "none"));
    add("remove bob from red", t -> t.leave("plain", "bob", "red"));
    add("remove bob from red again", t -> t.leave("plain", "bob", "red"));
    add("remove alice from missing group", t -> t.leave("plain", "alice", "none"));
    add("remove missing user from red", t -> t.leave("plain", "nobody", "red"));
    add("members of red without bob", t -> t.members("plain", "red"));
    add(
        "delete group green",
        t -> t.aws().deleteGroup(r -> r.userPoolId(t.pool("plain")).groupName("green")));
    add("groups of alice without green", t -> t.groupsOf("plain", "alice"));
    add(
        "delete member carol",
        t -> t.aws().adminDeleteUser(r -> r.userPoolId(t.pool("plain")).username("carol")));
    add("members of red without carol", t -> t.members("plain", "red"));
  }

  private void listings() {
    add("list all users", t -> t.search("plain", ""));
    for (String filter :
        List.of(
            "username = \"alice\"",
            "username ^= \"al\"",
            "username = \"nobody\"",
            "email = \"gina3@example.com\"",
            "email ^= \"hugo\"",
            "name = \"A\"",
            "given_name = \"Gina\"",
            "given_name ^= \"Gi\"",
            "family_name = \"Value of family_name\"",
            "preferred_username ^= \"Value\"",
            "phone_number = \"+4930123456\"",
            "phone_number ^= \"+49\"",
            "cognito:user_status = \"FORCE_CHANGE_PASSWORD\"",
            "cognito:user_status = \"CONFIRMED\"",
            "cognito:user_status = \"force_change_password\"",
            "status = \"Enabled\"",
            "status = \"Disabled\"",
            "email=\"gina3@example.com\"",
            "given_name = \"gina\"",
            "custom:note = \"x\"",
            "nickname = \"x\"",
            "email",
            "email = gina",
            "email eq \"gina\"",
            "email = \"a\" and name = \"b\"")) {
      add("list users where " + filter, t -> t.search("plain", filter));
    }
    add(
        "list users where sub is that of alice",
        t -> t.search("plain", "sub = \"" + t.sub("plain", "alice") + "\""));
    add("list users of the empty pool", t -> t.search("other", ""));
    add(
        "first page of two users",
        t -> t.aws().listUsers(r -> r.userPoolId(t.pool("plain")).limit(2)).users().size());
    add(
        "first page of one group",
        t -> t.aws().listGroups(r -> r.userPoolId(t.pool("plain")).limit(1)).groups().size());
    add(
        "page of 61 users",
        t -> t.aws().listUsers(r -> r.userPoolId(t.pool("plain")).limit(61)).users().size());
    add(
        "made-up token",
        t ->
            t.aws()
                .listUsers(r -> r.userPoolId(t.pool("plain")).paginationToken("abc"))
                .users()
                .size());
  }

  private void emailPool() {
    add(
        "create by e-mail",
        t ->
            t.created(
                "email",
                "anna@example.com",
                attribute("email", "anna@example.com"),
                attribute("email_verified", "true")));
    add("read by e-mail", t -> t.read("email", "anna@example.com"));
    add("read by sub in the e-mail pool", t -> t.read("email", t.sub("email", "anna@example.com")));
    add(
        "create the e-mail again",
        t -> t.created("email", "anna@example.com", attribute("email", "anna@example.com")));
    add("create without an e-mail address", t -> t.created("email", "anna"));
    add(
        "create second by e-mail",
        t ->
            t.created(
                "email",
                "ben@example.com",
                attribute("email", "ben@example.com"),
                attribute("email_verified", "true")));
    add(
        "take an owned e-mail",
        t ->
            t.updated(
                "email",
                "ben@example.com",
                attribute("email", "anna@example.com"),
                attribute("email_verified", "true")));
    add(
        "change the sign-in e-mail",
        t ->
            t.updated(
                "email",
                t.sub("email", "anna@example.com"),
                attribute("email", "anne@example.com"),
                attribute("email_verified", "true")));
    add("read by the new e-mail", t -> t.read("email", "anne@example.com"));
    add("find by the new e-mail", t -> t.search("email", "email = \"anne@example.com\"").size());
    add(
        "disable by e-mail",
        t ->
            t.aws()
                .adminDisableUser(r -> r.userPoolId(t.pool("email")).username("anne@example.com")));
    add("read disabled by e-mail", t -> t.read("email", "anne@example.com"));
    add(
        "delete by e-mail",
        t ->
            t.aws()
                .adminDeleteUser(r -> r.userPoolId(t.pool("email")).username("anne@example.com")));
    add("read deleted by e-mail", t -> t.read("email", "anne@example.com"));
  }

  private void signIn() {
    add("create a client", t -> t.client("plain"));
    add(
        "describe the client",
        t ->
            t.aws()
                .describeUserPoolClient(r -> r.userPoolId(t.pool("plain")).clientId(t.clientId()))
                .userPoolClient()
                .clientName());
    add("give bob a password", t -> t.password("plain", "bob", "Password-1", true));
    add("sign bob in", t -> signIn(t, "bob", "Password-1"));
    add("sign bob in with a wrong password", t -> signIn(t, "bob", "Password-2"));
    add("sign nobody in", t -> signIn(t, "nobody", "Password-1"));
    add(
        "sign in without password",
        t ->
            t.aws()
                .adminInitiateAuth(
                    r ->
                        r.userPoolId(t.pool("plain"))
                            .clientId(t.clientId())
                            .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                            .authParameters(Map.of("USERNAME", "bob"))));
    add(
        "disable bob before sign-in",
        t -> t.aws().adminDisableUser(r -> r.userPoolId(t.pool("plain")).username("bob")));
    add("sign disabled bob in", t -> signIn(t, "bob", "Password-1"));
    add("give hugo a temporary password", t -> t.password("plain", "hugo", "Password-1", false));
    add("sign hugo in with it", t -> signIn(t, "hugo", "Password-1"));
    add(
        "hugo chooses a password",
        t ->
            t.aws()
                .adminRespondToAuthChallenge(
                    r ->
                        r.userPoolId(t.pool("plain"))
                            .clientId(t.clientId())
                            .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                            .session(t.session())
                            .challengeResponses(
                                Map.of("USERNAME", "hugo", "NEW_PASSWORD", "Password-3")))
                .authenticationResult()
                .tokenType());
    add("read hugo with his password", t -> t.read("plain", "hugo"));
    add(
        "sign in to a missing client",
        t ->
            t.aws()
                .adminInitiateAuth(
                    r ->
                        r.userPoolId(t.pool("plain"))
                            .clientId("missing")
                            .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                            .authParameters(Map.of("USERNAME", "bob", "PASSWORD", "Password-1"))));
    add(
        "delete the client",
        t ->
            t.aws()
                .deleteUserPoolClient(r -> r.userPoolId(t.pool("plain")).clientId(t.clientId())));
  }

  private void refusals() {
    add("username with a space", t -> t.created("other", "a b"));
    add("username of 129 letters", t -> t.created("other", "a".repeat(129)));
    add(
        "create with unknown attribute",
        t -> t.created("other", "xena", attribute("custom:none", "x")));
    add(
        "create with a bad phone number",
        t -> t.created("other", "yuri", attribute("phone_number", "0123")));
    add("create with a bad e-mail", t -> t.created("other", "zoe", attribute("email", "zoe")));
    add("too weak a password", t -> t.password("plain", "alice", "weak", true));
    add(
        "attribute value of 2049 letters",
        t -> t.updated("plain", "alice", attribute("name", "a".repeat(2049))));
    add(
        "group name with a space",
        t ->
            t.aws()
                .createGroup(r -> r.userPoolId(t.pool("other")).groupName("a b"))
                .group()
                .groupName());
    add(
        "negative precedence",
        t ->
            t.aws()
                .createGroup(r -> r.userPoolId(t.pool("other")).groupName("neg").precedence(-1))
                .group()
                .groupName());
    add(
        "reset a password nobody can recover",
        t -> t.aws().adminResetUserPassword(r -> r.userPoolId(t.pool("plain")).username("alice")));
    add("delete the other pool", t -> t.aws().deleteUserPool(r -> r.userPoolId(t.pool("other"))));
    add(
        "describe the deleted pool",
        t -> t.aws().describeUserPool(r -> r.userPoolId(t.pool("other"))));
  }

  private static Object signIn(ComparedTarget t, String user, String password) {
    return t.signIn("plain", user, password);
  }

  private static SchemaAttributeType custom(String name, boolean mutable) {
    return SchemaAttributeType.builder()
        .name(name)
        .attributeDataType("String")
        .mutable(mutable)
        .build();
  }

  /** The flows that the compared client allows. */
  static List<ExplicitAuthFlowsType> flows() {
    return List.of(
        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
  }
}
