package scimbridge.policy.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source found in one user: a value, nothing, or why there can be none.
 *
 * @param value the value as text; null if there is none, never blank
 * @param problem why the value cannot be had, in words that do not hold it; null if nothing is
 *     wrong
 */
public record Reading(@Nullable String value, @Nullable String problem) {
  private static final Reading NOTHING = new Reading(null, null);

  /** The user has no value. */
  public static Reading nothing() {
    return NOTHING;
  }

  /** There is no value, for a reason that an administrator should know. */
  public static Reading failed(String problem) {
    return new Reading(null, problem);
  }

  /** A value. Cognito takes a blank one for none. */
  static Reading of(Optional<String> text) {
    return text.filter(found -> !found.isBlank())
        .map(found -> new Reading(found, null))
        .orElse(NOTHING);
  }

  /**
   * A JSON value as text: numbers in plain digits, several values as a JSON array, which is the one
   * form that an application can take apart again whatever the values are.
   */
  public static Reading of(JsonNode node) {
    if (node.isArray()) {
      List<String> texts = new ArrayList<>();
      for (JsonNode element : node) {
        if (element.isContainerNode()) {
          return failed("its values are objects, and an attribute holds text");
        }
        text(element)
            .filter(text -> !text.isBlank())
            .ifPresent(text -> texts.add(element.toString()));
      }
      return texts.isEmpty() ? NOTHING : new Reading("[" + String.join(",", texts) + "]", null);
    }
    return node.isObject()
        ? failed("its value is an object, and an attribute holds text")
        : of(text(node));
  }

  private static Optional<String> text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(node.isNumber() ? node.decimalValue().toPlainString() : node.asText());
  }
}
