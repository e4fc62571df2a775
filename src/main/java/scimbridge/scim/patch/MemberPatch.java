package scimbridge.scim.patch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.filter.ValueFilter;

/**
 * Compiles operations on {@code members}, in their order, into who joins and who leaves.
 *
 * <p>Time and memory grow with the operations and not with the group: the current members are read
 * only for a value filter that is more than {@code value eq …}.
 */
public final class MemberPatch {

  /** One operation on members. */
  public sealed interface Operation {

    /** These join; ids may name nothing. */
    record Add(List<String> ids) implements Operation {
      /** Copies the list. */
      public Add {
        ids = List.copyOf(ids);
      }
    }

    /** These leave. */
    record Remove(List<String> ids) implements Operation {
      /** Copies the list. */
      public Remove {
        ids = List.copyOf(ids);
      }
    }

    /** Everybody leaves. */
    record Clear() implements Operation {}

    /** Who matches leaves. */
    record RemoveMatching(ValueFilter filter) implements Operation {}
  }

  private boolean clear;
  private final Set<ResourceId> remove = new LinkedHashSet<>();
  private final Map<ResourceId, Member> add = new LinkedHashMap<>();

  private MemberPatch() {}

  /** Every id that an operation wants to add, once. */
  public static Set<String> added(Collection<Operation> operations) {
    Set<String> ids = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Add some) {
        ids.addAll(some.ids());
      }
    }
    return ids;
  }

  /**
   * Compiles the operations.
   *
   * @param known the members that ids to add name; an id that is not in it is left out
   * @param current reads the current members
   */
  public static MemberDelta compile(
      Collection<Operation> operations, Map<String, Member> known, Supplier<List<Member>> current) {
    MemberPatch patch = new MemberPatch();
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Add some -> some.ids().forEach(id -> patch.add(known.get(id)));
        case Operation.Remove some ->
            some.ids().forEach(id -> ResourceId.parse(id).ifPresent(patch::remove));
        case Operation.Clear() -> patch.removeAll();
        case Operation.RemoveMatching some ->
            patch.state(current.get()).stream()
                .filter(member -> some.filter().matches(shown(member)))
                .forEach(member -> patch.remove(member.id()));
      }
    }
    return new MemberDelta(patch.clear, patch.remove, Set.copyOf(patch.add.values()));
  }

  private void add(@Nullable Member member) {
    if (member != null) {
      remove.remove(member.id());
      add.put(member.id(), member);
    }
  }

  private void remove(ResourceId id) {
    add.remove(id);
    if (!clear) {
      remove.add(id);
    }
  }

  private void removeAll() {
    clear = true;
    remove.clear();
    add.clear();
  }

  private List<Member> state(List<Member> current) {
    Map<ResourceId, Member> state = new LinkedHashMap<>();
    if (!clear) {
      current.forEach(member -> state.put(member.id(), member));
      remove.forEach(state::remove);
    }
    state.putAll(add);
    return new ArrayList<>(state.values());
  }

  private static ObjectNode shown(Member member) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("value", member.id().value())
        .put("type", member.type().scimName());
  }
}
