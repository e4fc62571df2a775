package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.Locale;
import scimbridge.fault.Fault;
import scimbridge.identity.schema.Values;

/** Gives a literal the type of its attribute, and says which operators that type has. */
final class Literals {
  private Literals() {}

  static Operand typed(Scope.Target target, Operator operator, JsonNode literal) {
    AttributeDefinition definition = target.definition();
    return switch (definition.getType()) {
      case STRING, REFERENCE -> text(target, literal, definition.isCaseExact());
      case BINARY -> {
        allow(operator == Operator.EQ, target, operator, "eq, ne and pr");
        yield text(target, literal, true);
      }
      case BOOLEAN -> {
        allow(operator == Operator.EQ, target, operator, "eq, ne and pr");
        yield new Operand.Bool(
            Values.bool(literal).orElseThrow(() -> unfit(target, "true or false")));
      }
      case DATETIME -> {
        allow(!operator.isSubstring(), target, operator, "eq, ne, gt, ge, lt, le and pr");
        yield new Operand.Moment(
            Values.instant(literal.asText())
                .orElseThrow(() -> unfit(target, "a date with a time, as 2026-01-31T10:00:00Z")));
      }
      case INTEGER, DECIMAL -> {
        allow(!operator.isSubstring(), target, operator, "eq, ne, gt, ge, lt, le and pr");
        // Within the range of a double no comparison has to write out a huge power of ten.
        if (!literal.isNumber() || !Double.isFinite(literal.doubleValue())) {
          throw unfit(target, "a number");
        }
        yield new Operand.Numeric(literal.decimalValue());
      }
      case COMPLEX -> throw unfit(target, "one of its sub-attributes");
    };
  }

  private static Operand text(Scope.Target target, JsonNode literal, boolean caseExact) {
    if (!literal.isTextual()) {
      throw unfit(target, "a string in double quotes");
    }
    if (!Values.storable(literal.textValue())) {
      throw unfit(target, "a string without U+0000 and halves of surrogate pairs");
    }
    return Operand.Text.of(literal.textValue(), caseExact);
  }

  private static void allow(
      boolean allowed, Scope.Target target, Operator operator, String supported) {
    if (!allowed) {
      throw Fault.of(
          Fault.Kind.INVALID_FILTER,
          "%s is %s and has no operator %s, only %s"
              .formatted(
                  target.path(),
                  target.definition().getType().getName(),
                  operator.name().toLowerCase(Locale.ROOT),
                  supported));
    }
  }

  private static Fault unfit(Scope.Target target, String expected) {
    return Fault.of(
        Fault.Kind.INVALID_FILTER, target.path() + " is compared with what is not " + expected);
  }
}
