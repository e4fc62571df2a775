package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.MemberReference;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.scim.patch.MemberPatch;

/**
 * Takes members out of a group whatever else is wrong with the message that asks for it. Each
 * operation of a PATCH is read by itself, and what can be read decides who is to leave; of a PUT it
 * is the list of members. A removal that is refused because of its company would leave somebody
 * with access who must not have it.
 */
final class MemberRemovals {
  private static final String OPERATIONS = "operations";
  private static final String MEMBERS = "members";

  private final Provisioning provisioning;
  private final Intake intake;

  MemberRemovals(Provisioning provisioning, Intake intake) {
    this.provisioning = provisioning;
    this.intake = intake;
  }

  /**
   * Carries out the removals that a refused PATCH asks for.
   *
   * @return the fault that the client gets
   */
  Fault afterPatch(
      Fault refused, ScimRequest request, ResourceId group, Preconditions preconditions) {
    if (!AccessRemoval.isAboutContent(refused)) {
      return refused;
    }
    List<MemberPatch.Operation> operations = readable(request, group);
    return operations.isEmpty()
        ? refused
        : remove(refused, request, group, preconditions, now -> leaving(operations, now));
  }

  /**
   * Carries out the removals that a refused PUT asks for: of all whom its list of members does not
   * name. One without a list, or with something in it that is no id, leaves everybody: who is to
   * stay cannot be told from a mistake.
   *
   * @return the fault that the client gets
   */
  Fault afterPut(
      Fault refused, ScimRequest request, ResourceId group, Preconditions preconditions) {
    if (!AccessRemoval.isAboutContent(refused)) {
      return refused;
    }
    return named(request)
        .map(
            staying ->
                remove(refused, request, group, preconditions, now -> allBut(staying, now.get())))
        .orElse(refused);
  }

  private Fault remove(
      Fault refused,
      ScimRequest request,
      ResourceId group,
      Preconditions preconditions,
      Function<Supplier<List<Member>>, MemberDelta> leaving) {
    boolean removed =
        provisioning
            .changeGroup(
                request.origin(),
                group,
                (current, now) -> {
                  Group existing = Objects.requireNonNull(current);
                  preconditions.check(existing);
                  return new GroupDraft(existing.attributes(), leaving.apply(now));
                })
            .changed();
    return removed
        ? Fault.of(
            refused.kind(),
            refused.detail() + " Members that were to be removed were removed all the same.",
            refused)
        : refused;
  }

  /** Whom the list of members in a whole document names; empty if there is none to rely on. */
  private Optional<Set<ResourceId>> named(ScimRequest request) {
    ObjectNode alone = request.message().objectNode().put("displayName", "any");
    request
        .message()
        .properties()
        .forEach(
            field -> {
              if (Fold.same(field.getKey(), MEMBERS)) {
                alone.set(field.getKey(), field.getValue());
              }
            });
    try {
      List<MemberReference> members = intake.document(request, ResourceType.GROUP, alone).members();
      if (members == null) {
        return Optional.empty();
      }
      Set<ResourceId> named = new HashSet<>();
      for (MemberReference member : members) {
        Optional<ResourceId> id = ResourceId.parse(member.value());
        if (id.isEmpty()) {
          return Optional.empty();
        }
        named.add(id.get());
      }
      return Optional.of(named);
    } catch (Fault unreadable) {
      return Optional.empty();
    }
  }

  private static MemberDelta allBut(Set<ResourceId> staying, List<Member> now) {
    Set<ResourceId> leaving = new HashSet<>();
    now.forEach(member -> leaving.add(member.id()));
    leaving.removeAll(staying);
    return new MemberDelta(false, leaving, Set.of());
  }

  private List<MemberPatch.Operation> readable(ScimRequest request, ResourceId group) {
    List<MemberPatch.Operation> readable = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : request.message().properties()) {
      if (Fold.same(field.getKey(), OPERATIONS) && field.getValue().isArray()) {
        for (JsonNode operation : field.getValue()) {
          ObjectNode alone = request.message().deepCopy();
          alone.putArray(field.getKey()).add(operation);
          try {
            readable.addAll(
                intake.patch(request, alone, ResourceType.GROUP, group.value()).members());
          } catch (Fault unreadable) {
            // What it asks for cannot be known; it is what the client is told about.
          }
        }
      }
    }
    return readable;
  }

  /** Who leaves, after all that was read; nobody joins by half of a message. */
  private static MemberDelta leaving(
      List<MemberPatch.Operation> operations, Supplier<List<Member>> now) {
    Map<String, Member> named = new HashMap<>();
    for (String text : MemberPatch.added(operations)) {
      ResourceId.parse(text).ifPresent(id -> named.put(text, new Member(id, ResourceType.USER)));
    }
    MemberDelta delta = MemberPatch.compile(operations, named, now);
    Set<ResourceId> leaving = new HashSet<>(delta.remove());
    if (delta.clear()) {
      now.get().forEach(member -> leaving.add(member.id()));
    }
    delta.add().forEach(member -> leaving.remove(member.id()));
    return new MemberDelta(false, leaving, Set.of());
  }
}
