package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/** The settings of a new pool: what was asked for, and AWS's defaults for the rest. */
public final class PoolSettings {
  /** Members of CreateUserPool that DescribeUserPool answers as they were sent. */
  private static final List<String> KEPT =
      List.of(
          "LambdaConfig",
          "AutoVerifiedAttributes",
          "AliasAttributes",
          "UsernameAttributes",
          "SmsVerificationMessage",
          "EmailVerificationMessage",
          "EmailVerificationSubject",
          "SmsAuthenticationMessage",
          "UserAttributeUpdateSettings",
          "DeviceConfiguration",
          "SmsConfiguration",
          "UserPoolTags",
          "UserPoolAddOns",
          "UsernameConfiguration",
          "AccountRecoverySetting",
          "KeyConfiguration",
          "IssuerConfiguration");

  private PoolSettings() {}

  /**
   * Builds the settings.
   *
   * @param request the input of CreateUserPool
   * @throws CognitoError when they contradict each other
   */
  public static ObjectNode of(ObjectNode request, Schema schema) {
    refuseContradictions(request, schema);
    ObjectNode settings = Json.object();
    ObjectNode policies = settings.putObject("Policies");
    JsonNode wanted = request.path("Policies");
    policies.set("PasswordPolicy", PasswordPolicy.fromJson(wanted.path("PasswordPolicy")).toJson());
    if (wanted.hasNonNull("SignInPolicy")) {
      policies.set("SignInPolicy", wanted.get("SignInPolicy"));
    } else {
      policies.putObject("SignInPolicy").putArray("AllowedFirstAuthFactors").add("PASSWORD");
    }
    settings.put("DeletionProtection", request.path("DeletionProtection").asText("INACTIVE"));
    settings.putObject("LambdaConfig");
    settings
        .putObject("VerificationMessageTemplate")
        .put("DefaultEmailOption", "CONFIRM_WITH_CODE")
        .setAll(object(request, "VerificationMessageTemplate"));
    settings.put("MfaConfiguration", request.path("MfaConfiguration").asText("OFF"));
    settings
        .putObject("EmailConfiguration")
        .put("EmailSendingAccount", "COGNITO_DEFAULT")
        .setAll(object(request, "EmailConfiguration"));
    settings.putObject("UserPoolTags");
    settings
        .putObject("AdminCreateUserConfig")
        .put("AllowAdminCreateUserOnly", false)
        .put("UnusedAccountValidityDays", 7)
        .setAll(object(request, "AdminCreateUserConfig"));
    settings.put("UserPoolTier", request.path("UserPoolTier").asText("ESSENTIALS"));
    for (String member : KEPT) {
      if (request.hasNonNull(member)) {
        settings.set(member, request.get(member));
      }
    }
    return settings;
  }

  private static void refuseContradictions(ObjectNode request, Schema schema) {
    if (!request.path("UsernameAttributes").isEmpty()
        && !request.path("AliasAttributes").isEmpty()) {
      throw CognitoError.invalidParameter(
          "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    }
    for (JsonNode alias : request.path("AliasAttributes")) {
      AttributeDefinition definition = schema.find(alias.asText());
      if (alias.asText().equals("preferred_username")
          && definition != null
          && definition.required()) {
        throw CognitoError.invalidParameter(
            "preferred_username can not be both required and an alias.");
      }
    }
    JsonNode held =
        request
            .path("UserAttributeUpdateSettings")
            .path("AttributesRequireVerificationBeforeUpdate");
    for (JsonNode attribute : held) {
      boolean verified = false;
      for (JsonNode auto : request.path("AutoVerifiedAttributes")) {
        verified |= auto.asText().equals(attribute.asText());
      }
      if (!verified) {
        throw CognitoError.invalidParameter(
            "Please make sure that AttributesRequireVerificationBeforeUpdate is a subset of"
                + " AutoVerifiedAttributes.");
      }
    }
  }

  private static ObjectNode object(ObjectNode request, String member) {
    return request.get(member) instanceof ObjectNode object ? object : Json.object();
  }
}
