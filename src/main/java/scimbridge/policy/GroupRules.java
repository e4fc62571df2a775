package scimbridge.policy;

import java.util.List;

/**
 * Which groups of an app's directory become Cognito groups, and under which names.
 *
 * @param which all of them, none, or those that are listed
 * @param listed for {@link Which#LISTED}: the groups
 * @param prefix what every GroupName of this app begins with, before it is encoded; may be empty
 * @param shared whether the app may use a Cognito group together with another app that says the
 *     same
 * @param rename what becomes of the GroupName when displayName changes
 */
public record GroupRules(
    Which which, List<GroupRef> listed, String prefix, boolean shared, Rename rename) {

  /** Every group becomes a Cognito group of its own name, and is renamed with it. */
  public static final GroupRules ALL = new GroupRules(Which.ALL, List.of(), "", false, Rename.MOVE);

  /** No group: they live in the directory only. */
  public static final GroupRules NONE =
      new GroupRules(Which.NONE, List.of(), "", false, Rename.MOVE);

  /** Copies the list. */
  public GroupRules {
    listed = List.copyOf(listed);
  }

  /** Which groups become Cognito groups. */
  public enum Which {
    /** Every group. */
    ALL,
    /** No group. */
    NONE,
    /** Those that the administrator listed. */
    LISTED
  }

  /** What becomes of a Cognito GroupName, which Cognito cannot change. */
  public enum Rename {
    /**
     * A group of the new name is made, the members move, the old one is deleted. Access has no gap
     * through either name.
     */
    MOVE,
    /** The name stays what it was when the group was made; only the directory knows the new one. */
    PIN
  }
}
