package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.RefusedWrites;
import scimbridge.provisioning.RefusedWrites.Attempt;

/** Tells the audit of writes that were refused, in the words of the protocol. */
final class WriteRefusals {
  /** For previews, which nobody wants to read of. */
  static final WriteRefusals UNTOLD = new WriteRefusals(null);

  private final @Nullable RefusedWrites audit;

  WriteRefusals(@Nullable RefusedWrites audit) {
    this.audit = audit;
  }

  /**
   * Tells of a refused operation on a resource.
   *
   * @param operation {@code create}, {@code update} or {@code delete}
   * @param id as the address has it; empty if it has none
   * @return what the client is to be told
   */
  Fault told(
      ScimRequest request,
      ResourceType type,
      String operation,
      String id,
      RuntimeException thrown) {
    String action = Fold.fold(type.scimName()) + "." + operation;
    String name = name(type, request.body());
    return told(
        request.origin(),
        new Attempt(action, type, ResourceId.parse(id).orElse(null), name),
        thrown);
  }

  /** Tells of a refused request of which not more is known than what it was to do. */
  Fault told(Request request, String action, RuntimeException thrown) {
    return told(request, new Attempt(action, null, null, ""), thrown);
  }

  private Fault told(Request request, Attempt attempt, RuntimeException thrown) {
    if (audit != null) {
      return audit.record(request, attempt, thrown);
    }
    return thrown instanceof Fault fault ? fault : Fault.of(Fault.Kind.INTERNAL, "defect", thrown);
  }

  /** The name that a message gives a resource, so that a refused creation can be found by it. */
  private static String name(ResourceType type, @Nullable ObjectNode message) {
    String attribute = type == ResourceType.USER ? "userName" : "displayName";
    if (message == null) {
      return "";
    }
    return message.properties().stream()
        .filter(property -> Fold.same(property.getKey(), attribute))
        .map(Map.Entry::getValue)
        .filter(value -> value.isTextual())
        .map(value -> value.textValue())
        .findFirst()
        .orElse("");
  }
}
