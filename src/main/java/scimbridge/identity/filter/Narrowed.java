package scimbridge.identity.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import scimbridge.identity.Fold;
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
      case Condition.Not not -> UNKNOWN;
      case Condition.Present present -> UNKNOWN;
    };
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
      case 0 -> UNKNOWN;
      case 1 -> new Narrowed(useful.get(0), exact);
      default -> new Narrowed(new Narrowing.All(useful), exact);
    };
  }

  private static Narrowed any(List<Narrowed> parts) {
    boolean exact = true;
    List<Narrowing> useful = new ArrayList<>();
    for (Narrowed part : parts) {
      if (part.narrowing instanceof Narrowing.Everything) {
        return UNKNOWN;
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
    if (test.operator() == Operator.EQ && test.operand() instanceof Operand.Text text) {
      if (path.equals("id")) {
        return id(text, id -> new Narrowing.Ids(Set.of(id)));
      }
      if (type == ResourceType.GROUP && path.equals("members.value")) {
        return id(text, Narrowing.HasMember::new);
      }
      if (type == ResourceType.USER && path.equals("groups.value")) {
        return id(text, Narrowing.MemberOf::new);
      }
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

  private static Narrowed term(Condition.Test test, String path, boolean indexIsCaseExact) {
    if (test.operand() instanceof Operand.Bool bool) {
      return new Narrowed(
          new Narrowing.Exactly(new Term(path, String.valueOf(bool.wanted()))), true);
    }
    if (!(test.operand() instanceof Operand.Text text) || (indexIsCaseExact && !text.caseExact())) {
      return UNKNOWN;
    }
    String wanted = indexIsCaseExact ? text.text() : Fold.fold(text.text());
    String cut = IndexedTerms.cut(wanted);
    // A term that may have been cut stands for every longer value too.
    boolean same = indexIsCaseExact == text.caseExact();
    return switch (test.operator()) {
      case EQ ->
          new Narrowed(
              new Narrowing.Exactly(new Term(path, cut)),
              same && wanted.length() < IndexedTerms.MAX_LENGTH - 1);
      case SW ->
          new Narrowed(
              new Narrowing.StartsWith(path, cut),
              same && wanted.length() <= Narrowing.StartsWith.MAX_EXACT);
      default -> UNKNOWN;
    };
  }
}
