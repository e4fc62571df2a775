package scimbridge.policy.mapping.cel;

import dev.cel.common.exceptions.CelIndexOutOfBoundsException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;

/** The functions for several values of an attribute (RFC 7643 §2.4). */
final class Values {
  private Values() {}

  /** The primary one, else the first; of an empty list, as little as its first element. */
  static Object preferred(List<?> values) {
    if (values.isEmpty()) {
      throw new CelIndexOutOfBoundsException(0);
    }
    return values.stream()
        .filter(value -> Boolean.TRUE.equals(part(value, "primary")))
        .findFirst()
        .<Object>map(Objects::requireNonNull)
        .orElseGet(() -> Objects.requireNonNull(values.getFirst()));
  }

  /** Those of a type, which like all canonical values has no letter case. */
  static List<?> ofType(List<?> values, String type) {
    return values.stream()
        .filter(value -> part(value, "type") instanceof String given && Fold.same(given, type))
        .toList();
  }

  private static @Nullable Object part(Object value, String name) {
    return value instanceof Map<?, ?> parts ? parts.get(name) : null;
  }
}
