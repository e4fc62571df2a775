package scimbridge.identity.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/** One schema document (RFC 7643 §7), read, checked, and named in every fault. */
record SchemaFile(String name, String urn, SchemaResource schema) {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a document.
   *
   * @param name what a fault calls it
   */
  static SchemaFile parse(String name, String json) {
    JsonNode document;
    try {
      document = STRICT.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw fault(name, "is not JSON: " + malformed.getOriginalMessage(), malformed);
    }
    if (!(document instanceof ObjectNode object)) {
      throw fault(name, "is not a JSON object", null);
    }
    try {
      SchemaRules.check(object);
      SchemaResource schema =
          Objects.requireNonNull(JsonUtils.nodeToValue(object, SchemaResource.class));
      return new SchemaFile(name, Objects.requireNonNull(schema.getId()), schema);
    } catch (SchemaRules.Broken broken) {
      throw fault(name, broken.getMessage(), null);
    } catch (JsonProcessingException unfit) {
      throw fault(name, "is not a schema: " + unfit.getOriginalMessage(), unfit);
    }
  }

  /** The fault that stops the start, with the name of the file. */
  Fault fault(String reason) {
    return fault(name, reason, null);
  }

  private static Fault fault(String name, @Nullable String reason, @Nullable Throwable cause) {
    String detail = "SCIM schema document " + name + " " + reason;
    return cause == null
        ? Fault.of(Fault.Kind.INTERNAL, detail)
        : Fault.of(Fault.Kind.INTERNAL, detail, cause);
  }
}
