package scimbridge.scim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/**
 * Reads and writes message bodies.
 *
 * <p>Bounded while it reads, because a tree is built before anything can be refused: nesting to a
 * configured depth, strings to {@value #MAX_STRING} characters. A name twice in one object is
 * refused, for two readers may believe different ones. Text that a store or another reader cannot
 * hold (U+0000, half of a surrogate pair) is refused here, once for all attributes. Faults tell
 * line and column and never quote the body: it may hold a password.
 */
final class ScimJson {
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_NUMBER = 100;

  private static final ObjectMapper WRITER = new ObjectMapper();

  private final int maxDepth;
  private final ObjectMapper reader;

  /** Reads what is nested at most so deep; a plain object is one deep. */
  ScimJson(int maxDepth) {
    this.maxDepth = maxDepth;
    this.reader =
        JsonMapper.builder(
                JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(maxDepth)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /**
   * Reads one object.
   *
   * @return null if there is nothing but white space
   */
  @Nullable ObjectNode read(InputStream body) {
    JsonNode message;
    try {
      message = reader.readTree(body);
    } catch (StreamConstraintsException tooMuch) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX,
          String.format(
              Locale.ROOT,
              "The body is nested deeper than %d (limits.maxJsonDepth), or a string is longer than"
                  + " %d characters, or a number longer than %d digits.",
              maxDepth,
              MAX_STRING,
              MAX_NUMBER));
    } catch (JsonProcessingException broken) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX,
          "The body is not JSON, or an object has the same name twice" + place(broken) + ".");
    } catch (IOException unreadable) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX, "The body could not be read to its end.", unreadable);
    }
    if (message == null || message.isMissingNode()) {
      return null;
    }
    if (!(message instanceof ObjectNode object)) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, "The body is not a JSON object.");
    }
    checkText(object);
    return object;
  }

  /** The message as UTF-8. */
  static byte[] write(ObjectNode message) {
    try {
      return WRITER.writeValueAsBytes(message);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String place(JsonProcessingException broken) {
    JsonLocation place = broken.getLocation();
    return place == null
        ? ""
        : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
  }

  private static void checkText(JsonNode node) {
    if (node.isTextual()) {
      checkText(node.textValue());
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        checkText(member.getKey());
        checkText(member.getValue());
      }
    } else {
      for (JsonNode element : node) {
        checkText(element);
      }
    }
  }

  private static void checkText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw Fault.of(Fault.Kind.INVALID_VALUE, "The body holds the character U+0000.");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw Fault.of(Fault.Kind.INVALID_VALUE, "The body holds half of a surrogate pair.");
      }
    }
  }
}
