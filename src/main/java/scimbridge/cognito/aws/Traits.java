package scimbridge.cognito.aws;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFactorType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NumberAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.StringAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** Reads a pool's description; what an emulator leaves out has the API's default. */
final class Traits {
  private Traits() {}

  static PoolTraits of(UserPoolType pool) {
    Map<String, AttributeTraits> attributes = new HashMap<>();
    for (SchemaAttributeType attribute : pool.schemaAttributes()) {
      if (attribute.name() != null) {
        attributes.put(attribute.name(), traits(attribute));
      }
    }
    return new PoolTraits(
        kind(pool),
        caseSensitive(pool),
        attributes,
        Set.copyOf(pool.aliasAttributesAsStrings()),
        oneTimePasswords(pool));
  }

  private static Set<String> oneTimePasswords(UserPoolType pool) {
    Set<String> attributes = new HashSet<>();
    if (pool.policies() != null && pool.policies().signInPolicy() != null) {
      List<AuthFactorType> factors = pool.policies().signInPolicy().allowedFirstAuthFactors();
      if (factors.contains(AuthFactorType.EMAIL_OTP)) {
        attributes.add("email");
      }
      if (factors.contains(AuthFactorType.SMS_OTP)) {
        attributes.add("phone_number");
      }
    }
    return attributes;
  }

  private static Kind kind(UserPoolType pool) {
    if (pool.usernameAttributes().contains(UsernameAttributeType.EMAIL)) {
      return Kind.EMAIL;
    }
    if (pool.usernameAttributes().contains(UsernameAttributeType.PHONE_NUMBER)) {
      return Kind.PHONE;
    }
    return pool.aliasAttributes().isEmpty() ? Kind.PLAIN : Kind.ALIAS;
  }

  private static boolean caseSensitive(UserPoolType pool) {
    return pool.usernameConfiguration() == null
        || !Boolean.FALSE.equals(pool.usernameConfiguration().caseSensitive());
  }

  private static AttributeTraits traits(SchemaAttributeType attribute) {
    StringAttributeConstraintsType text = attribute.stringAttributeConstraints();
    NumberAttributeConstraintsType number = attribute.numberAttributeConstraints();
    String type = attribute.attributeDataTypeAsString();
    return new AttributeTraits(
        type == null ? "String" : type,
        !Boolean.FALSE.equals(attribute.mutable()),
        Boolean.TRUE.equals(attribute.required()),
        text == null ? null : length(text.minLength()),
        text == null ? null : length(text.maxLength()),
        number == null ? null : number.minValue(),
        number == null ? null : number.maxValue());
  }

  /** Lengths are strings on the wire; one that is no number sets no bound. */
  private static @Nullable Integer length(@Nullable String digits) {
    try {
      return digits == null ? null : Integer.valueOf(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
