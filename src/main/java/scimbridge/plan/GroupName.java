package scimbridge.plan;

/**
 * A Cognito GroupName made of a SCIM {@code displayName} and back: readable, collision-free,
 * reversible.
 */
public final class GroupName {
  private GroupName() {}

  /** The GroupName for a displayName. */
  public static String encode(String displayName) {
    return displayName;
  }

  /** The displayName that a GroupName was made of. */
  public static String decode(String groupName) {
    return groupName;
  }
}
