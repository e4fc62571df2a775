package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;
import scimbridge.identity.schema.Values;

/**
 * The order that {@code sortBy} and {@code sortOrder} ask for (RFC 7644 §3.4.2.3). Immutable.
 *
 * <p>Texts are compared by code points, without regard to case unless the attribute is case-exact.
 * Of several values the primary one counts, else the first. What has no value comes last in
 * ascending and first in descending order. Of a text {@value #MAX_LENGTH} UTF-16 units count.
 */
public final class Sorting {
  /** How much of a text is compared. */
  static final int MAX_LENGTH = 256;

  /**
   * Where a resource stands.
   *
   * @param value what is compared, null if the resource has no value
   */
  public record Key(@Nullable Comparable<?> value) {
    /** A text from which {@link Sorting#parse} makes an equal key; null if there is no value. */
    public @Nullable String text() {
      return value == null ? null : value.toString();
    }
  }

  private final ResourceType type;
  private final Scope.@Nullable Target target;
  private final boolean descending;

  private Sorting(ResourceType type, Scope.@Nullable Target target, boolean descending) {
    this.type = type;
    this.target = target;
    this.descending = descending;
  }

  /**
   * Understands the name of an attribute.
   *
   * @param others what else the same query asks for; what only those have, has no value here
   * @throws Fault INVALID_VALUE if it cannot be sorted by
   */
  public static Sorting of(
      String sortBy,
      boolean descending,
      ResourceType type,
      Schemas schemas,
      Set<ResourceType> others) {
    try {
      Scope.Target named =
          new Scope.Resources(type, schemas, others).resolve(Path.fromString(sortBy));
      return new Sorting(type, named == null ? null : named.compared(), descending);
    } catch (BadRequestException malformed) {
      throw invalid(sortBy, malformed);
    } catch (Fault unknown) {
      throw invalid(sortBy, unknown);
    }
  }

  private static Fault invalid(String sortBy, Exception cause) {
    String shown = sortBy.length() > 100 ? sortBy.substring(0, 100) + "…" : sortBy;
    return Fault.of(
        Fault.Kind.INVALID_VALUE,
        "sortBy is '"
            + shown
            + "', which is no attribute that can be sorted by. Of a complex attribute name a"
            + " sub-attribute, such as name.familyName.",
        cause);
  }

  /** Whether the greatest comes first. */
  public boolean descending() {
    return descending;
  }

  /** The index that is in this order, if there is one. */
  public Optional<IndexOrder> index() {
    if (target == null) {
      return Optional.empty();
    }
    String path = target.path().toString();
    Optional<Timestamp> timestamp = Timestamp.at(path);
    if (timestamp.isPresent()) {
      return Optional.of(new IndexOrder.Time(timestamp.get(), descending));
    }
    boolean fits =
        IndexedTerms.isOrdered(path)
            && IndexedTerms.caseExact(type, target.path())
                .filter(caseExact -> isBoolean() || caseExact == target.definition().isCaseExact())
                .isPresent();
    return fits ? Optional.of(new IndexOrder.Value(path, descending)) : Optional.empty();
  }

  /** Where the resource stands. */
  public Key key(Resource resource, Derived derived) {
    if (target == null) {
      return new Key(null);
    }
    JsonNode value = new ResourceSource(resource, derived).attribute(target.path());
    JsonNode leaf = leaf(value.isArray() ? preferred(value) : value, target.path());
    return new Key(comparable(leaf.isArray() ? leaf.path(0) : leaf));
  }

  /** The key with this {@link Key#text}. */
  public Key parse(@Nullable String text) {
    if (text == null || target == null) {
      return new Key(null);
    }
    return new Key(
        switch (target.definition().getType()) {
          case BOOLEAN -> Boolean.valueOf(text);
          case DATETIME -> Instant.parse(text);
          case INTEGER, DECIMAL -> new BigDecimal(text);
          case STRING, REFERENCE, BINARY, COMPLEX -> new CodePoints(text);
        });
  }

  /** The order of keys, least first in ascending order. */
  public Comparator<Key> comparator() {
    Comparator<Key> ascending =
        Comparator.comparing(Key::value, Comparator.nullsLast((one, other) -> compare(one, other)));
    return descending ? ascending.reversed() : ascending;
  }

  /** Keys of one sorting hold values of one class. */
  @SuppressWarnings("unchecked")
  private static int compare(Comparable<?> one, Comparable<?> other) {
    return ((Comparable<Object>) one).compareTo(other);
  }

  private static JsonNode preferred(JsonNode values) {
    for (JsonNode element : values) {
      if (element.path("primary").asBoolean()) {
        return element;
      }
    }
    return values.path(0);
  }

  private static JsonNode leaf(JsonNode element, AttributePath path) {
    String sub = path.subName();
    return sub == null ? element : element.path(sub);
  }

  private boolean isBoolean() {
    return target != null && target.definition().getType() == AttributeDefinition.Type.BOOLEAN;
  }

  private @Nullable Comparable<?> comparable(JsonNode leaf) {
    if (target == null || leaf.isMissingNode() || leaf.isNull()) {
      return null;
    }
    return switch (target.definition().getType()) {
      case BOOLEAN -> Values.bool(leaf).orElse(null);
      case DATETIME -> Values.instant(leaf.asText()).orElse(null);
      case INTEGER, DECIMAL -> leaf.isNumber() ? leaf.decimalValue() : null;
      case STRING, REFERENCE -> text(leaf, target.definition().isCaseExact());
      case BINARY -> text(leaf, true);
      case COMPLEX -> null;
    };
  }

  private static @Nullable CodePoints text(JsonNode leaf, boolean caseExact) {
    if (!leaf.isTextual()) {
      return null;
    }
    String compared = caseExact ? leaf.textValue() : Fold.fold(leaf.textValue());
    return new CodePoints(
        compared.length() <= MAX_LENGTH ? compared : compared.substring(0, MAX_LENGTH));
  }

  /** A text in the order of its code points, which is that of its UTF-8 bytes in an index. */
  private record CodePoints(String text) implements Comparable<CodePoints> {
    @Override
    public int compareTo(CodePoints other) {
      int length = Math.min(text.length(), other.text.length());
      for (int i = 0; i < length; i++) {
        char own = text.charAt(i);
        char their = other.text.charAt(i);
        if (own != their) {
          // Surrogates stand for what comes after every other character.
          boolean ownIsHigh = Character.isSurrogate(own);
          return ownIsHigh == Character.isSurrogate(their)
              ? Character.compare(own, their)
              : ownIsHigh ? 1 : -1;
        }
      }
      return Integer.compare(text.length(), other.text.length());
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
