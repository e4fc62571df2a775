package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import scimbridge.identity.Fold;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AttributePath;

/**
 * The values of a resource by which the store finds it: what clients filter by.
 *
 * <p>The store holds at most {@value #MAX_LENGTH} UTF-16 units of a value; the filter cuts its
 * literals likewise and the evaluator decides about the rest.
 */
public final class IndexedTerms {
  /** How much of a value is indexed. */
  public static final int MAX_LENGTH = 512;

  /** What stands at an ordered path without a value; it comes after every value. */
  public static final String ABSENT = "\uDBFF\uDFFF";

  /** What a value that would begin like {@link #ABSENT} begins with in the index. */
  private static final String BEFORE_ABSENT = "\uDBFF\uDFFE";

  /** Indexed attributes, and whether case matters in them. */
  private static final Map<ResourceType, Map<AttributePath, Boolean>> INDEXED =
      Map.of(
          ResourceType.USER,
          Map.of(
              AttributePath.of("userName"), false,
              AttributePath.of("externalId"), true,
              AttributePath.of("displayName"), false,
              AttributePath.of("active"), false,
              AttributePath.of("emails").sub("value"), false,
              AttributePath.of("name").sub("familyName"), false,
              AttributePath.of("name").sub("givenName"), false),
          ResourceType.GROUP,
          Map.of(AttributePath.of("externalId"), true, AttributePath.of("displayName"), false));

  /** Indexed paths with more than one value. */
  private static final Set<String> MULTI_VALUED = Set.of("emails.value");

  private IndexedTerms() {}

  /** The terms of a resource, each once. */
  public static Collection<Term> of(Resource resource) {
    Condition.Source source = new ResourceSource(resource, Derived.NOTHING);
    Set<Term> terms = new LinkedHashSet<>();
    indexed(resource.type())
        .forEach(
            (path, caseExact) -> {
              int before = terms.size();
              // Every value is looked at because none stops the search.
              Leaves.any(
                  source,
                  path,
                  leaf -> {
                    text(leaf)
                        .ifPresent(
                            text -> terms.add(new Term(path.toString(), key(text, caseExact))));
                    return false;
                  });
              if (terms.size() == before && isOrdered(path.toString())) {
                terms.add(new Term(path.toString(), ABSENT));
              }
            });
    return terms;
  }

  /**
   * Whether resources can be walked in the order of this path: every resource has exactly one term
   * there, its value or {@link #ABSENT}.
   */
  public static boolean isOrdered(String path) {
    return !MULTI_VALUED.contains(path);
  }

  /** What a client can filter by so that an index answers; for the detail of a refusal. */
  public static String names(ResourceType type) {
    Set<String> names = new TreeSet<>(List.of("id", "meta.created", "meta.lastModified"));
    names.add(type == ResourceType.USER ? "groups.value" : "members.value");
    indexed(type).keySet().forEach(path -> names.add(path.toString()));
    return String.join(", ", names);
  }

  /** Whether case matters in the index of this attribute; empty if it is not indexed. */
  static Optional<Boolean> caseExact(ResourceType type, AttributePath path) {
    return Optional.ofNullable(indexed(type).get(path));
  }

  /** The start of a text that the index holds; it never ends inside a surrogate pair. */
  static String cut(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
    return text.substring(0, splits ? MAX_LENGTH - 1 : MAX_LENGTH);
  }

  private static Map<AttributePath, Boolean> indexed(ResourceType type) {
    return INDEXED.getOrDefault(type, Map.of());
  }

  /** A value as the index holds it. */
  static String key(String text, boolean caseExact) {
    String compared = caseExact ? text : Fold.fold(text);
    return cut(
        compared.startsWith(ABSENT)
            ? BEFORE_ABSENT + compared.substring(ABSENT.length())
            : compared);
  }

  /** Whether no two values that begin like this have the same key because of {@link #ABSENT}. */
  static boolean isDistinct(String key) {
    return !key.startsWith(BEFORE_ABSENT);
  }

  private static Optional<String> text(JsonNode leaf) {
    return leaf.isTextual() || leaf.isBoolean() ? Optional.of(leaf.asText()) : Optional.empty();
  }
}
