package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/**
 * Which attributes of a resource an answer holds (RFC 7644 §3.9): {@code attributes} or {@code
 * excludedAttributes}. Names in any letter case, with or without the URN of their schema; names
 * that nothing has select nothing. {@code id} and {@code schemas} are always returned.
 *
 * <p>It is asked <em>before</em> members, groups and accounts are read, so what is not wanted costs
 * nothing.
 */
final class AttributeSelection {
  private static final Set<String> ALWAYS = Set.of("id", "schemas");
  private static final AttributeSelection EVERYTHING =
      new AttributeSelection(Mode.EVERYTHING, List.of());

  private final Mode mode;
  private final List<List<String>> paths;

  private AttributeSelection(Mode mode, List<List<String>> paths) {
    this.mode = mode;
    this.paths = paths;
  }

  /**
   * Reads the two parameters.
   *
   * @param core the URN of the resource type's own schema
   * @param extensions the URNs under which extension attributes stand
   */
  static AttributeSelection of(ScimRequest request, String core, Collection<String> extensions) {
    Optional<String> only = request.parameter("attributes").filter(text -> !text.isBlank());
    Optional<String> except = request.parameter("excludedAttributes").filter(t -> !t.isBlank());
    if (only.isPresent() && except.isPresent()) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "The parameters attributes and excludedAttributes exclude each other.");
    }
    if (only.isPresent()) {
      return new AttributeSelection(Mode.ONLY, paths(only.get(), core, extensions));
    }
    return except
        .map(text -> new AttributeSelection(Mode.EXCEPT, paths(text, core, extensions)))
        .orElse(EVERYTHING);
  }

  /** Whether the client asked for anything but the default. */
  boolean isExplicit() {
    return mode != Mode.EVERYTHING;
  }

  /** Whether any part of a top-level attribute, or of an extension by its URN, is wanted. */
  boolean wants(String name) {
    String folded = Fold.fold(name);
    return switch (mode) {
      case EVERYTHING -> true;
      case ONLY -> paths.stream().anyMatch(path -> path.getFirst().equals(folded));
      case EXCEPT -> paths.stream().noneMatch(path -> path.equals(List.of(folded)));
    };
  }

  /** Leaves out of a whole resource what is not wanted. */
  ObjectNode apply(ObjectNode resource) {
    if (mode == Mode.EVERYTHING) {
      return resource;
    }
    ObjectNode answer = select(resource, paths);
    for (String name : ALWAYS) {
      if (resource.has(name)) {
        answer.set(name, resource.get(name));
      }
    }
    return answer;
  }

  private ObjectNode select(ObjectNode from, List<List<String>> among) {
    ObjectNode selected = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      String name = Fold.fold(member.getKey());
      List<List<String>> rest = new ArrayList<>();
      boolean named = false;
      for (List<String> path : among) {
        if (path.getFirst().equals(name)) {
          named |= path.size() == 1;
          if (path.size() > 1) {
            rest.add(path.subList(1, path.size()));
          }
        }
      }
      if (named) {
        if (mode == Mode.ONLY) {
          selected.set(member.getKey(), member.getValue());
        }
      } else if (!rest.isEmpty()) {
        JsonNode part = inside(member.getValue(), rest);
        if (!part.isEmpty()) {
          selected.set(member.getKey(), part);
        }
      } else if (mode == Mode.EXCEPT) {
        selected.set(member.getKey(), member.getValue());
      }
    }
    return selected;
  }

  private JsonNode inside(JsonNode value, List<List<String>> among) {
    if (value instanceof ObjectNode object) {
      return select(object, among);
    }
    if (value instanceof ArrayNode array) {
      ArrayNode selected = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        JsonNode part = inside(element, among);
        if (!part.isEmpty()) {
          selected.add(part);
        }
      }
      return selected;
    }
    // A simple value has no sub-attributes: nothing to select from it, nothing to leave out of it.
    return JsonNodeFactory.instance.objectNode();
  }

  private static List<List<String>> paths(String text, String core, Collection<String> extensions) {
    List<List<String>> paths = new ArrayList<>();
    for (String listed : text.split(",", -1)) {
      String name = Fold.fold(listed.strip());
      if (!name.isEmpty()) {
        paths.add(path(name, Fold.fold(core), extensions));
      }
    }
    return List.copyOf(paths);
  }

  private static List<String> path(String name, String core, Collection<String> extensions) {
    for (String extension : extensions) {
      String urn = Fold.fold(extension);
      if (name.equals(urn)) {
        return List.of(urn);
      }
      if (name.startsWith(urn + ":")) {
        List<String> path = new ArrayList<>(List.of(urn));
        path.addAll(segments(name.substring(urn.length() + 1)));
        return path;
      }
    }
    return segments(name.startsWith(core + ":") ? name.substring(core.length() + 1) : name);
  }

  private static List<String> segments(String name) {
    return Arrays.asList(name.split("\\.", -1));
  }

  private enum Mode {
    EVERYTHING,
    ONLY,
    EXCEPT
  }
}
