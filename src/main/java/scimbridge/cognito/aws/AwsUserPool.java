package scimbridge.cognito.aws;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.QuotaCategory;
import scimbridge.cognito.UserPool;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.Invitation;
import scimbridge.policy.PoolTraits;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitClass;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;

/** A user pool behind the AWS SDK: one attempt per call, and its outcome. */
public final class AwsUserPool implements UserPool {
  /** QueryLimitType: the most that one page holds. */
  private static final int PAGE = 60;

  /** Cognito allows 100 groups per user, two pages; more only from an endpoint that is broken. */
  private static final int MAX_PAGES = 10;

  private final PoolId id;
  private final String poolId;
  private final AwsClients clients;
  private final CognitoIdentityProviderClient cognito;
  private final Diagnosis diagnosis;
  private final RandomPassword randomPassword = new RandomPassword();

  AwsUserPool(PoolId id, AwsPoolSettings settings, AwsClients.Timeouts timeouts) {
    this.id = id;
    this.poolId = settings.userPoolId();
    this.clients = new AwsClients(settings, timeouts);
    this.cognito = clients.cognito();
    this.diagnosis = new Diagnosis(id, settings);
  }

  /**
   * Prepares the way to a pool; nothing is sent and no credentials are looked up yet.
   *
   * @param id the pool's name in the configuration
   */
  public static AwsUserPool open(PoolId id, AwsPoolSettings settings) {
    return new AwsUserPool(id, settings, AwsClients.Timeouts.STANDARD);
  }

  @Override
  public Outcome attempt(CognitoCall call) {
    if (!call.pool().equals(id)) {
      throw new IllegalArgumentException("a call to pool " + call.pool() + " came to pool " + id);
    }
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Unavailable("not sent to pool '" + id + "': the bridge is stopping");
    }
    try {
      return send(call);
    } catch (AbortedException e) {
      Thread.currentThread().interrupt();
      return new FailedCall(call, diagnosis).outcome(e);
    } catch (SdkException e) {
      return new FailedCall(call, diagnosis).outcome(e);
    }
  }

  /**
   * What the account of the pool is allowed in a category that can be raised.
   *
   * @throws SdkException if that may not be read or Cognito does not answer
   */
  public OptionalInt provisioned(QuotaCategory category) {
    Integer value =
        cognito
            .getProvisionedLimit(
                request ->
                    request.limitDefinition(
                        limit ->
                            limit
                                .limitClass(LimitClass.API_CATEGORY)
                                .attributes(Map.of("Category", category.published()))))
            .limit()
            .provisionedLimitValue();
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private Outcome send(CognitoCall call) {
    return switch (call) {
      case CognitoCall.AdminCreateUser create -> create(create);
      case CognitoCall.AdminUpdateUserAttributes update -> {
        cognito.adminUpdateUserAttributes(
            request ->
                request
                    .userPoolId(poolId)
                    .username(update.username())
                    .userAttributes(AccountShapes.attributes(update.attributes())));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminEnableUser enable -> {
        cognito.adminEnableUser(request -> request.userPoolId(poolId).username(enable.username()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminDisableUser disable -> {
        cognito.adminDisableUser(
            request -> request.userPoolId(poolId).username(disable.username()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminUserGlobalSignOut signOut -> {
        cognito.adminUserGlobalSignOut(
            request -> request.userPoolId(poolId).username(signOut.username()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminSetUserPassword set -> {
        cognito.adminSetUserPassword(
            request ->
                request
                    .userPoolId(poolId)
                    .username(set.username())
                    .password(reveal(set.password()))
                    .permanent(set.permanent()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminLinkProviderForUser link -> {
        cognito.adminLinkProviderForUser(
            request ->
                request
                    .userPoolId(poolId)
                    .destinationUser(AccountShapes.local(link.username()))
                    .sourceUser(AccountShapes.external(link.identity())));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminDisableProviderForUser unlink -> {
        cognito.adminDisableProviderForUser(
            request -> request.userPoolId(poolId).user(AccountShapes.external(unlink.identity())));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminDeleteUser delete -> {
        cognito.adminDeleteUser(request -> request.userPoolId(poolId).username(delete.username()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminAddUserToGroup add -> {
        cognito.adminAddUserToGroup(
            request ->
                request.userPoolId(poolId).username(add.username()).groupName(add.groupName()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminRemoveUserFromGroup remove -> {
        cognito.adminRemoveUserFromGroup(
            request ->
                request
                    .userPoolId(poolId)
                    .username(remove.username())
                    .groupName(remove.groupName()));
        yield new Outcome.Done();
      }
      case CognitoCall.CreateGroup create -> {
        cognito.createGroup(request -> request.userPoolId(poolId).groupName(create.groupName()));
        yield new Outcome.Done();
      }
      case CognitoCall.DeleteGroup delete -> {
        cognito.deleteGroup(request -> request.userPoolId(poolId).groupName(delete.groupName()));
        yield new Outcome.Done();
      }
      case CognitoCall.AdminGetUser get -> look(get);
      case CognitoCall.AdminListGroupsForUser list -> groups(list);
      case CognitoCall.ListUsers list ->
          // Never AttributesToGet: Cognito refuses the page if one account lacks one of them.
          Listings.users(
              cognito.listUsers(
                  request ->
                      request
                          .userPoolId(poolId)
                          .limit(PAGE)
                          .paginationToken(list.paginationToken())));
      case CognitoCall.ListGroups list ->
          Listings.groups(
              cognito.listGroups(
                  request -> request.userPoolId(poolId).limit(PAGE).nextToken(list.nextToken())));
      case CognitoCall.ListUsersInGroup list ->
          Listings.members(
              cognito.listUsersInGroup(
                  request ->
                      request
                          .userPoolId(poolId)
                          .groupName(list.groupName())
                          .limit(PAGE)
                          .nextToken(list.nextToken())));
      case CognitoCall.GetGroup get -> {
        GetGroupResponse response =
            cognito.getGroup(request -> request.userPoolId(poolId).groupName(get.groupName()));
        yield new Outcome.GroupFound(
            response.group() == null ? null : response.group().creationDate());
      }
    };
  }

  private Outcome create(CognitoCall.AdminCreateUser create) {
    Password given = create.temporaryPassword();
    String temporary = given == null ? null : given.reveal();
    AdminCreateUserResponse response =
        cognito.adminCreateUser(
            request ->
                invite(request, create.invitation())
                    .userPoolId(poolId)
                    .username(create.username())
                    .userAttributes(AccountShapes.attributes(create.attributes()))
                    .temporaryPassword(temporary)
                    .forceAliasCreation(false));
    return AccountShapes.created(create, response);
  }

  private static AdminCreateUserRequest.Builder invite(
      AdminCreateUserRequest.Builder request, Invitation invitation) {
    return switch (invitation) {
      case NONE -> request.messageAction(MessageActionType.SUPPRESS);
      case EMAIL -> request.desiredDeliveryMediums(DeliveryMediumType.EMAIL);
      case SMS -> request.desiredDeliveryMediums(DeliveryMediumType.SMS);
    };
  }

  private Outcome look(CognitoCall.AdminGetUser get) {
    return AccountShapes.found(
        get, cognito.adminGetUser(request -> request.userPoolId(poolId).username(get.username())));
  }

  private Outcome groups(CognitoCall.AdminListGroupsForUser list) {
    SortedSet<String> names = new TreeSet<>();
    String token = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      AdminListGroupsForUserResponse response = groupsPage(list.username(), token);
      response.groups().forEach(group -> names.add(group.groupName()));
      token = response.nextToken();
      if (token == null) {
        return new Outcome.InGroups(names);
      }
    }
    return new Outcome.Unavailable(
        "pool '" + id + "' does not come to an end with the groups of one account");
  }

  private AdminListGroupsForUserResponse groupsPage(String username, @Nullable String token) {
    return cognito.adminListGroupsForUser(
        request -> request.userPoolId(poolId).username(username).limit(PAGE).nextToken(token));
  }

  @Override
  public PoolTraits describe() {
    try {
      var response = cognito.describeUserPool(request -> request.userPoolId(poolId));
      if (response.userPool() == null) {
        throw Fault.of(Fault.Kind.INTERNAL, "pool '" + id + "' does not describe itself");
      }
      return Traits.of(response.userPool());
    } catch (SdkException e) {
      throw fault(e);
    }
  }

  @Override
  public void addAttributes(Map<String, String> types) {
    List<SchemaAttributeType> attributes =
        types.entrySet().stream().map(type -> attribute(type.getKey(), type.getValue())).toList();
    try {
      cognito.addCustomAttributes(
          request -> request.userPoolId(poolId).customAttributes(attributes));
    } catch (SdkException e) {
      throw fault(e);
    }
  }

  private static SchemaAttributeType attribute(String name, String type) {
    SchemaAttributeType.Builder attribute =
        SchemaAttributeType.builder().name(name).attributeDataType(type).mutable(true);
    return type.equals("String")
        ? attribute
            .stringAttributeConstraints(range -> range.minLength("0").maxLength("2048"))
            .build()
        : attribute.build();
  }

  private Fault fault(SdkException failure) {
    return Fault.of(
        Diagnosis.mayPass(failure) ? Fault.Kind.BUSY : Fault.Kind.INTERNAL,
        Diagnosis.isAnswerLost(failure) ? diagnosis.lost(failure) : diagnosis.unavailable(failure),
        failure);
  }

  @Override
  public void close() {
    clients.close();
  }

  private String reveal(@Nullable Password password) {
    return password == null ? randomPassword.next() : password.reveal();
  }
}
