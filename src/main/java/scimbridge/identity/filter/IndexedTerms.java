package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private IndexedTerms() {}

  /** The terms of a resource, each once. */
  public static Collection<Term> of(Resource resource) {
    Condition.Source source = new ResourceSource(resource, Derived.NOTHING);
    Set<Term> terms = new LinkedHashSet<>();
    indexed(resource.type())
        .forEach(
            (path, caseExact) ->
                // Every value is looked at because none stops the search.
                Leaves.any(
                    source,
                    path,
                    leaf -> {
                      text(leaf).ifPresent(text -> terms.add(term(path, text, caseExact)));
                      return false;
                    }));
    return terms;
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

  private static Term term(AttributePath path, String text, boolean caseExact) {
    return new Term(path.toString(), cut(caseExact ? text : Fold.fold(text)));
  }

  private static Optional<String> text(JsonNode leaf) {
    return leaf.isTextual() || leaf.isBoolean() ? Optional.of(leaf.asText()) : Optional.empty();
  }
}
