package scimbridge.policy.mapping;

import static scimbridge.policy.mapping.Source.core;
import static scimbridge.policy.mapping.Source.enterprise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Contacts;

/**
 * One line of a mapping.
 *
 * @param attribute Cognito's name
 * @param sources where the value comes from; the first that has one decides. Without any, the
 *     attribute is left alone
 * @param when when it is written
 * @param origin who wants it
 */
public record Claim(String attribute, List<Source> sources, When when, Origin origin) {
  /** How custom attributes begin in the name by which values are read and written. */
  public static final String CUSTOM = "custom:";

  /** AWS API model, CustomAttributeNameType, whose length is without the prefix. */
  private static final Pattern CUSTOM_NAME =
      Pattern.compile("custom:[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,20}");

  /** The attributes of OpenID Connect that every pool has and an administrator may write. */
  private static final Set<String> STANDARD_NAMES =
      Set.of(
          "address",
          "birthdate",
          "email",
          "family_name",
          "gender",
          "given_name",
          "locale",
          "middle_name",
          "name",
          "nickname",
          "phone_number",
          "picture",
          "preferred_username",
          "profile",
          "updated_at",
          "website",
          "zoneinfo");

  private static final Set<String> FLAGS = Set.of("email_verified", "phone_number_verified");

  /** The table that {@code docs/mapping.md} shows. */
  static final List<Claim> STANDARD =
      List.of(
          standard("preferred_username", core("userName")),
          standard("given_name", core("name.givenName")),
          standard("family_name", core("name.familyName")),
          standard("middle_name", core("name.middleName")),
          standard("name", core("displayName"), core("name.formatted")),
          standard("nickname", core("nickName")),
          standard("email", Source.of("emails", Contacts::email)),
          standard("phone_number", Source.of("phoneNumbers", Contacts::phone)),
          standard(
              "locale",
              core("locale"),
              Source.of("preferredLanguage", user -> firstLanguage(user))),
          standard("zoneinfo", core("timezone")),
          standard("profile", core("profileUrl")),
          standard("picture", Source.of("photos", Contacts::photo)),
          standard("address", Source.of("addresses", Contacts::postalAddress)),
          standard("custom:externalId", core("externalId")),
          standard("custom:title", core("title")),
          standard("custom:userType", core("userType")),
          standard("custom:employeeNumber", enterprise("employeeNumber")),
          standard("custom:costCenter", enterprise("costCenter")),
          standard("custom:organization", enterprise("organization")),
          standard("custom:division", enterprise("division")),
          standard("custom:department", enterprise("department")),
          standard("custom:manager", enterprise("manager.value")));

  /** When an attribute is written. */
  public enum When {
    /** At creation, and whenever it changes. */
    ALWAYS,
    /** At creation only; afterwards it belongs to the application. */
    CREATE
  }

  /** Who wants a claim. */
  enum Origin {
    /** Nobody said anything: a custom attribute is mapped only where the pool has it. */
    DEFAULT,
    /** An attribute of the app's own. */
    APP,
    /** The pool's configuration, which decides. */
    CONFIGURED
  }

  /** Copies the list. */
  public Claim {
    sources = List.copyOf(sources);
  }

  private static Claim standard(String attribute, Source... sources) {
    return new Claim(attribute, List.of(sources), When.ALWAYS, Origin.DEFAULT);
  }

  /**
   * A claim that takes its value from a SCIM path.
   *
   * @throws Fault INVALID_VALUE if the path names nothing that an attribute can hold; the detail
   *     completes "the path …"
   */
  public static Claim ofPath(String attribute, String path, Schemas schemas, When when) {
    return new Claim(attribute, List.of(ScimPath.parse(path, schemas)), when, Origin.CONFIGURED);
  }

  /** A claim that takes its value from something else, an expression. */
  public static Claim of(String attribute, Source source, When when) {
    return new Claim(attribute, List.of(source), when, Origin.CONFIGURED);
  }

  /** An attribute that is not mapped, whatever the default says. */
  public static Claim off(String attribute) {
    return new Claim(attribute, List.of(), When.ALWAYS, Origin.CONFIGURED);
  }

  /** The claims of an app's own attributes; those that stay in the directory have none. */
  public static List<Claim> own(AppId app, List<CustomAttribute> attributes) {
    List<Claim> claims = new ArrayList<>();
    for (CustomAttribute attribute : attributes) {
      if (attribute.poolAttribute() != null) {
        Source source = Source.own(app, attribute);
        claims.add(new Claim(attribute.poolAttribute(), List.of(source), When.ALWAYS, Origin.APP));
      }
    }
    return claims;
  }

  /** Why a name cannot be one of a Cognito attribute that is mapped; empty if it can. */
  public static Optional<String> nameProblem(String attribute) {
    if (FLAGS.contains(attribute)) {
      return Optional.of("is set by the bridge together with the address or number itself");
    }
    if (STANDARD_NAMES.contains(attribute) || CUSTOM_NAME.matcher(attribute).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        attribute.startsWith(CUSTOM)
            ? "a custom attribute's name has 1 to 20 characters after 'custom:' and no spaces"
            : "is neither an attribute that every user pool has nor begins with 'custom:'");
  }

  /** Whether nothing is mapped to the attribute. */
  boolean isOff() {
    return sources.isEmpty();
  }

  /** Whether the claim is for pools only that have the attribute on purpose. */
  boolean isOptional() {
    return origin == Origin.DEFAULT && attribute.startsWith(CUSTOM);
  }

  /** For people and for comparison: equal texts mean equal claims. */
  @Override
  public String toString() {
    if (isOff()) {
      return attribute + ": off";
    }
    List<String> texts = sources.stream().map(Source::text).toList();
    return attribute
        + ": "
        + String.join(" | ", texts)
        + (when == When.CREATE ? " (at creation)" : "");
  }

  /** RFC 7643 §4.1.1: formatted like an Accept-Language header, {@code da, en-gb;q=0.8}. */
  private static Optional<String> firstLanguage(JsonNode user) {
    String languages = user.path("preferredLanguage").asText();
    String first = languages.split("[,;]", 2)[0].strip();
    return first.isEmpty() || first.equals("*") ? Optional.empty() : Optional.of(first);
  }
}
