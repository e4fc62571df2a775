package scimbridge.scim.dialect;

/**
 * What is understood though RFC 7643 and 7644 do not say it. One entry is one deviation, with who
 * needs it; {@code docs/scim.md} lists the same.
 */
public enum Tolerance {
  /** {@code "op":"Add"}: Microsoft Entra ID. */
  OP_IN_ANY_CASE(true),
  /** {@code "operations"}, {@code "Path"}: Microsoft's Postman collection. */
  KEYS_IN_ANY_CASE(true),
  /**
   * {@code "active":"False"}: Entra ID, OneLogin, Keycloak plugins. In values and value filters.
   */
  STRING_BOOLEANS(true),
  /** {@code {"op":"replace","value":{"name.givenName":…}}}: Entra ID, MS Validator. */
  DOTTED_KEYS(true),
  /** {@code {"op":"replace","value":{"urn:…:User:department":…}}}: Entra ID, MS Validator. */
  URN_KEYS(true),
  /** {@code {"op":"replace","value":{"emails[type eq \"work\"].value":…}}}: MS Validator. */
  FILTERED_KEYS(true),
  /** {@code {"op":"replace","value":{"id":…,"schemas":…}}}: Okta group rename, authentik. */
  READ_ONLY_ECHOES(true),
  /**
   * {@code {"op":"remove","path":"members","value":[…]}} removes those: Entra ID, authentik, AWS.
   */
  REMOVE_LISTED_VALUES(true),
  /** {@code replace emails[type eq "work"].value} without a match creates: Entra ID. */
  REPLACE_CREATES(false),
  /** {@code remove emails[type eq "fax"]} without a match is nothing: whoever removes twice. */
  REMOVE_WITHOUT_MATCH(false),
  /** {@code urn:…:core:2.0:User:emails} and core URN objects: Postman, generated clients. */
  CORE_URN(true),
  /** {@code urn:…:enterprise:2.0User:department}: old Entra ID mappings. */
  MISTYPED_ENTERPRISE_URN(true),
  /** {@code "path":"manager"} without its URN: Entra ID. */
  EXTENSION_ATTRIBUTE_WITHOUT_URN(true),
  /** A manager as string, list of one, or empty to clear it: Entra ID, MS Validator. */
  MANAGER_FORMS(true),
  /** Members as strings, one object, or with extra keys: Postman, Okta, Entra ID. */
  MEMBER_FORMS(true),
  /**
   * {@code "title":["T"]}, {@code "emails":{"value":…}}, {@code "emails":"a@x"}: a single value in
   * a list, the only value of a list without it, a complex value as its bare {@code value}: Entra
   * ID, SCIM 1 templates.
   */
  VALUE_FORMS(true),
  /** A role whose value is JSON text: Entra ID's AppRoleAssignmentsComplex. */
  ROLES_AS_JSON_TEXT(true),
  /**
   * A user or group without {@code schemas}, or with those of SCIM 1 or of a vendor; only the
   * attributes count: OneLogin, SCIM 1 templates.
   */
  ANY_SCHEMAS(true),
  /** Members who do not exist are left out and logged: every client, after a deletion elsewhere. */
  UNKNOWN_MEMBERS(false),
  /** Attributes that no schema has are left out, logged once and counted: templates everywhere. */
  UNKNOWN_ATTRIBUTES(false),
  /** A PATCH without, or with other, {@code schemas}: SCIM 1 templates. */
  PATCH_WITHOUT_SCHEMAS(false),
  /** A bulk request without, or with other, {@code schemas}: hand-written clients. */
  BULK_WITHOUT_SCHEMAS(false),
  /** A POST in a bulk request without {@code bulkId}: clients that go by the order of answers. */
  BULK_POST_WITHOUT_ID(false),
  /**
   * The data of a PATCH in a bulk request as the bare list of its operations: whoever follows the
   * example of RFC 7644 §3.7.3, which erratum 5050 corrects.
   */
  BULK_PATCH_AS_LIST(true),
  /** A {@code .search} without {@code schemas}: scripts. */
  SEARCH_WITHOUT_SCHEMAS(false),
  /**
   * {@code "name":"addMember"} in an operation, {@code id} beside it: Microsoft's Postman
   * collection.
   */
  EXTRA_KEYS_IN_OPERATIONS(true);

  private final boolean alsoStrict;

  Tolerance(boolean alsoStrict) {
    this.alsoStrict = alsoStrict;
  }

  /** Whether an app gets it. */
  public boolean appliesTo(boolean strict) {
    return alsoStrict || !strict;
  }
}
