package scimbridge.policy.mapping;

import static scimbridge.policy.mapping.Source.core;
import static scimbridge.policy.mapping.Source.enterprise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import scimbridge.policy.Contacts;

/**
 * One line of a mapping.
 *
 * @param attribute Cognito's name
 * @param sources where the value comes from; the first that has one decides
 */
record Claim(String attribute, List<Source> sources) {
  /** The table that {@code docs/mapping.md} shows. */
  static final List<Claim> STANDARD =
      List.of(
          of("preferred_username", core("userName")),
          of("given_name", core("name.givenName")),
          of("family_name", core("name.familyName")),
          of("middle_name", core("name.middleName")),
          of("name", core("displayName"), core("name.formatted")),
          of("nickname", core("nickName")),
          of("email", new Source("emails", Contacts::email)),
          of("phone_number", new Source("phoneNumbers", Contacts::phone)),
          of(
              "locale",
              core("locale"),
              new Source("preferredLanguage", user -> firstLanguage(user))),
          of("zoneinfo", core("timezone")),
          of("profile", core("profileUrl")),
          of("picture", new Source("photos", Contacts::photo)),
          of("address", new Source("addresses", Contacts::postalAddress)),
          of("custom:externalId", core("externalId")),
          of("custom:title", core("title")),
          of("custom:userType", core("userType")),
          of("custom:employeeNumber", enterprise("employeeNumber")),
          of("custom:costCenter", enterprise("costCenter")),
          of("custom:organization", enterprise("organization")),
          of("custom:division", enterprise("division")),
          of("custom:department", enterprise("department")),
          of("custom:manager", enterprise("manager.value")));

  private static Claim of(String attribute, Source... sources) {
    return new Claim(attribute, List.of(sources));
  }

  /** Whether the claim is for pools only that have the attribute on purpose. */
  boolean isCustom() {
    return attribute.startsWith("custom:");
  }

  /** RFC 7643 §4.1.1: formatted like an Accept-Language header, {@code da, en-gb;q=0.8}. */
  private static Optional<String> firstLanguage(JsonNode user) {
    String languages = user.path("preferredLanguage").asText();
    String first = languages.split("[,;]", 2)[0].strip();
    return first.isEmpty() || first.equals("*") ? Optional.empty() : Optional.of(first);
  }
}
