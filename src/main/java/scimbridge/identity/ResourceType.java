package scimbridge.identity;

/** The two resource types of RFC 7643 §4. */
public enum ResourceType {
  /** {@code urn:ietf:params:scim:schemas:core:2.0:User} at {@code /Users}. */
  USER("User", "/Users"),
  /** {@code urn:ietf:params:scim:schemas:core:2.0:Group} at {@code /Groups}. */
  GROUP("Group", "/Groups");

  private final String scimName;
  private final String endpoint;

  ResourceType(String scimName, String endpoint) {
    this.scimName = scimName;
    this.endpoint = endpoint;
  }

  /** The name in {@code meta.resourceType}. */
  public String scimName() {
    return scimName;
  }

  /** The path below the base URL, with its slash. */
  public String endpoint() {
    return endpoint;
  }
}
