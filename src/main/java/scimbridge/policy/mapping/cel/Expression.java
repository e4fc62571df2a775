package scimbridge.policy.mapping.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.User;
import scimbridge.policy.mapping.Reading;

/** A compiled expression. */
final class Expression {
  static final String USER = "user";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final UserType type;
  private final CelRuntime.Program program;

  Expression(UserType type, CelRuntime.Program program) {
    this.type = type;
    this.program = program;
  }

  /**
   * The value for a user. An attribute that the user has no value for, and an element that a list
   * has not, make it no value; what else goes wrong is told without the values.
   */
  Reading evaluate(User user) {
    try {
      JsonNode result = json(program.eval(Map.of(USER, type.value(user))));
      return result == null
          ? Reading.failed("the expression gives what no attribute can hold")
          : Reading.of(result);
    } catch (CelEvaluationException failed) {
      return switch (failed.getErrorCode()) {
        case ATTRIBUTE_NOT_FOUND, INDEX_OUT_OF_BOUNDS -> Reading.nothing();
        default -> Reading.failed(reason(failed.getErrorCode()));
      };
    } catch (ArithmeticException tooLarge) {
      return Reading.failed(reason(CelErrorCode.NUMERIC_OVERFLOW));
    }
  }

  private static String reason(CelErrorCode code) {
    return switch (code) {
      case DIVIDE_BY_ZERO -> "the expression divides by zero";
      case NUMERIC_OVERFLOW -> "the expression has a number beyond 64 bits";
      case ITERATION_BUDGET_EXCEEDED -> "the expression has to look at too many values";
      case BAD_FORMAT, INVALID_ARGUMENT -> "the expression cannot convert a value";
      case OVERLOAD_NOT_FOUND -> "the expression meets a value of a type it was not made for";
      default -> "the expression fails";
    };
  }

  /** As JSON; null if it is neither text, number, boolean, instant nor a list of these. */
  private static @Nullable JsonNode json(Object value) {
    return switch (value) {
      case String text -> JSON.textNode(text);
      case Boolean flag -> JSON.booleanNode(flag);
      case Long number -> JSON.numberNode(number);
      case UnsignedLong number -> JSON.numberNode(number.bigIntegerValue());
      case Double number -> Double.isFinite(number) ? JSON.numberNode(plain(number)) : null;
      case Instant instant -> JSON.textNode(instant.toString());
      case List<?> list -> array(list);
      default -> null;
    };
  }

  private static @Nullable JsonNode array(List<?> list) {
    ArrayNode array = JSON.arrayNode();
    for (Object element : list) {
      JsonNode converted = element == null ? null : json(element);
      if (converted == null) {
        return null;
      }
      array.add(converted);
    }
    return array;
  }

  private static BigDecimal plain(double number) {
    BigDecimal stripped = BigDecimal.valueOf(number).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
