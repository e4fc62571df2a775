package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import scimbridge.identity.Fold;
import scimbridge.identity.schema.Values;

/** The literal of a comparison, in the type of its attribute. */
sealed interface Operand {

  /** Compares a value of a document; a missing value passes no test. */
  boolean test(Operator operator, JsonNode value);

  /** The literal as a document would hold it. */
  JsonNode literal();

  /** A text, already folded unless case matters. */
  record Text(String text, boolean caseExact, TextNode literal) implements Operand {
    /** Folds the text if need be. */
    static Text of(String text, boolean caseExact) {
      return new Text(caseExact ? text : Fold.fold(text), caseExact, TextNode.valueOf(text));
    }

    @Override
    public boolean test(Operator operator, JsonNode value) {
      if (!value.isTextual()) {
        return false;
      }
      String own = caseExact ? value.textValue() : Fold.fold(value.textValue());
      return switch (operator) {
        case CO -> own.contains(text);
        case SW -> own.startsWith(text);
        case EW -> own.endsWith(text);
        case EQ, GT, GE, LT, LE -> operator.accepts(own.compareTo(text));
      };
    }
  }

  /** True or false. */
  record Bool(boolean wanted) implements Operand {
    @Override
    public JsonNode literal() {
      return BooleanNode.valueOf(wanted);
    }

    @Override
    public boolean test(Operator operator, JsonNode value) {
      return operator == Operator.EQ && Values.bool(value).filter(own -> own == wanted).isPresent();
    }
  }

  /** A point in time; texts of different offsets may name the same one. */
  record Moment(Instant instant) implements Operand {
    @Override
    public JsonNode literal() {
      return TextNode.valueOf(instant.toString());
    }

    @Override
    public boolean test(Operator operator, JsonNode value) {
      return value.isTextual()
          && Values.instant(value.textValue())
              .filter(own -> operator.accepts(own.compareTo(instant)))
              .isPresent();
    }
  }

  /** A number. */
  record Numeric(BigDecimal number) implements Operand {
    @Override
    public JsonNode literal() {
      return DecimalNode.valueOf(number);
    }

    @Override
    public boolean test(Operator operator, JsonNode value) {
      return value.isNumber() && operator.accepts(value.decimalValue().compareTo(number));
    }
  }
}
