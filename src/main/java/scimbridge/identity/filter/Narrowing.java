package scimbridge.identity.filter;

import java.util.List;
import java.util.Set;
import scimbridge.identity.ResourceId;

/**
 * The part of a filter that an index can answer. It selects every resource that the filter selects,
 * and maybe more.
 */
public sealed interface Narrowing {

  /** No index helps: everything. */
  record Everything() implements Narrowing {}

  /** Nothing can match. */
  record Nothing() implements Narrowing {}

  /** Resources with one of these ids. */
  record Ids(Set<ResourceId> ids) implements Narrowing {
    /** Copies the set. */
    public Ids {
      ids = Set.copyOf(ids);
    }
  }

  /** Resources that have exactly this term. */
  record Exactly(Term term) implements Narrowing {}

  /**
   * Resources that have a term at this path that starts with the given text (already folded). Of a
   * text longer than {@value #MAX_EXACT} UTF-16 units a store may compare only that much.
   */
  record StartsWith(String path, String prefix) implements Narrowing {
    /** Up to this length, in UTF-16 units, the answer is exact. */
    public static final int MAX_EXACT = 255;
  }

  /** Resources that have a value at this path which is not the empty text. */
  record Has(String path) implements Narrowing {}

  /**
   * Resources that were created, or changed last, within these milliseconds since 1970, both
   * inclusive.
   */
  record Between(Timestamp timestamp, long from, long to) implements Narrowing {}

  /** Groups with this direct member. */
  record HasMember(ResourceId member) implements Narrowing {}

  /** Users that are a direct member of this group. */
  record MemberOf(ResourceId group) implements Narrowing {}

  /** Resources that the part does not select. */
  record Not(Narrowing part) implements Narrowing {}

  /** All of these at once. */
  record All(List<Narrowing> parts) implements Narrowing {
    /** Copies the list. */
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** Any of these. */
  record Any(List<Narrowing> parts) implements Narrowing {
    /** Copies the list. */
    public Any {
      parts = List.copyOf(parts);
    }
  }
}
