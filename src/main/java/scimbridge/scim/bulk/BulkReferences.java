package scimbridge.scim.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scimbridge.identity.Fold;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;

/**
 * The places of an operation that name the resource of another one (RFC 7644 §3.7.2): a string
 * {@code bulkId:…} anywhere in the data, the same as the id in the path, and {@code "bulkId:…"} in
 * the value filter of a PATCH path.
 */
public final class BulkReferences {
  private static final String PREFIX = "bulkId:";
  private static final Pattern IN_FILTER = Pattern.compile("\"" + PREFIX + "([^\"\\\\]+)\"");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private BulkReferences() {}

  /** The bulkIds that an operation names, in order of their places. */
  public static Set<String> in(Understood operation) {
    Set<String> names = new LinkedHashSet<>();
    if (isReference(operation.id())) {
      names.add(name(operation.id()));
    }
    if (operation.data() != null) {
      collect(operation.data(), operation.kind() == Method.PATCH, names::add);
    }
    return names;
  }

  /** The operation with ids in place of the bulkIds that have one. */
  public static Understood resolve(Understood operation, Map<String, String> ids) {
    String id =
        isReference(operation.id())
            ? ids.getOrDefault(name(operation.id()), operation.id())
            : operation.id();
    ObjectNode data = operation.data();
    return operation.with(
        id,
        data == null ? null : (ObjectNode) resolve(data, operation.kind() == Method.PATCH, ids));
  }

  /**
   * Takes out of the data of a POST what names a resource that does not exist yet: the elements of
   * a list, and attributes with one value.
   *
   * @param data is changed
   * @param open the bulkIds without a resource
   * @return what was taken out, as a PATCH message that adds it again
   */
  public static ObjectNode takeOut(ObjectNode data, Set<String> open) {
    ObjectNode patch = JSON.objectNode();
    patch.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:PatchOp");
    takeOut(data, "", open, patch.putArray("Operations"));
    return patch;
  }

  private static void takeOut(ObjectNode from, String prefix, Set<String> open, ArrayNode into) {
    for (String name : from.propertyStream().map(Map.Entry::getKey).toList()) {
      JsonNode value = from.path(name);
      if (!namesAny(value, open)) {
        continue;
      }
      if (name.indexOf(':') >= 0 && value instanceof ObjectNode extension) {
        takeOut(extension, name + ":", open, into);
        continue;
      }
      JsonNode left = JSON.nullNode();
      JsonNode taken = value;
      if (value instanceof ArrayNode list) {
        ArrayNode staying = JSON.arrayNode();
        ArrayNode leaving = JSON.arrayNode();
        list.forEach(element -> (namesAny(element, open) ? leaving : staying).add(element));
        left = staying;
        taken = leaving;
      }
      from.set(name, left);
      into.addObject().put("op", "add").put("path", prefix + name).set("value", taken);
    }
  }

  private static boolean namesAny(JsonNode node, Set<String> open) {
    Set<String> names = new LinkedHashSet<>();
    collect(node, false, names::add);
    names.retainAll(open);
    return !names.isEmpty();
  }

  private static void collect(JsonNode node, boolean paths, Consumer<String> names) {
    if (node.isTextual()) {
      if (isReference(node.textValue())) {
        names.accept(name(node.textValue()));
      }
      return;
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (paths && isPath(member)) {
        Matcher found = IN_FILTER.matcher(member.getValue().textValue());
        while (found.find()) {
          names.accept(found.group(1));
        }
      } else {
        collect(member.getValue(), paths, names);
      }
    }
    if (node.isArray()) {
      node.forEach(element -> collect(element, paths, names));
    }
  }

  private static JsonNode resolve(JsonNode node, boolean paths, Map<String, String> ids) {
    if (node.isTextual()) {
      String text = node.textValue();
      String id = isReference(text) ? ids.get(name(text)) : null;
      return id == null ? node : TextNode.valueOf(id);
    }
    if (node.isArray()) {
      ArrayNode result = JSON.arrayNode();
      node.forEach(element -> result.add(resolve(element, paths, ids)));
      return result;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode result = JSON.objectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      result.set(
          member.getKey(),
          paths && isPath(member)
              ? TextNode.valueOf(resolvePath(member.getValue().textValue(), ids))
              : resolve(member.getValue(), paths, ids));
    }
    return result;
  }

  private static String resolvePath(String path, Map<String, String> ids) {
    return IN_FILTER
        .matcher(path)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "\"" + ids.getOrDefault(found.group(1), PREFIX + found.group(1)) + "\""));
  }

  private static boolean isPath(Map.Entry<String, JsonNode> member) {
    return Fold.same(member.getKey(), "path") && member.getValue().isTextual();
  }

  private static boolean isReference(String text) {
    return text.startsWith(PREFIX) && text.length() > PREFIX.length();
  }

  private static String name(String reference) {
    return reference.substring(PREFIX.length());
  }
}
