package scimbridge.emulator;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** One of the two Cognitos under comparison; its answers in a form without ids, dates and order. */
final class ComparedTarget implements AutoCloseable {
  private final CognitoIdentityProviderClient aws;
  private final Map<String, String> pools = new HashMap<>();
  private String clientId = "";
  private String session = "";

  ComparedTarget(URI endpoint) {
    this.aws = Clients.sdk(endpoint);
  }

  /** What became of a call: the type of an error, or what was answered. */
  String outcome(Function<ComparedTarget, Object> call) {
    try {
      Object answer = call.apply(this);
      return answer instanceof CognitoIdentityProviderResponse ? "ok" : String.valueOf(answer);
    } catch (CognitoIdentityProviderException e) {
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      return code == null ? "error without a type, HTTP " + e.statusCode() : code;
    }
  }

  CognitoIdentityProviderClient aws() {
    return aws;
  }

  String pool(String name) {
    return pools.get(name);
  }

  String clientId() {
    return clientId;
  }

  String session() {
    return session;
  }

  Object createdPool(String name, Consumer<CreateUserPoolRequest.Builder> settings) {
    UserPoolType pool =
        aws.createUserPool(
                r -> {
                  r.poolName(name);
                  settings.accept(r);
                })
            .userPool();
    pools.put(name, pool.id());
    return shown(pool);
  }

  Object describedPool(String name) {
    return shown(aws.describeUserPool(r -> r.userPoolId(pool(name))).userPool());
  }

  Object created(String pool, String username, AttributeType... attributes) {
    return shown(
        aws.adminCreateUser(
                r ->
                    r.userPoolId(pool(pool))
                        .username(username)
                        .messageAction(MessageActionType.SUPPRESS)
                        .userAttributes(attributes))
            .user());
  }

  Object read(String pool, String username) {
    AdminGetUserResponse user = aws.adminGetUser(r -> r.userPoolId(pool(pool)).username(username));
    return shown(user.username(), user.userAttributes(), user.userStatus(), user.enabled());
  }

  String sub(String pool, String username) {
    return WithEmulator.map(
            aws.adminGetUser(r -> r.userPoolId(pool(pool)).username(username)).userAttributes())
        .get("sub");
  }

  Object updated(String pool, String username, AttributeType... attributes) {
    return aws.adminUpdateUserAttributes(
        r -> r.userPoolId(pool(pool)).username(username).userAttributes(attributes));
  }

  Object deletedAttributes(String pool, String username, String... names) {
    return aws.adminDeleteUserAttributes(
        r -> r.userPoolId(pool(pool)).username(username).userAttributeNames(names));
  }

  Object password(String pool, String username, String password, boolean permanent) {
    return aws.adminSetUserPassword(
        r -> r.userPoolId(pool(pool)).username(username).password(password).permanent(permanent));
  }

  Object group(GroupType group) {
    return group.groupName() + "|" + group.description() + "|" + group.precedence();
  }

  Object readGroup(String pool, String name) {
    return group(aws.getGroup(r -> r.userPoolId(pool(pool)).groupName(name)).group());
  }

  Object groups(String pool) {
    return names(aws.listGroups(r -> r.userPoolId(pool(pool))).groups());
  }

  Object groupsOf(String pool, String username) {
    return names(
        aws.adminListGroupsForUser(r -> r.userPoolId(pool(pool)).username(username)).groups());
  }

  Object join(String pool, String username, String group) {
    return aws.adminAddUserToGroup(
        r -> r.userPoolId(pool(pool)).username(username).groupName(group));
  }

  Object leave(String pool, String username, String group) {
    return aws.adminRemoveUserFromGroup(
        r -> r.userPoolId(pool(pool)).username(username).groupName(group));
  }

  Object members(String pool, String group) {
    return shown(aws.listUsersInGroup(r -> r.userPoolId(pool(pool)).groupName(group)).users());
  }

  List<String> search(String pool, String filter) {
    return shown(
        aws.listUsers(
                r -> {
                  r.userPoolId(pool(pool));
                  if (!filter.isEmpty()) {
                    r.filter(filter);
                  }
                })
            .users());
  }

  Object client(String pool) {
    var client =
        aws.createUserPoolClient(
                r ->
                    r.userPoolId(pool(pool))
                        .clientName("client")
                        .explicitAuthFlows(ComparedCalls.flows()))
            .userPoolClient();
    clientId = client.clientId();
    return client.clientName();
  }

  Object signIn(String pool, String username, String password) {
    AdminInitiateAuthResponse answer =
        aws.adminInitiateAuth(
            r ->
                r.userPoolId(pool(pool))
                    .clientId(clientId)
                    .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                    .authParameters(Map.of("USERNAME", username, "PASSWORD", password)));
    if (answer.session() != null) {
      session = answer.session();
      return answer.challengeNameAsString();
    }
    return answer.authenticationResult().tokenType();
  }

  @Override
  public void close() {
    aws.close();
  }

  private static Object shown(UserPoolType pool) {
    TreeSet<String> custom = new TreeSet<>();
    pool.schemaAttributes().stream()
        .map(attribute -> attribute.name())
        .filter(name -> name.startsWith("custom:"))
        .forEach(custom::add);
    return pool.name() + " " + pool.usernameAttributesAsStrings() + " " + custom;
  }

  private static Object shown(UserType user) {
    return shown(user.username(), user.attributes(), user.userStatus(), user.enabled());
  }

  private static String shown(
      String username, List<AttributeType> attributes, UserStatusType status, Boolean enabled) {
    TreeMap<String, String> values = new TreeMap<>(WithEmulator.map(attributes));
    String sub = values.put("sub", "(sub)");
    return (username.equals(sub) ? "(sub)" : username)
        + " "
        + status
        + " "
        + enabled
        + " "
        + values;
  }

  private static List<String> shown(List<UserType> users) {
    List<String> all = new ArrayList<>();
    users.forEach(user -> all.add(shown(user).toString()));
    all.sort(null);
    return all;
  }

  private static Object names(List<GroupType> groups) {
    TreeSet<String> names = new TreeSet<>();
    groups.forEach(group -> names.add(group.groupName()));
    return names;
  }
}
