package scimbridge.policy;

/**
 * How the configuration names a group of the app's directory. It is looked up once; from then on
 * the group is followed by its SCIM id, so that a rename changes nobody's access.
 *
 * @param key by what it is named
 * @param value the name; a displayName is compared without regard to case, the others exactly
 */
public record GroupRef(Key key, String value) {

  /** In a few words. */
  public String describe() {
    return switch (key) {
      case DISPLAY_NAME -> "group '" + value + "'";
      case ID -> "group with id " + value;
      case EXTERNAL_ID -> "group with externalId '" + value + "'";
    };
  }

  /** By what a group is named. */
  public enum Key {
    /** Its displayName. */
    DISPLAY_NAME,
    /** Its SCIM id. */
    ID,
    /** The id that the client gave it. */
    EXTERNAL_ID
  }
}
