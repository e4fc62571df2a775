package scimbridge.cognito.aws;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.FederatedIdentity;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ProviderUserIdentifierType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Accounts between the SDK's shapes and ours; an answer may leave out what it likes. */
final class AccountShapes {
  static final String SUB = "sub";

  /** What UserStatus is taken for where an answer has none; it is one of Cognito's own values. */
  static final String UNKNOWN = "UNKNOWN";

  private AccountShapes() {}

  /** Attributes as a request has them. */
  static List<AttributeType> attributes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(
            attribute ->
                AttributeType.builder()
                    .name(attribute.getKey())
                    .value(attribute.getValue())
                    .build())
        .toList();
  }

  /** A local account as the end of a link. */
  static ProviderUserIdentifierType local(String username) {
    return ProviderUserIdentifierType.builder()
        .providerName("Cognito")
        .providerAttributeName("Cognito_Subject")
        .providerAttributeValue(username)
        .build();
  }

  /** An identity of an external provider as the other end. */
  static ProviderUserIdentifierType external(FederatedIdentity identity) {
    return ProviderUserIdentifierType.builder()
        .providerName(identity.provider())
        .providerAttributeName(identity.attribute())
        .providerAttributeValue(identity.value())
        .build();
  }

  /** What was made; lost if the answer does not say, so that somebody looks. */
  static Outcome created(CognitoCall.AdminCreateUser asked, AdminCreateUserResponse answer) {
    UserType user = answer.user();
    String username = user == null ? null : user.username();
    String sub = user == null ? null : byName(user.attributes()).get(SUB);
    if (username == null || sub == null) {
      return new Outcome.Lost(
          "pool '" + asked.pool() + "' created an account without saying which");
    }
    return new Outcome.Created(username, sub, user.userStatusAsString());
  }

  /** What was seen. */
  static Outcome found(CognitoCall.AdminGetUser asked, AdminGetUserResponse answer) {
    SortedMap<String, String> attributes = byName(answer.userAttributes());
    String username = answer.username();
    String status = answer.userStatusAsString();
    Instant createdAt = answer.userCreateDate();
    return new Outcome.Found(
        username == null ? asked.username() : username,
        attributes.get(SUB),
        attributes,
        enabled(answer.enabled()),
        status == null ? UNKNOWN : status,
        createdAt == null ? Instant.EPOCH : createdAt);
  }

  /** An answer that does not say "disabled" must not pass for a removed access. */
  static boolean enabled(@Nullable Boolean said) {
    return !Boolean.FALSE.equals(said);
  }

  static SortedMap<String, String> byName(List<AttributeType> attributes) {
    SortedMap<String, String> byName = new TreeMap<>();
    for (AttributeType attribute : attributes) {
      if (attribute.value() != null) {
        byName.put(attribute.name(), attribute.value());
      }
    }
    return byName;
  }
}
