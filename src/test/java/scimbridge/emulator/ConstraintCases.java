package scimbridge.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import scimbridge.emulator.model.Facts;
import scimbridge.emulator.model.Shape;

/**
 * For every constraint of every request, a request that just keeps it and one that just breaks it.
 * Everything else in these requests is valid by the model, so that the answer is about this
 * constraint alone.
 */
final class ConstraintCases {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Texts that are tried, as they are and padded, until one fits. */
  private static final List<String> SAMPLES =
      List.of(
          "a", "us-east-1_a", "arn:aws:iam::123456789012:role/a", "a@a", "a{####}a", "a{##a##}a");

  /** Texts that are tried until one does not fit. */
  private static final List<String> MISFITS =
      List.of("a b", " ", "\u0001", "a\nb", "a\"b", "\u00e9");

  private final Facts facts = Facts.bundled();
  private final List<Case> cases = new ArrayList<>();

  /**
   * A constraint.
   *
   * @param path the member as error texts name it
   * @param complaint how the error text ends when it is broken
   * @param kept a request that keeps it
   * @param broken a request that breaks it
   */
  record Case(String operation, String path, String complaint, JsonNode kept, JsonNode broken) {}

  static List<Case> all() {
    ConstraintCases all = new ConstraintCases();
    for (Facts.OperationFacts operation : all.facts.operations().values()) {
      Shape.Structure input = (Shape.Structure) all.facts.shape(operation.input());
      all.structure(operation.name(), input, "", value -> value);
    }
    return all.cases;
  }

  /**
   * Walks a structure.
   *
   * @param around puts a value of this structure into an otherwise valid request
   */
  private void structure(
      String operation, Shape.Structure shape, String path, UnaryOperator<JsonNode> around) {
    for (Map.Entry<String, Shape.Member> member : shape.members().entrySet()) {
      String name = member.getKey();
      String memberPath = join(path, name);
      Shape memberShape = facts.shape(member.getValue().shape());
      UnaryOperator<JsonNode> aroundMember =
          value -> {
            ObjectNode whole = minimal(shape);
            whole.set(name, value);
            return around.apply(whole);
          };
      if (member.getValue().required()) {
        ObjectNode without = minimal(shape);
        without.remove(name);
        add(
            operation,
            memberPath,
            "Member must not be null",
            aroundMember.apply(valid(memberShape)),
            around.apply(without));
      }
      shape(operation, memberShape, memberPath, aroundMember);
    }
  }

  private void shape(String operation, Shape shape, String path, UnaryOperator<JsonNode> around) {
    switch (shape) {
      case Shape.Structure structure -> structure(operation, structure, path, around);
      case Shape.Text text -> text(operation, text, path, around);
      case Shape.Choice choice ->
          add(
              operation,
              path,
              "Member must satisfy enum value set: " + choice.values(),
              around.apply(valid(choice)),
              around.apply(JSON.textNode("none-of-them")));
      case Shape.Whole whole -> whole(operation, whole, path, around);
      case Shape.Listing listing -> listing(operation, listing, path, around);
      case Shape.Mapping mapping -> mapping(operation, mapping, path, around);
      case Shape.Flag flag -> {}
    }
  }

  private void text(
      String operation, Shape.Text shape, String path, UnaryOperator<JsonNode> around) {
    Shape.Range length = shape.length();
    if (length.min() > 0) {
      add(
          operation,
          path,
          "Member must have length greater than or equal to " + length.min(),
          around.apply(JSON.textNode(shortest(shape))),
          around.apply(JSON.textNode("a".repeat((int) length.min() - 1))));
    }
    if (length.max() != Long.MAX_VALUE) {
      add(
          operation,
          path,
          "Member must have length less than or equal to " + length.max(),
          around.apply(JSON.textNode(ofLength(shape, (int) length.max()))),
          around.apply(JSON.textNode(ofLength(shape, (int) length.max() + 1))));
    }
    Pattern pattern = shape.pattern();
    if (pattern != null) {
      for (String misfit : MISFITS) {
        String padded = misfit + "a".repeat(Math.max(0, (int) length.min() - misfit.length()));
        if (!pattern.matcher(padded).matches()) {
          add(
              operation,
              path,
              "Member must satisfy regular expression pattern: " + pattern.pattern(),
              around.apply(JSON.textNode(shortest(shape))),
              around.apply(JSON.textNode(padded)));
          return;
        }
      }
    }
  }

  private void whole(
      String operation, Shape.Whole shape, String path, UnaryOperator<JsonNode> around) {
    long min = shape.range().min();
    long max = shape.range().max();
    if (min != Long.MIN_VALUE) {
      add(
          operation,
          path,
          "Member must have value greater than or equal to " + min,
          around.apply(JSON.numberNode(min)),
          around.apply(JSON.numberNode(min - 1)));
    }
    if (max != Long.MAX_VALUE) {
      add(
          operation,
          path,
          "Member must have value less than or equal to " + max,
          around.apply(JSON.numberNode(max)),
          around.apply(JSON.numberNode(max + 1)));
    }
  }

  private void listing(
      String operation, Shape.Listing shape, String path, UnaryOperator<JsonNode> around) {
    Shape member = facts.shape(shape.member());
    Shape.Range size = shape.size();
    if (size.min() > 0) {
      add(
          operation,
          path,
          "Member must have length greater than or equal to " + size.min(),
          around.apply(list(member, (int) size.min())),
          around.apply(list(member, (int) size.min() - 1)));
    }
    if (size.max() != Long.MAX_VALUE) {
      add(
          operation,
          path,
          "Member must have length less than or equal to " + size.max(),
          around.apply(list(member, (int) size.max())),
          around.apply(list(member, (int) size.max() + 1)));
    }
    if (member instanceof Shape.Choice choice) {
      add(
          operation,
          path,
          "Member must satisfy constraint: [Member must satisfy enum value set: "
              + choice.values()
              + "]",
          around.apply(list(member, 1)),
          around.apply(JSON.arrayNode().add("none-of-them")));
    } else {
      shape(
          operation,
          member,
          path + ".1.member",
          value -> around.apply(JSON.arrayNode().add(value)));
    }
  }

  private void mapping(
      String operation, Shape.Mapping shape, String path, UnaryOperator<JsonNode> around) {
    shape(
        operation,
        facts.shape(shape.value()),
        path + ".key.member",
        value -> around.apply(JSON.objectNode().set("key", value)));
  }

  private void add(
      String operation, String path, String complaint, JsonNode kept, JsonNode broken) {
    cases.add(new Case(operation, path, complaint, kept, broken));
  }

  private JsonNode list(Shape member, int size) {
    var list = JSON.arrayNode();
    for (int i = 0; i < size; i++) {
      list.add(valid(member));
    }
    return list;
  }

  private ObjectNode minimal(Shape.Structure shape) {
    ObjectNode object = JSON.objectNode();
    shape
        .members()
        .forEach(
            (name, member) -> {
              if (member.required()) {
                object.set(name, valid(facts.shape(member.shape())));
              }
            });
    return object;
  }

  private JsonNode valid(Shape shape) {
    return switch (shape) {
      case Shape.Structure structure -> minimal(structure);
      case Shape.Text text -> JSON.textNode(shortest(text));
      case Shape.Choice choice -> JSON.textNode(choice.values().get(0));
      case Shape.Whole whole -> JSON.numberNode(Math.max(0, whole.range().min()));
      case Shape.Listing listing ->
          list(facts.shape(listing.member()), (int) Math.max(1, listing.size().min()));
      case Shape.Mapping mapping -> JSON.objectNode();
      case Shape.Flag flag -> JSON.booleanNode(true);
    };
  }

  private static String shortest(Shape.Text shape) {
    for (int length = (int) Math.max(0, shape.length().min()); ; length++) {
      String text = padded(shape, length);
      if (text != null) {
        return text;
      }
    }
  }

  private static String ofLength(Shape.Text shape, int length) {
    String text = padded(shape, length);
    if (text == null) {
      throw new IllegalStateException("no sample for " + shape);
    }
    return text;
  }

  private static String padded(Shape.Text shape, int length) {
    for (String sample : SAMPLES) {
      if (sample.length() <= length) {
        String text = sample + "a".repeat(length - sample.length());
        if (shape.pattern() == null || shape.pattern().matcher(text).matches()) {
          return text;
        }
      }
    }
    return length == 0 && shape.pattern() == null ? "" : null;
  }

  private static String join(String path, String member) {
    String camel = member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
    return path.isEmpty() ? camel : path + "." + camel;
  }
}
