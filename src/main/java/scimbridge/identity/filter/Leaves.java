package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.schema.AttributePath;

/** The values that a path names: of a list, those of every element. */
final class Leaves {
  private Leaves() {}

  static boolean any(Condition.Source source, AttributePath path, Predicate<JsonNode> wanted) {
    JsonNode value = source.attribute(path);
    if (!value.isArray()) {
      return matches(value, path.subName(), wanted);
    }
    for (JsonNode element : value) {
      if (matches(element, path.subName(), wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(
      JsonNode element, @Nullable String subName, Predicate<JsonNode> wanted) {
    JsonNode leaf = subName == null ? element : element.path(subName);
    if (!leaf.isArray()) {
      return wanted.test(leaf);
    }
    for (JsonNode inner : leaf) {
      if (wanted.test(inner)) {
        return true;
      }
    }
    return false;
  }
}
