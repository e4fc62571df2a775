package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Returned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/**
 * Which attributes of a resource an answer holds (RFC 7644 §3.9): {@code attributes} or {@code
 * excludedAttributes}. Names in any letter case, with or without the URN of their schema; names
 * that nothing has select nothing. {@code id} and {@code schemas} are always returned.
 *
 * <p>What the schemas say of an attribute comes first ({@code returned}, RFC 7643 §7): {@code
 * always} whatever is asked, {@code never}, and {@code request} only if the request names it, in
 * {@code attributes} or in what it writes. A sub-attribute that is always returned comes with its
 * attribute.
 *
 * <p>It is asked <em>before</em> members, groups and accounts are read, so what is not wanted costs
 * nothing.
 */
final class AttributeSelection {
  private static final Set<String> ALWAYS = Set.of("id", "schemas");

  private final Mode mode;
  private final List<List<String>> paths;

  /** What comes whatever is selected. */
  private final List<List<String>> always;

  /** What is left out whatever is selected. */
  private final List<List<String>> hidden;

  private AttributeSelection(
      Mode mode, List<List<String>> paths, List<List<String>> always, List<List<String>> hidden) {
    this.mode = mode;
    this.paths = paths;
    this.always = always;
    this.hidden = hidden;
  }

  /**
   * Reads the two parameters.
   *
   * @param core the URN of the resource type's own schema
   * @param extensions the URNs under which extension attributes stand
   * @param rules when attributes are returned
   */
  static AttributeSelection of(
      ScimRequest request, String core, Collection<String> extensions, ReturnedRules rules) {
    Optional<String> only = request.parameter("attributes").filter(text -> !text.isBlank());
    Optional<String> except = request.parameter("excludedAttributes").filter(t -> !t.isBlank());
    if (only.isPresent() && except.isPresent()) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "The parameters attributes and excludedAttributes exclude each other.");
    }
    Mode mode = only.isPresent() ? Mode.ONLY : except.isPresent() ? Mode.EXCEPT : Mode.EVERYTHING;
    List<List<String>> named = paths(only.or(() -> except).orElse(""), core, extensions);
    List<List<String>> always = rules.paths(Returned.ALWAYS);
    return new AttributeSelection(
        mode,
        switch (mode) {
          case EVERYTHING -> named;
          case ONLY -> union(named, always.stream().filter(path -> comes(path, named, extensions)));
          case EXCEPT -> named.stream().filter(path -> !always.contains(path)).toList();
        },
        always.stream().filter(path -> isAttribute(path, extensions)).toList(),
        union(
            rules.paths(Returned.NEVER),
            rules.paths(Returned.REQUEST).stream()
                .filter(path -> mode != Mode.ONLY || named.stream().noneMatch(n -> begins(n, path)))
                .filter(path -> !writes(request.body(), path.getLast()))));
  }

  /** Whether an attribute that is always returned comes: a sub-attribute with its attribute. */
  private static boolean comes(
      List<String> path, List<List<String>> named, Collection<String> extensions) {
    return isAttribute(path, extensions)
        || named.stream().anyMatch(name -> begins(name, path.subList(0, path.size() - 1)));
  }

  /** Whether a path ends at an attribute and not at a part of one. */
  private static boolean isAttribute(List<String> path, Collection<String> extensions) {
    boolean extended = extensions.stream().anyMatch(urn -> Fold.fold(urn).equals(path.getFirst()));
    return path.size() == (extended ? 2 : 1);
  }

  private static boolean begins(List<String> path, List<String> beginning) {
    return path.size() >= beginning.size() && path.subList(0, beginning.size()).equals(beginning);
  }

  private static List<List<String>> union(List<List<String>> some, Stream<List<String>> more) {
    return Stream.concat(some.stream(), more).toList();
  }

  /** Whether a body gives a value to an attribute: by a key, or by the path of an operation. */
  private static boolean writes(@Nullable JsonNode body, String name) {
    if (body instanceof ObjectNode object) {
      return object.properties().stream()
          .anyMatch(
              member ->
                  names(member.getKey(), name)
                      || (Fold.same(member.getKey(), "path")
                          && names(member.getValue().asText(), name))
                      || writes(member.getValue(), name));
    }
    if (body instanceof ArrayNode array) {
      for (JsonNode element : array) {
        if (writes(element, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean names(String path, String name) {
    return Arrays.asList(Fold.fold(path).split("[^a-z0-9_$-]+", -1)).contains(name);
  }

  /** Whether the client asked for anything but the default. */
  boolean isExplicit() {
    return mode != Mode.EVERYTHING;
  }

  /** Whether any part of a top-level attribute, or of an extension by its URN, is wanted. */
  boolean wants(String name) {
    String folded = Fold.fold(name);
    if (hidden.contains(List.of(folded))) {
      return false;
    }
    if (always.contains(List.of(folded))) {
      return true;
    }
    return switch (mode) {
      case EVERYTHING -> true;
      case ONLY -> paths.stream().anyMatch(path -> path.getFirst().equals(folded));
      case EXCEPT -> paths.stream().noneMatch(path -> path.equals(List.of(folded)));
    };
  }

  /** Leaves out of a whole resource what is not wanted. */
  ObjectNode apply(ObjectNode resource) {
    ObjectNode shown = hidden.isEmpty() ? resource : select(resource, hidden, false);
    if (mode == Mode.EVERYTHING) {
      return shown;
    }
    ObjectNode answer = select(shown, paths, mode == Mode.ONLY);
    if (!always.isEmpty()) {
      keep(select(shown, always, true), answer);
    }
    for (String name : ALWAYS) {
      if (resource.has(name)) {
        answer.set(name, resource.get(name));
      }
    }
    return answer;
  }

  /** Puts back what was left out of an answer; extensions are objects of which a part may be. */
  private static void keep(ObjectNode kept, ObjectNode answer) {
    for (Map.Entry<String, JsonNode> member : kept.properties()) {
      JsonNode there = answer.get(member.getKey());
      if (there == null) {
        answer.set(member.getKey(), member.getValue());
      } else if (there instanceof ObjectNode object
          && member.getValue() instanceof ObjectNode all) {
        all.properties().forEach(part -> object.putIfAbsent(part.getKey(), part.getValue()));
      }
    }
  }

  private static ObjectNode select(ObjectNode from, List<List<String>> among, boolean only) {
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
        if (only) {
          selected.set(member.getKey(), member.getValue());
        }
      } else if (!rest.isEmpty()) {
        JsonNode part = inside(member.getValue(), rest, only);
        if (!(part.isContainerNode() && part.isEmpty())) {
          selected.set(member.getKey(), part);
        }
      } else if (!only) {
        selected.set(member.getKey(), member.getValue());
      }
    }
    return selected;
  }

  private static JsonNode inside(JsonNode value, List<List<String>> among, boolean only) {
    if (value instanceof ObjectNode object) {
      return select(object, among, only);
    }
    if (value instanceof ArrayNode array) {
      ArrayNode selected = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        JsonNode part = inside(element, among, only);
        if (!(part.isContainerNode() && part.isEmpty())) {
          selected.add(part);
        }
      }
      return selected;
    }
    // A simple value has no sub-attributes: nothing to select from it, nothing to leave out of it.
    return only ? JsonNodeFactory.instance.objectNode() : value;
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
