package scimbridge.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.filter.ValueFilter;

/** The elements of one multi-valued attribute under one operation. */
final class Elements {
  private final List<JsonNode> elements = new ArrayList<>();
  private final Set<JsonNode> touched = Collections.newSetFromMap(new IdentityHashMap<>());
  private final PatchOperation operation;
  private final boolean lenient;

  /**
   * @param current what the document holds; it is not changed
   */
  Elements(JsonNode current, PatchOperation operation, boolean lenient) {
    current.forEach(element -> elements.add(element.deepCopy()));
    this.operation = operation;
    this.lenient = lenient;
  }

  /** What the document is to hold; null if no element is left. */
  @Nullable ArrayNode result() {
    leaveOnePrimary();
    elements.removeIf(element -> element.isContainerNode() && element.isEmpty());
    return elements.isEmpty() ? null : JsonNodeFactory.instance.arrayNode().addAll(elements);
  }

  /** Adds elements that are not there; one that is there in all but details takes the details. */
  void add(JsonNode added) {
    for (JsonNode element : added) {
      JsonNode same = null;
      for (JsonNode present : elements) {
        if (isSame(present, element)) {
          same = present;
          break;
        }
      }
      if (same == null) {
        append(element.deepCopy());
      } else if (same instanceof ObjectNode object && element instanceof ObjectNode details) {
        object.setAll(details);
        touched.add(object);
      }
    }
  }

  void replaceAll(JsonNode by) {
    elements.clear();
    by.forEach(element -> append(element.deepCopy()));
  }

  void clear() {
    elements.clear();
  }

  /** Removes the elements that have the value, and the type if one is given, of a listed one. */
  void removeListed(JsonNode listed) {
    for (JsonNode unwanted : listed) {
      elements.removeIf(element -> isListed(element, unwanted));
    }
  }

  void removeMatching(ValueFilter filter) {
    if (!elements.removeIf(filter::matches) && !lenient) {
      throw noTarget();
    }
  }

  /** Adds to, or replaces, the elements that the filter selects. */
  void change(ValueFilter filter, ObjectNode value) {
    boolean found = false;
    for (int i = 0; i < elements.size(); i++) {
      if (filter.matches(elements.get(i)) && elements.get(i) instanceof ObjectNode object) {
        found = true;
        if (operation.op() == PatchOperation.Op.REPLACE) {
          // A replacement that does not repeat what the filter says is not meant to lose it.
          object.removeAll();
          filter.described().ifPresent(object::setAll);
        }
        object.setAll(value);
        touched.add(object);
      }
    }
    if (!found) {
      ObjectNode created = create(filter);
      created.setAll(value);
      append(created);
    }
  }

  /** Sets a sub-attribute of the elements that the filter selects, or of all. */
  void assign(@Nullable ValueFilter filter, String sub, JsonNode value) {
    List<ObjectNode> selected = select(filter);
    if (selected.isEmpty()) {
      ObjectNode created = filter == null ? JsonNodeFactory.instance.objectNode() : create(filter);
      append(created);
      selected = List.of(created);
    }
    for (ObjectNode object : selected) {
      object.set(sub, value);
      touched.add(object);
    }
  }

  void unassign(@Nullable ValueFilter filter, String sub) {
    List<ObjectNode> selected = select(filter);
    if (selected.isEmpty() && filter != null && !lenient) {
      throw noTarget();
    }
    selected.forEach(object -> object.remove(sub));
  }

  private List<ObjectNode> select(@Nullable ValueFilter filter) {
    List<ObjectNode> selected = new ArrayList<>();
    for (JsonNode element : elements) {
      if (element instanceof ObjectNode object && (filter == null || filter.matches(object))) {
        selected.add(object);
      }
    }
    return selected;
  }

  /**
   * RFC 7644 §3.5.2.3 makes a {@code replace} without a match an error; Entra ID sends one for
   * every first value, so only a strict app gets it.
   */
  private ObjectNode create(ValueFilter filter) {
    if (operation.op() == PatchOperation.Op.REPLACE && !lenient) {
      throw noTarget();
    }
    return filter.described().orElseThrow(this::noTarget);
  }

  private Fault noTarget() {
    return Fault.of(Fault.Kind.NO_TARGET, "Nothing matches " + operation.target() + ".");
  }

  private void append(JsonNode element) {
    elements.add(element);
    touched.add(element);
  }

  /** RFC 7644 §3.5.2: what is made primary now takes it from what was primary before. */
  private void leaveOnePrimary() {
    if (touched.stream().anyMatch(Elements::isPrimary)) {
      for (JsonNode element : elements) {
        if (element instanceof ObjectNode object
            && isPrimary(object)
            && !touched.contains(object)) {
          object.put("primary", false);
        }
      }
    }
  }

  private static boolean isPrimary(JsonNode element) {
    return element.path("primary").booleanValue();
  }

  /** The same value of the same type (RFC 7643 §2.4). */
  private static boolean isSame(JsonNode one, JsonNode other) {
    return one.equals(other)
        || (one.has("value")
            && other.has("value")
            && equalText(one.path("value"), other.path("value"))
            && equalText(one.path("type"), other.path("type")));
  }

  private static boolean isListed(JsonNode element, JsonNode listed) {
    if (!listed.has("value")) {
      return element.equals(listed);
    }
    return equalText(element.path("value"), listed.path("value"))
        && (!listed.has("type") || equalText(element.path("type"), listed.path("type")));
  }

  private static boolean equalText(JsonNode one, JsonNode other) {
    return one.equals(other)
        || (one.isTextual() && other.isTextual() && Fold.same(one.textValue(), other.textValue()));
  }
}
