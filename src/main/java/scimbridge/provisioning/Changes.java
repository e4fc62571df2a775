package scimbridge.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.AttributeDefinition.Returned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Attributes;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;

/**
 * What of a resource is another than before, for the audit. Passwords are never in a resource. What
 * the schemas say is never returned or write-only, or know nothing of, is told without its value.
 */
final class Changes {
  private static final String HIDDEN = "(not shown)";

  /** How many of those who joined or left are named; all are counted. */
  private static final int MEMBERS_NAMED = 20;

  private final Schemas schemas;
  private final ResourceType type;
  private final List<Change> changes = new ArrayList<>();

  private Changes(Schemas schemas, ResourceType type) {
    this.schemas = schemas;
    this.type = type;
  }

  /** Changes of attributes; a resource that is not there has none. */
  static List<Change> of(
      Schemas schemas, ResourceType type, @Nullable Resource before, @Nullable Resource after) {
    Changes found = new Changes(schemas, type);
    found.compare("", "", view(before), view(after));
    return found.changes;
  }

  /** The same where a password is set, too. */
  static List<Change> withPassword(List<Change> changes) {
    List<Change> all = new ArrayList<>(changes);
    all.add(new Change("password", null, HIDDEN));
    return all;
  }

  /** Who joined and who left. */
  static List<Change> members(@Nullable MemberDelta delta) {
    List<Change> changes = new ArrayList<>();
    if (delta != null && !delta.remove().isEmpty()) {
      changes.add(new Change("members", ids(delta.remove()), null));
    }
    if (delta != null && !delta.add().isEmpty()) {
      changes.add(new Change("members", null, ids(delta.add().stream().map(Member::id).toList())));
    }
    return changes;
  }

  private static String ids(Collection<ResourceId> ids) {
    String named =
        String.join(" ", ids.stream().limit(MEMBERS_NAMED).map(ResourceId::value).toList());
    return ids.size() == 1 ? named : ids.size() + ": " + named;
  }

  private static JsonNode view(@Nullable Resource resource) {
    return resource == null ? Attributes.none().view() : resource.attributes().view();
  }

  private void compare(String parent, String separator, JsonNode before, JsonNode after) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode old = before.path(name);
      JsonNode now = after.path(name);
      if (old.equals(now)) {
        continue;
      }
      String path = parent + separator + name;
      boolean complex =
          (old.isObject() || old.isMissingNode()) && (now.isObject() || now.isMissingNode());
      if (complex) {
        // Attributes of an extension stand under its URN, with a colon between.
        compare(path, parent.isEmpty() && name.startsWith("urn:") ? ":" : ".", old, now);
      } else {
        boolean shown = isShown(path);
        changes.add(new Change(path, value(old, shown), value(now, shown)));
      }
    }
  }

  private static @Nullable String value(JsonNode value, boolean shown) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return shown ? value.isTextual() ? value.textValue() : value.toString() : HIDDEN;
  }

  private boolean isShown(String path) {
    return schemas.find(type, path).filter(Changes::isShown).isPresent();
  }

  private static boolean isShown(AttributeDefinition definition) {
    Collection<AttributeDefinition> parts =
        Objects.requireNonNullElse(definition.getSubAttributes(), List.of());
    return definition.getReturned() != Returned.NEVER
        && definition.getMutability() != Mutability.WRITE_ONLY
        && parts.stream().allMatch(Changes::isShown);
  }
}
