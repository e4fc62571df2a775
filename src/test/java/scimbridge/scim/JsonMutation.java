package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Makes of a valid message one that no client should send, as its seed says. */
final class JsonMutation {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> WORDS =
      List.of(
          "",
          " ",
          "a",
          "None",
          "true",
          "False",
          "0",
          "-1",
          "W/\"1\"",
          "*",
          "bulkId:",
          "bulkId:1",
          "/Users",
          "/Users/",
          "//",
          "../Groups",
          "members",
          "members[value eq \"x\"]",
          "members[value eq \"x\" and not (type pr)]",
          "members.value",
          "emails[type eq \"work\"].value",
          "emails[type eq",
          "emails[]",
          "emails[type eq \"work\"].value.more",
          "emails[value co \"\\\"]\"]",
          "name.",
          ".name",
          "name..givenName",
          "id",
          "schemas",
          "meta.version",
          "password",
          "active",
          "groups",
          "urn:ietf:params:scim:schemas:core:2.0:User",
          "urn:ietf:params:scim:schemas:core:2.0:User:",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
          "urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User:accounts",
          "\u00e9\u0301\ud83d\ude00",
          "\u200b",
          "\t\n\r",
          "{\"value\":\"x\"}",
          "{",
          "2026-01-31T10:00:00Z",
          "x".repeat(300));

  private static final String LONG = "x".repeat(70_000);

  private final Random random;

  JsonMutation(long seed) {
    this.random = new Random(seed);
  }

  /** A copy with one to four things wrong, or by chance none. */
  JsonNode of(JsonNode valid) {
    JsonNode root = valid.deepCopy();
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<JsonNode> containers = new ArrayList<>();
      collect(root, containers);
      if (!containers.isEmpty()) {
        change(containers.get(random.nextInt(containers.size())), root);
      }
    }
    return root;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      if (!node.isEmpty()) {
        containers.add(node);
      }
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(JsonNode container, JsonNode root) {
    if (container instanceof ObjectNode object) {
      change(object, pick(object.propertyStream().map(Map.Entry::getKey).toList()), root);
    } else if (container instanceof ArrayNode array) {
      int index = random.nextInt(array.size());
      switch (random.nextInt(4)) {
        case 0 -> array.remove(index);
        case 1 -> array.add(array.get(index).deepCopy());
        case 2 -> array.insert(index, odd());
        default -> array.set(index, bent(array.get(index)));
      }
    }
  }

  private void change(ObjectNode object, String key, JsonNode root) {
    switch (random.nextInt(6)) {
      case 0 -> object.remove(key);
      case 1 -> object.set(key, odd());
      case 2 -> object.set(pick(WORDS), object.get(key).deepCopy());
      case 3 -> object.set(key.toUpperCase(Locale.ROOT), object.get(key).deepCopy());
      case 4 -> object.set(key, root.deepCopy());
      default -> object.set(key, bent(object.get(key)));
    }
  }

  /** The same in another form. */
  private JsonNode bent(JsonNode node) {
    if (node.isTextual() && !node.textValue().isEmpty() && random.nextBoolean()) {
      String text = node.textValue();
      int at = random.nextInt(text.length());
      return JSON.textNode(
          switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + pick(WORDS) + text.substring(at);
            default -> text.substring(0, at) + text.substring(at + 1);
          });
    }
    return switch (random.nextInt(4)) {
      case 0 -> JSON.arrayNode().add(node);
      case 1 -> JSON.objectNode().set("value", node);
      case 2 -> JSON.textNode(node.toString());
      default -> JSON.arrayNode().add(node).add(odd()).add(node.deepCopy());
    };
  }

  private JsonNode odd() {
    return switch (random.nextInt(11)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextLong());
      case 3 -> JSON.numberNode(BigInteger.TEN.pow(30));
      case 4 -> JSON.numberNode(random.nextDouble() * 1e300);
      case 5 -> JSON.arrayNode();
      case 6 -> JSON.objectNode();
      case 7 -> JSON.objectNode().put(pick(WORDS), pick(WORDS));
      case 8 -> JSON.textNode(random.nextInt(8) == 0 ? LONG : "");
      default -> JSON.textNode(pick(WORDS));
    };
  }
}
