package scimbridge.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import scimbridge.identity.ResourceId;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRules;
import scimbridge.policy.GroupRules.Rename;
import scimbridge.policy.GroupRules.Which;

/** The keys of an app that say which of its groups become Cognito groups, and how. */
final class GroupBinding {
  /** AWS: GroupName, of which half is left for the group's own name. */
  private static final Pattern PREFIX = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{0,64}");

  private static final Pattern SOMETHING = Pattern.compile("(?s).*\\S.*");

  private GroupBinding() {}

  static GroupRules read(Section app) {
    boolean list = app.isList("groups");
    Which which =
        list
            ? Which.LISTED
            : app.choice("groups", Map.of("all", Which.ALL, "none", Which.NONE)).orElse(Which.ALL);
    List<GroupRef> listed =
        list
            ? app.texts("groups", SOMETHING, "the displayName or id of a group").stream()
                .distinct()
                .map(GroupBinding::reference)
                .toList()
            : List.of();
    String prefix =
        app.optional("groupPrefix", PREFIX, "the beginning of a Cognito group's name: at most 64")
            .orElse("");
    boolean shared = app.flag("shareGroups", false);
    Rename rename =
        app.choice("rename", Map.of("move", Rename.MOVE, "pin", Rename.PIN)).orElse(Rename.MOVE);
    return new GroupRules(which, listed, prefix, shared, rename);
  }

  private static GroupRef reference(String text) {
    boolean id = ResourceId.parse(text).isPresent();
    return new GroupRef(id ? GroupRef.Key.ID : GroupRef.Key.DISPLAY_NAME, text);
  }
}
