package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/** What a document as a whole must fulfil, after each of its attributes was read. */
final class DocumentRules {
  /** How many values an attribute may have: each may be an indexed row. Members are not counted. */
  static final int MAX_VALUES = 2000;

  private DocumentRules() {}

  static void check(ResourceType type, ResourceSchemas known, ObjectNode document) {
    // RFC 7643 §4.2 demands the name of a group in words and not in its schema document.
    String name = type == ResourceType.USER ? "userName" : "displayName";
    require(name, document.path(name));
    check(known.attributes(), document, "");
    for (ResourceSchemas.Extension extension : known.extensions()) {
      // Most extensions are optional; what they require, they require of those who use them.
      if (extension.required() || document.has(extension.urn())) {
        check(extension.attributes(), document.path(extension.urn()), extension.urn() + ":");
      }
    }
  }

  private static void check(AttributeSet attributes, JsonNode object, String prefix) {
    for (AttributeSet.Entry attribute : attributes.entries()) {
      String path = prefix + attribute.name();
      JsonNode value = object.path(attribute.name());
      if (attribute.definition().isRequired() && !Normalizer.ASSIGNED_HERE.contains(path)) {
        require(path, value);
      }
      if (value.isArray()) {
        checkElements(attribute.subAttributes(), value, path);
      } else if (value.isObject()) {
        check(attribute.subAttributes(), value, path + ".");
      }
    }
  }

  private static void checkElements(AttributeSet subAttributes, JsonNode values, String path) {
    if (values.size() > MAX_VALUES) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, path + " has more than " + MAX_VALUES + " values");
    }
    for (int i = 0; i < values.size(); i++) {
      check(subAttributes, values.get(i), path + "[" + i + "].");
    }
  }

  private static void require(String path, JsonNode value) {
    if (value.isMissingNode() || (value.isTextual() && value.textValue().isBlank())) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, path + " is required");
    }
  }
}
