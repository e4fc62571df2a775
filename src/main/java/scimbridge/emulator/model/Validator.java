package scimbridge.emulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scimbridge.emulator.protocol.CognitoError;

/**
 * Checks a request against the model. All violations are collected and told at once, in AWS's
 * wording; a value of the wrong JSON type is told alone and first. Members that the model does not
 * know are ignored, as AWS does.
 */
public final class Validator {
  private final Facts facts;

  /** A validator over the given facts. */
  public Validator(Facts facts) {
    this.facts = facts;
  }

  /**
   * Checks a request.
   *
   * @throws CognitoError {@code SerializationException} for wrong types, {@code
   *     InvalidParameterException} for violated constraints
   */
  public void check(Facts.OperationFacts operation, ObjectNode input) {
    List<String> violations = new ArrayList<>(0);
    visit(facts.shape(operation.input()), input, "", violations);
    if (!violations.isEmpty()) {
      throw CognitoError.invalidParameter(
          violations.size()
              + (violations.size() == 1 ? " validation error" : " validation errors")
              + " detected: "
              + String.join("; ", violations));
    }
  }

  private void visit(Shape shape, JsonNode value, String path, List<String> violations) {
    switch (shape) {
      case Shape.Structure structure -> structure(structure, value, path, violations);
      case Shape.Listing listing -> listing(listing, value, path, violations);
      case Shape.Mapping mapping -> mapping(mapping, value, path, violations);
      case Shape.Text text -> text(text, value, path, violations);
      case Shape.Choice choice -> choice(choice, value, path, violations);
      case Shape.Whole whole -> whole(whole, value, path, violations);
      case Shape.Flag flag -> flag(value);
    }
  }

  private void structure(
      Shape.Structure shape, JsonNode value, String path, List<String> violations) {
    if (!value.isObject()) {
      throw wrongType(value, "structure");
    }
    for (Map.Entry<String, Shape.Member> member : shape.members().entrySet()) {
      JsonNode child = value.get(member.getKey());
      if (child != null && !child.isNull()) {
        visit(
            facts.shape(member.getValue().shape()), child, join(path, member.getKey()), violations);
      } else if (member.getValue().required()) {
        violations.add(
            violation("Value null", join(path, member.getKey()), "Member must not be null"));
      }
    }
  }

  private void listing(Shape.Listing shape, JsonNode value, String path, List<String> violations) {
    if (!value.isArray()) {
      throw wrongType(value, "list");
    }
    checkLength(shape.size(), value.size(), shown(shape, value), path, violations);
    Shape member = facts.shape(shape.member());
    if (member instanceof Shape.Choice choice) {
      choices(choice, value, path, violations);
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      if (!value.get(i).isNull()) {
        visit(member, value.get(i), path + "." + (i + 1) + ".member", violations);
      }
    }
  }

  /** A list of words is complained about as a whole. */
  private static void choices(
      Shape.Choice choice, JsonNode value, String path, List<String> violations) {
    for (JsonNode item : value) {
      if (!choice.values().contains(scalar(item))) {
        violations.add(
            violation(
                "Value '" + words(value) + "'",
                path,
                "Member must satisfy constraint: [Member must satisfy enum value set: "
                    + choice.values()
                    + "]"));
        return;
      }
    }
  }

  private void mapping(Shape.Mapping shape, JsonNode value, String path, List<String> violations) {
    if (!value.isObject()) {
      throw wrongType(value, "map");
    }
    checkLength(shape.size(), value.size(), shown(shape, value), path, violations);
    Shape keys = facts.shape(shape.key());
    Shape values = facts.shape(shape.value());
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (keys instanceof Shape.Text text) {
        checkText(text, entry.getKey(), path, violations);
      }
      if (!entry.getValue().isNull()) {
        visit(values, entry.getValue(), path + "." + entry.getKey() + ".member", violations);
      }
    }
  }

  private static void text(Shape.Text shape, JsonNode value, String path, List<String> violations) {
    checkText(shape, scalar(value), path, violations);
  }

  private static void checkText(
      Shape.Text shape, String text, String path, List<String> violations) {
    String shown = shape.secret() ? "Value" : "Value '" + text + "'";
    checkLength(shape.length(), text.length(), shown, path, violations);
    if (shape.pattern() != null && !shape.pattern().matcher(text).matches()) {
      violations.add(
          violation(
              shown,
              path,
              "Member must satisfy regular expression pattern: " + shape.pattern().pattern()));
    }
  }

  private static void choice(
      Shape.Choice shape, JsonNode value, String path, List<String> violations) {
    String text = scalar(value);
    if (!shape.values().contains(text)) {
      violations.add(
          violation(
              "Value '" + text + "'",
              path,
              "Member must satisfy enum value set: " + shape.values()));
    }
  }

  private static void whole(
      Shape.Whole shape, JsonNode value, String path, List<String> violations) {
    if (!value.isNumber()) {
      throw wrongType(value, "Integer");
    }
    long number = value.asLong();
    String shown = "Value '" + number + "'";
    if (shape.range().hasMin() && number < shape.range().min()) {
      violations.add(
          violation(
              shown,
              path,
              "Member must have value greater than or equal to " + shape.range().min()));
    }
    // An API integer has 32 bits, whatever limit it has besides.
    if (number != value.asInt() || !value.canConvertToInt()) {
      throw wrongType(value, "Integer");
    }
    if (shape.range().hasMax() && number > shape.range().max()) {
      violations.add(
          violation(
              shown, path, "Member must have value less than or equal to " + shape.range().max()));
    }
  }

  private static void flag(JsonNode value) {
    if (!value.isBoolean()) {
      throw wrongType(value, "Boolean");
    }
  }

  private static void checkLength(
      Shape.Range range, int length, String shown, String path, List<String> violations) {
    if (range.hasMin() && length < range.min()) {
      violations.add(
          violation(
              shown, path, "Member must have length greater than or equal to " + range.min()));
    }
    if (range.hasMax() && length > range.max()) {
      violations.add(
          violation(shown, path, "Member must have length less than or equal to " + range.max()));
    }
  }

  private static String shown(Shape shape, JsonNode value) {
    return shape.secret() ? "Value" : "Value '" + words(value) + "'";
  }

  private static String words(JsonNode value) {
    List<String> words = new ArrayList<>();
    for (JsonNode item : value) {
      words.add(item.isValueNode() ? item.asText() : "");
    }
    return words.toString();
  }

  private static String scalar(JsonNode value) {
    if (!value.isTextual()) {
      throw wrongType(value, "String");
    }
    return value.textValue();
  }

  private static String violation(String shown, String path, String constraint) {
    return shown + " at '" + path + "' failed to satisfy constraint: " + constraint;
  }

  private static String join(String path, String member) {
    String camel = member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
    return path.isEmpty() ? camel : path + "." + camel;
  }

  private static CognitoError wrongType(JsonNode value, String wanted) {
    String text =
        switch (value.getNodeType()) {
          case NUMBER -> "NUMBER_VALUE can not be converted to a " + wanted;
          case BOOLEAN ->
              (value.asBoolean() ? "TRUE" : "FALSE") + "_VALUE can not be converted to a " + wanted;
          case STRING -> "STRING_VALUE can not be converted to a " + wanted;
          case ARRAY -> "Unrecognized collection type for a " + wanted;
          default -> "Start of structure or map found where not expected.";
        };
    return CognitoError.of("SerializationException", text);
  }
}
