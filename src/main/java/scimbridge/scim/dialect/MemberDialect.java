package scimbridge.scim.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.scim.patch.MemberPatch;
import scimbridge.scim.patch.PatchOperation.Op;

/**
 * Operations on {@code members}, in all the forms in which they arrive.
 *
 * @see Tolerance#MEMBER_FORMS
 * @see Tolerance#REMOVE_LISTED_VALUES
 */
final class MemberDialect {
  private MemberDialect() {}

  /**
   * Translates one operation.
   *
   * @param filter what stands in brackets, or null
   * @param parse makes a value filter of it, asked only when it is not a list of ids
   * @param value what the client sent, or null if it sent none or null
   */
  static List<MemberPatch.Operation> translate(
      Op op,
      @Nullable Filter filter,
      Function<Filter, ValueFilter> parse,
      @Nullable JsonNode value) {
    if (op != Op.REMOVE) {
      if (filter != null) {
        throw immutable();
      }
      List<String> ids = value == null ? List.of() : ids(value);
      return op == Op.ADD
          ? List.of(new MemberPatch.Operation.Add(ids))
          : List.of(new MemberPatch.Operation.Clear(), new MemberPatch.Operation.Add(ids));
    }
    if (filter == null) {
      return List.of(
          value == null
              ? new MemberPatch.Operation.Clear()
              : new MemberPatch.Operation.Remove(ids(value)));
    }
    return List.of(
        valuesOf(filter)
            .<MemberPatch.Operation>map(MemberPatch.Operation.Remove::new)
            .orElseGet(() -> new MemberPatch.Operation.RemoveMatching(parse.apply(filter))));
  }

  /** RFC 7643 §4.2: the sub-attributes of a member are immutable. */
  static Fault immutable() {
    return Fault.of(
        Fault.Kind.MUTABILITY, "A member cannot be changed, only be added to members or removed.");
  }

  private static List<String> ids(JsonNode value) {
    List<String> ids = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(element -> ids.add(id(element)));
    } else {
      ids.add(id(value));
    }
    return ids;
  }

  private static String id(JsonNode member) {
    JsonNode value =
        member instanceof ObjectNode object
            ? Message.member(object, "value").orElse(object)
            : member;
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "members.value must be the id of a user or group.");
    }
    return value.textValue();
  }

  /** The ids of {@code value eq "a" or value eq "b"}. */
  private static Optional<List<String>> valuesOf(Filter filter) {
    List<Filter> parts =
        filter.getFilterType() == FilterType.OR
            ? Objects.requireNonNull(filter.getCombinedFilters())
            : List.of(filter);
    List<String> values = new ArrayList<>();
    for (Filter part : parts) {
      Path attribute = part.getAttributePath();
      ValueNode literal = part.getComparisonValue();
      if (part.getFilterType() != FilterType.EQUAL
          || attribute == null
          || literal == null
          || !Fold.same(attribute.toString(), "value")
          || !literal.isTextual()) {
        return Optional.empty();
      }
      values.add(literal.textValue());
    }
    return Optional.of(values);
  }
}
