package scimbridge.emulator.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call as an operation sees it.
 *
 * @param operation its name, such as {@code AdminGetUser}
 * @param input the request's members, already checked against the model
 * @param requestId the id that the answer carries
 * @param region the region that the signature names; pools are invisible from other regions
 * @param now when the call arrived
 */
public record Call(
    String operation, ObjectNode input, String requestId, String region, Instant now) {

  /** A member that the model requires, as text. */
  public String text(String member) {
    return input.path(member).asText();
  }

  /** A member as text, null when absent. */
  public @Nullable String optionalText(String member) {
    JsonNode value = input.get(member);
    return value == null || value.isNull() ? null : value.asText();
  }

  /** A number, or the given value when the member is absent. */
  public int number(String member, int otherwise) {
    JsonNode value = input.get(member);
    return value == null || value.isNull() ? otherwise : value.asInt();
  }

  /** A flag, false when absent. */
  public boolean flag(String member) {
    return input.path(member).asBoolean(false);
  }

  /** Whether the member was sent, and not as null. */
  public boolean has(String member) {
    return input.hasNonNull(member);
  }

  /** The arrival in milliseconds since the epoch. */
  public long nowMillis() {
    return now.toEpochMilli();
  }
}
