package scimbridge.directory.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Attributes;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.policy.PoolTraits;

/** The JSON in text columns. */
final class Documents {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Documents() {}

  static Attributes attributes(String json) {
    return Attributes.of(read(json, new TypeReference<ObjectNode>() {}));
  }

  static SortedMap<String, String> map(String json) {
    return read(json, new TypeReference<TreeMap<String, String>>() {});
  }

  static SortedSet<String> set(String json) {
    return read(json, new TypeReference<TreeSet<String>>() {});
  }

  static CustomAttribute customAttribute(String json) {
    return read(json, new TypeReference<CustomAttribute>() {});
  }

  static String text(CustomAttribute attribute) {
    return text((Object) attribute);
  }

  /** Empty if what was kept does not tell all that is asked of a pool today. */
  static Optional<PoolTraits> traits(String json) {
    return read(json, new TypeReference<ObjectNode>() {}).has("aliases")
        ? Optional.of(read(json, new TypeReference<PoolTraits>() {}))
        : Optional.empty();
  }

  /** What is to become of a group's members; those who join are listed by their type. */
  static MemberDelta delta(String json) {
    Delta delta = read(json, new TypeReference<Delta>() {});
    Set<ResourceId> remove = new LinkedHashSet<>();
    delta.remove().forEach(id -> remove.add(new ResourceId(id)));
    Set<Member> add = new LinkedHashSet<>();
    delta
        .add()
        .forEach((type, ids) -> ids.forEach(id -> add.add(new Member(new ResourceId(id), type))));
    return new MemberDelta(delta.clear(), remove, add);
  }

  static String text(MemberDelta delta) {
    Map<ResourceType, List<String>> add = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      add.put(
          type,
          delta.add().stream()
              .filter(member -> member.type() == type)
              .map(member -> member.id().value())
              .toList());
    }
    return text(new Delta(delta.clear(), Statements.texts(delta.remove()), add));
  }

  static String text(Map<String, String> map) {
    return text((Object) map);
  }

  static String text(Collection<String> strings) {
    return text((Object) strings);
  }

  static String text(PoolTraits traits) {
    return text((Object) traits);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("cannot be written as JSON", defect);
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException damaged) {
      damaged.clearLocation(); // The location quotes the document, which is personal data.
      throw new IllegalStateException("the store holds a document that is not ours", damaged);
    }
  }

  /** What of an audit record is in no column of its own. */
  static String parts(Entry entry) {
    return text((Object) new Parts(entry.changes(), entry.plan(), entry.calls(), entry.leftOut()));
  }

  /** The same, read; records from before there were any have none. */
  static Parts parts(@Nullable String json) {
    return json == null ? Parts.NONE : read(json, new TypeReference<Parts>() {});
  }

  record Parts(List<Change> changes, List<String> plan, List<Call> calls, int leftOut) {
    private static final Parts NONE = new Parts(List.of(), List.of(), List.of(), 0);
  }

  private record Delta(boolean clear, List<String> remove, Map<ResourceType, List<String>> add) {}
}
