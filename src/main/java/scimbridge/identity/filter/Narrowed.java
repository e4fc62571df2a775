package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * What the store can do for a condition.
 *
 * @param narrowing selects every resource for which the condition holds
 * @param exact whether it selects no other
 */
record Narrowed(Narrowing narrowing, boolean exact) {
  private static final Narrowed UNKNOWN = new Narrowed(new Narrowing.Everything(), false);
  private static final Narrowed ALL = new Narrowed(new Narrowing.Everything(), true);
  private static final Narrowed NONE = new Narrowed(new Narrowing.Nothing(), true);

  static Narrowed of(Condition condition, ResourceType type) {
    return of(condition, type, false);
  }

  private static Narrowed of(Condition condition, ResourceType type, boolean insideElement) {
    return switch (condition) {
      case Condition.All all -> all(each(all.parts(), type, insideElement), insideElement);
      case Condition.Any any -> any(each(any.parts(), type, insideElement));
      case Condition.Element element -> of(element.inner(), type, true);
      case Condition.Test test -> test(test, type);
      case Condition.Not not -> insideElement ? UNKNOWN : not(of(not.inverted(), type, false));
      case Condition.Present present -> present(present, type);
      case Condition.Never never -> NONE;
    };
  }

  /** What an index that selects too much leaves out says nothing. */
  private static Narrowed not(Narrowed inverted) {
    if (!inverted.exact) {
      return UNKNOWN;
    }
    return switch (inverted.narrowing) {
      case Narrowing.Everything everything -> NONE;
      case Narrowing.Nothing nothing -> ALL;
      case Narrowing.Not not -> new Narrowed(not.part(), true);
      default -> new Narrowed(new Narrowing.Not(inverted.narrowing), true);
    };
  }

  private static Narrowed present(Condition.Present present, ResourceType type) {
    String path = present.path().toString();
    if (path.equals("id") || Timestamp.at(path).isPresent()) {
      return ALL;
    }
    return IndexedTerms.caseExact(type, present.path()).isPresent()
        ? new Narrowed(new Narrowing.Has(path), true)
        : UNKNOWN;
  }

  private static List<Narrowed> each(
      List<Condition> parts, ResourceType type, boolean insideElement) {
    return parts.stream().map(part -> of(part, type, insideElement)).toList();
  }

  /** Two values may each be of another element: inside an element the conjunction is not exact. */
  private static Narrowed all(List<Narrowed> parts, boolean insideElement) {
    boolean exact = !insideElement;
    List<Narrowing> useful = new ArrayList<>();
    for (Narrowed part : parts) {
      if (part.narrowing instanceof Narrowing.Nothing) {
        return NONE;
      }
      exact &= part.exact;
      if (!(part.narrowing instanceof Narrowing.Everything)) {
        useful.add(part.narrowing);
      }
    }
    return switch (useful.size()) {
      case 0 -> exact ? ALL : UNKNOWN;
      case 1 -> new Narrowed(useful.get(0), exact);
      default -> new Narrowed(new Narrowing.All(useful), exact);
    };
  }

  private static Narrowed any(List<Narrowed> parts) {
    boolean exact = true;
    List<Narrowing> useful = new ArrayList<>();
    for (Narrowed part : parts) {
      if (part.narrowing instanceof Narrowing.Everything) {
        return parts.contains(ALL) ? ALL : UNKNOWN;
      }
      exact &= part.exact;
      if (!(part.narrowing instanceof Narrowing.Nothing)) {
        useful.add(part.narrowing);
      }
    }
    return switch (useful.size()) {
      case 0 -> NONE;
      case 1 -> new Narrowed(useful.get(0), exact);
      default -> new Narrowed(new Narrowing.Any(useful), exact);
    };
  }

  private static Narrowed test(Condition.Test test, ResourceType type) {
    String path = test.path().toString();
    if (test.operand() instanceof Operand.Text text && test.operator() == Operator.EQ) {
      if (path.equals("id")) {
        return id(text, id -> new Narrowing.Ids(Set.of(id)));
      }
      if (type == ResourceType.GROUP && path.equals("members.value")) {
        return id(text, Narrowing.HasMember::new);
      }
      if (type == ResourceType.USER && path.equals("groups.value")) {
        return id(text, Narrowing.MemberOf::new);
      }
      if (path.equals("meta.resourceType")) {
        return text.test(Operator.EQ, TextNode.valueOf(type.scimName())) ? ALL : NONE;
      }
    }
    if (test.operand() instanceof Operand.Moment moment) {
      return Timestamp.at(path)
          .map(timestamp -> between(timestamp, test.operator(), moment.instant()))
          .orElse(UNKNOWN);
    }
    return IndexedTerms.caseExact(type, test.path())
        .map(caseExact -> term(test, path, caseExact))
        .orElse(UNKNOWN);
  }

  private static Narrowed id(Operand.Text text, Function<ResourceId, Narrowing> narrowing) {
    return ResourceId.parse(text.text())
        .map(id -> new Narrowed(narrowing.apply(id), true))
        .orElse(NONE);
  }

  /** Resources know their times to the millisecond; a literal may stand between two of them. */
  private static Narrowed between(Timestamp timestamp, Operator operator, Instant instant) {
    long floor = millis(instant);
    boolean whole = Instant.ofEpochMilli(floor).equals(instant);
    long ceiling = whole || floor == Long.MAX_VALUE ? floor : floor + 1;
    long from =
        switch (operator) {
          case GT -> whole ? Math.max(floor, floor + 1) : ceiling;
          case GE, EQ -> ceiling;
          default -> Long.MIN_VALUE;
        };
    long to =
        switch (operator) {
          case LT -> whole ? Math.min(floor, floor - 1) : floor;
          case LE, EQ -> floor;
          default -> Long.MAX_VALUE;
        };
    return from > to ? NONE : new Narrowed(new Narrowing.Between(timestamp, from, to), true);
  }

  private static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException far) {
      return instant.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  private static Narrowed term(Condition.Test test, String path, boolean indexIsCaseExact) {
    if (test.operand() instanceof Operand.Bool bool) {
      return new Narrowed(
          new Narrowing.Exactly(new Term(path, String.valueOf(bool.wanted()))), true);
    }
    if (!(test.operand() instanceof Operand.Text text) || (indexIsCaseExact && !text.caseExact())) {
      return UNKNOWN;
    }
    String key = IndexedTerms.key(text.text(), indexIsCaseExact);
    boolean same = indexIsCaseExact == text.caseExact() && IndexedTerms.isDistinct(key);
    return switch (test.operator()) {
      case EQ ->
          // A term that may have been cut stands for every longer value too.
          new Narrowed(
              new Narrowing.Exactly(new Term(path, key)),
              same && key.length() < IndexedTerms.MAX_LENGTH - 1);
      case SW ->
          new Narrowed(
              new Narrowing.StartsWith(path, key),
              same && key.length() <= Narrowing.StartsWith.MAX_EXACT);
      default -> UNKNOWN;
    };
  }
}
