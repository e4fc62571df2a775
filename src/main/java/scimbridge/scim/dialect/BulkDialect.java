package scimbridge.scim.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.scim.bulk.BulkOperation;
import scimbridge.scim.bulk.BulkOperation.Malformed;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;
import scimbridge.scim.bulk.BulkReferences;
import scimbridge.scim.bulk.BulkRequest;

/**
 * Reads one bulk message (RFC 7644 §3.7) in any dialect.
 *
 * <p>What is wrong with one operation is that operation's fault and nobody else's. Only what leaves
 * open which operation is meant, as a {@code bulkId} given twice, refuses the message.
 */
public final class BulkDialect {
  private static final String BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
  private static final int MAX_NAME = 256;

  private final boolean strict;

  private BulkDialect(boolean strict) {
    this.strict = strict;
  }

  /**
   * Reads a message.
   *
   * @param strict whether the app gets the strict reading
   * @param maxOperations how many operations it may have
   */
  public static BulkRequest read(ObjectNode message, boolean strict, int maxOperations) {
    return new BulkDialect(strict).read(message, maxOperations);
  }

  private BulkRequest read(ObjectNode message, int maxOperations) {
    if (!Tolerance.BULK_WITHOUT_SCHEMAS.appliesTo(strict) && !Message.isOf(message, BULK_REQUEST)) {
      throw syntax("schemas must be [\"" + BULK_REQUEST + "\"].");
    }
    JsonNode listed =
        Message.member(message, "Operations")
            .filter(list -> list.isArray() && !list.isEmpty())
            .orElseThrow(() -> syntax("Operations must be a list of at least one operation."));
    if (listed.size() > maxOperations) {
      throw Fault.of(
          Fault.Kind.TOO_LARGE,
          "The bulk request has "
              + listed.size()
              + " operations, which is more than maxOperations ("
              + maxOperations
              + ", limits.maxBulkOperations).");
    }
    List<BulkOperation> operations = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      BulkOperation operation = operation(i, listed.get(i));
      if (operation.bulkId() != null && operation.creates()) {
        Integer earlier = names.putIfAbsent(operation.bulkId(), i);
        if (earlier != null) {
          throw syntax(at(i) + ".bulkId is that of " + at(earlier) + ", too.");
        }
      }
      operations.add(operation);
    }
    operations.replaceAll(operation -> withKnownReferences(operation, names));
    return new BulkRequest(failOnErrors(message), operations);
  }

  private static int failOnErrors(ObjectNode message) {
    JsonNode given =
        Message.member(message, "failOnErrors").orElse(JsonNodeFactory.instance.nullNode());
    if (given.isNull()) {
      return Integer.MAX_VALUE;
    }
    if (!given.canConvertToInt() || !given.isIntegralNumber() || given.intValue() < 1) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "failOnErrors must be an integer of at least 1.");
    }
    return given.intValue();
  }

  private BulkOperation operation(int index, JsonNode element) {
    if (!(element instanceof ObjectNode object)) {
      return new Malformed(index, "", null, syntax(at(index) + " must be an object."));
    }
    String method = "";
    String bulkId = null;
    try {
      method = text(object, "method", index);
      bulkId = bulkId(object, index);
      return understood(index, object, method, bulkId);
    } catch (Fault malformed) {
      return new Malformed(index, method, bulkId, malformed);
    }
  }

  private Understood understood(
      int index, ObjectNode object, String method, @Nullable String bulkId) {
    Method kind = method(method, index);
    String path = text(object, "path", index);
    String[] parts = path.replaceAll("^/|/$", "").split("/", -1);
    ResourceType type =
        Stream.of(ResourceType.values())
            .filter(known -> known.endpoint().equals("/" + parts[0]))
            .findFirst()
            .orElseThrow(() -> notFound(index));
    if (parts.length > 2 || (parts.length == 2 && parts[1].isEmpty())) {
      throw notFound(index);
    }
    if ((kind == Method.POST) == (parts.length == 2)) {
      throw Fault.of(
          Fault.Kind.METHOD_NOT_ALLOWED,
          kind == Method.POST
              ? at(index) + ".path of a POST is that of a resource type: " + type.endpoint() + "."
              : at(index) + ".path has to name a resource: " + type.endpoint() + "/{id}.");
    }
    if (kind == Method.POST
        && bulkId == null
        && !Tolerance.BULK_POST_WITHOUT_ID.appliesTo(strict)) {
      throw syntax(at(index) + " is a POST and needs a bulkId.");
    }
    return new Understood(
        index,
        kind,
        bulkId,
        type,
        parts.length == 2 ? parts[1] : "",
        version(object, index),
        kind == Method.DELETE ? null : data(object, kind, index));
  }

  /**
   * The word in any letter case.
   *
   * @see Tolerance#OP_IN_ANY_CASE
   */
  private static Method method(String method, int index) {
    return Stream.of(Method.values())
        .filter(known -> Fold.same(known.name(), method))
        .findFirst()
        .orElseThrow(() -> syntax(at(index) + ".method must be POST, PUT, PATCH or DELETE."));
  }

  private static @Nullable String bulkId(ObjectNode object, int index) {
    Optional<JsonNode> given = Message.member(object, "bulkId").filter(name -> !name.isNull());
    if (given.isEmpty()) {
      return null;
    }
    String name = given.get().isTextual() ? given.get().textValue() : "";
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw syntax(at(index) + ".bulkId must be a string of 1 to " + MAX_NAME + " characters.");
    }
    return name;
  }

  private static @Nullable String version(ObjectNode object, int index) {
    JsonNode given = Message.member(object, "version").orElse(JsonNodeFactory.instance.nullNode());
    if (!given.isNull() && !given.isTextual()) {
      throw syntax(at(index) + ".version must be a string, as meta.version is.");
    }
    return given.textValue();
  }

  /**
   * The message for the resource; for a PATCH also the bare list of its operations.
   *
   * @see Tolerance#BULK_PATCH_AS_LIST
   */
  private static ObjectNode data(ObjectNode object, Method kind, int index) {
    JsonNode given = Message.member(object, "data").orElse(JsonNodeFactory.instance.nullNode());
    if (given instanceof ObjectNode message) {
      return message;
    }
    if (kind == Method.PATCH && given.isArray()) {
      ObjectNode message = JsonNodeFactory.instance.objectNode();
      message.putArray("schemas").add(PatchDialect.PATCH_OP);
      message.set("Operations", given);
      return message;
    }
    throw syntax(at(index) + ".data must be an object.");
  }

  private static BulkOperation withKnownReferences(
      BulkOperation operation, Map<String, Integer> names) {
    if (operation instanceof Understood understood) {
      for (String name : BulkReferences.in(understood)) {
        if (!names.containsKey(name)) {
          return new Malformed(
              operation.index(),
              operation.method(),
              operation.bulkId(),
              Fault.of(
                  Fault.Kind.INVALID_VALUE,
                  at(operation.index())
                      + " names bulkId:"
                      + shown(name)
                      + ", which no POST of this request has."));
        }
      }
    }
    return operation;
  }

  private static String text(ObjectNode object, String name, int index) {
    return Message.member(object, name)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElseThrow(() -> syntax(at(index) + "." + name + " must be a string."));
  }

  private static Fault notFound(int index) {
    return Fault.of(Fault.Kind.NOT_FOUND, at(index) + ".path is neither of /Users nor of /Groups.");
  }

  private static String at(int index) {
    return String.format(Locale.ROOT, "Operations[%d]", index);
  }

  private static String shown(String name) {
    return (name.length() > 64 ? name.substring(0, 64) : name).replaceAll("\\p{Cntrl}", "?");
  }

  private static Fault syntax(String detail) {
    return Fault.of(Fault.Kind.INVALID_SYNTAX, detail);
  }
}
