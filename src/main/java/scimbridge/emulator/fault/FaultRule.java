package scimbridge.emulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.Json;

/**
 * A fault and the calls it strikes.
 *
 * @param operation the only operation it strikes, null for all
 * @param user the only {@code Username} it strikes, as sent; null for all
 * @param calls how many calls it strikes before it is over; 0 for no end
 * @param rate the share of the matching calls it strikes, above 0 and up to 1
 * @param delay how late a {@link FaultKind#LATENCY} makes the answer
 */
public record FaultRule(
    FaultKind kind,
    @Nullable String operation,
    @Nullable String user,
    int calls,
    double rate,
    Duration delay) {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Set<String> MEMBERS =
      Set.of("kind", "operation", "user", "calls", "rate", "millis");

  /** Checks the numbers. */
  public FaultRule {
    if (calls < 0) {
      throw new IllegalArgumentException("calls must not be negative");
    }
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be above 0 and at most 1");
    }
    if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("millis must be between 0 and " + LONGEST.toMillis());
    }
  }

  /** Every call from now on. */
  public static FaultRule of(FaultKind kind) {
    return new FaultRule(kind, null, null, 0, 1, Duration.ZERO);
  }

  /** Late answers, for every call from now on. */
  public static FaultRule latency(Duration delay) {
    return new FaultRule(FaultKind.LATENCY, null, null, 0, 1, delay);
  }

  /** Only calls of one operation. */
  public FaultRule on(String onlyOperation) {
    return new FaultRule(kind, onlyOperation, user, calls, rate, delay);
  }

  /** Only calls that name one user. */
  public FaultRule forUser(String onlyUser) {
    return new FaultRule(kind, operation, onlyUser, calls, rate, delay);
  }

  /** Only the next calls. */
  public FaultRule times(int onlyCalls) {
    return new FaultRule(kind, operation, user, onlyCalls, rate, delay);
  }

  /** Only a share of the calls. */
  public FaultRule atRate(double share) {
    return new FaultRule(kind, operation, user, calls, share, delay);
  }

  boolean matches(String calledOperation, @Nullable String calledUser) {
    return (operation == null || operation.equals(calledOperation))
        && (user == null || user.equals(calledUser));
  }

  /** As control calls show it. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("kind", kind.name().toLowerCase(Locale.ROOT));
    if (operation != null) {
      json.put("operation", operation);
    }
    if (user != null) {
      json.put("user", user);
    }
    json.put("calls", calls);
    json.put("rate", rate);
    if (kind == FaultKind.LATENCY) {
      json.put("millis", delay.toMillis());
    }
    return json;
  }

  /**
   * Reads what a control call sent.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static FaultRule fromJson(JsonNode json) {
    for (var member : json.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw new IllegalArgumentException("unknown member " + member.getKey());
      }
    }
    String kind = json.path("kind").asText("").toUpperCase(Locale.ROOT);
    FaultKind known = null;
    for (FaultKind candidate : FaultKind.values()) {
      if (candidate.name().equals(kind)) {
        known = candidate;
      }
    }
    if (known == null) {
      throw new IllegalArgumentException("unknown kind '" + json.path("kind").asText("") + "'");
    }
    return new FaultRule(
        known,
        json.hasNonNull("operation") ? json.get("operation").asText() : null,
        json.hasNonNull("user") ? json.get("user").asText() : null,
        json.path("calls").asInt(0),
        json.path("rate").asDouble(1),
        Duration.ofMillis(json.path("millis").asLong(0)));
  }
}
