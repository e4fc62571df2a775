package scimbridge.config;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import scimbridge.policy.GroupRules;
import scimbridge.policy.GroupRules.Rename;
import scimbridge.policy.GroupRules.Which;

/** The keys of an app that say which of its groups become Cognito groups, and how. */
final class GroupBinding {
  /** AWS: GroupName, of which half is left for the group's own name. */
  private static final Pattern PREFIX = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{0,64}");

  private GroupBinding() {}

  static GroupRules read(Section app) {
    Which which =
        app.choice("groups", Map.of("all", Which.ALL, "none", Which.NONE)).orElse(Which.ALL);
    String prefix =
        app.optional("groupPrefix", PREFIX, "the beginning of a Cognito group's name: at most 64")
            .orElse("");
    boolean shared = app.flag("shareGroups", false);
    Rename rename =
        app.choice("rename", Map.of("move", Rename.MOVE, "pin", Rename.PIN)).orElse(Rename.MOVE);
    return new GroupRules(which, Set.of(), prefix, shared, rename);
  }
}
