package scimbridge.identity.filter;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.filters.Filter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of a parsed filter and gives its literals their type.
 *
 * <p>{@code ne} is compiled to {@code not (… eq …)}. RFC 7644 does not say what {@code ne} means
 * for an attribute that is not assigned or has several values; this is the only reading by which
 * the two ways to write it agree. So {@code title ne "x"} holds where there is no title, and {@code
 * emails.type ne "work"} holds where no e-mail address is of type work.
 */
final class FilterCompiler {
  private static final Condition NEVER = new Condition.Never();

  private final Scope scope;

  private FilterCompiler(Scope scope) {
    this.scope = scope;
  }

  /** Compiles a filter, or throws a fault of kind {@code INVALID_FILTER}. */
  static Condition compile(Filter filter, Scope scope) {
    return new FilterCompiler(scope).compile(filter);
  }

  private Condition compile(Filter filter) {
    return switch (filter.getFilterType()) {
      case AND -> new Condition.All(compileAll(filter.getCombinedFilters()));
      case OR -> new Condition.Any(compileAll(filter.getCombinedFilters()));
      case NOT -> new Condition.Not(compile(requireNonNull(filter.getInvertedFilter())));
      case COMPLEX_VALUE -> element(filter);
      case PRESENT -> present(filter);
      case EQUAL -> equality(filter);
      case NOT_EQUAL -> new Condition.Not(equality(filter));
      case CONTAINS -> comparison(filter, Operator.CO);
      case STARTS_WITH -> comparison(filter, Operator.SW);
      case ENDS_WITH -> comparison(filter, Operator.EW);
      case GREATER_THAN -> comparison(filter, Operator.GT);
      case GREATER_OR_EQUAL -> comparison(filter, Operator.GE);
      case LESS_THAN -> comparison(filter, Operator.LT);
      case LESS_OR_EQUAL -> comparison(filter, Operator.LE);
    };
  }

  private List<Condition> compileAll(@Nullable List<Filter> combined) {
    List<Condition> conditions = new ArrayList<>();
    for (Filter filter : requireNonNull(combined)) {
      conditions.add(compile(filter));
    }
    return List.copyOf(conditions);
  }

  private Condition present(Filter filter) {
    Scope.Target target = target(filter);
    return target == null ? NEVER : new Condition.Present(target.path());
  }

  private Condition element(Filter filter) {
    Scope.Target named = target(filter);
    if (named == null) {
      return NEVER;
    }
    Scope.Target attribute = named.withElements();
    Filter inner = requireNonNull(filter.getValueFilter());
    return new Condition.Element(attribute.path(), compile(inner, new Scope.Elements(attribute)));
  }

  private Condition equality(Filter filter) {
    // RFC 7643 §2.5: null and unassigned are the same.
    return literal(filter).isNull()
        ? new Condition.Not(present(filter))
        : comparison(filter, Operator.EQ);
  }

  private Condition comparison(Filter filter, Operator operator) {
    Scope.Target target = target(filter);
    if (target == null) {
      return NEVER;
    }
    Scope.Target compared = target.compared();
    return new Condition.Test(
        compared.path(), operator, Literals.typed(compared, operator, literal(filter)));
  }

  private Scope.@Nullable Target target(Filter filter) {
    return scope.resolve(requireNonNull(filter.getAttributePath()));
  }

  private static ValueNode literal(Filter filter) {
    return requireNonNull(filter.getComparisonValue());
  }
}
