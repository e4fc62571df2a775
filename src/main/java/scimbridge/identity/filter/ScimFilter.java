package scimbridge.identity.filter;

import java.util.Set;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;

/**
 * A filter over resources of one type (RFC 7644 §3.4.2.2). Immutable.
 *
 * <p>Names of attributes and operators are read without regard to case; values are compared as the
 * attribute's {@code caseExact} says. An attribute that no schema defines, an operator that its
 * type does not have and a literal of another type are faults of kind {@code INVALID_FILTER}:
 * answering that nothing matches would make a client create what exists. Beyond the grammar {@code
 * emails[type eq "work"].value eq "x"} is understood.
 */
public final class ScimFilter {
  /** How long a filter may be unless the caller says otherwise, in UTF-16 units. */
  public static final int DEFAULT_MAX_LENGTH = 8 * 1024;

  private final ResourceType type;
  private final Condition condition;
  private final Narrowed narrowed;

  private ScimFilter(ResourceType type, Condition condition) {
    this.type = type;
    this.condition = condition;
    this.narrowed = Narrowed.of(condition, type);
  }

  /** Parses a filter of at most {@link #DEFAULT_MAX_LENGTH}. */
  public static ScimFilter parse(String filter, ResourceType type, Schemas schemas) {
    return parse(filter, type, schemas, DEFAULT_MAX_LENGTH);
  }

  /** Parses a filter of at most the given length. */
  public static ScimFilter parse(String filter, ResourceType type, Schemas schemas, int maxLength) {
    return parse(filter, type, schemas, Set.of(), maxLength);
  }

  /**
   * Parses a filter of at most the given length for one of several types that are queried at once:
   * what only the others have, has no value in this one (RFC 7644 §3.4.2.1).
   */
  public static ScimFilter parse(
      String filter, ResourceType type, Schemas schemas, Set<ResourceType> others, int maxLength) {
    return new ScimFilter(
        type,
        FilterCompiler.compile(
            FilterParser.parse(filter, maxLength), new Scope.Resources(type, schemas, others)));
  }

  /** Whether the filter selects the resource, which is of the type it was parsed for. */
  public boolean matches(Resource resource, Derived derived) {
    if (resource.type() != type) {
      throw new IllegalArgumentException("a filter of " + type + " for a " + resource.type());
    }
    return condition.holds(new ResourceSource(resource, derived));
  }

  /** Whether it asks for anything that a resource's document does not hold, see {@link Derived}. */
  public boolean usesDerived() {
    return usesDerived(condition, type);
  }

  private static boolean usesDerived(Condition condition, ResourceType type) {
    return switch (condition) {
      case Condition.All all -> all.parts().stream().anyMatch(part -> usesDerived(part, type));
      case Condition.Any any -> any.parts().stream().anyMatch(part -> usesDerived(part, type));
      case Condition.Never never -> false;
      case Condition.Not not -> usesDerived(not.inverted(), type);
      case Condition.Element element -> ResourceSource.derives(element.attribute(), type);
      case Condition.Test test -> ResourceSource.derives(test.path(), type);
      case Condition.Present present -> ResourceSource.derives(present.path(), type);
    };
  }

  /** The part that an index can answer: it selects all that the filter selects, and maybe more. */
  public Narrowing narrowing() {
    return narrowed.narrowing();
  }

  /**
   * Whether {@link #narrowing} selects exactly what the filter selects, so that nothing needs to be
   * evaluated and the store can count.
   */
  public boolean exact() {
    return narrowed.exact();
  }
}
