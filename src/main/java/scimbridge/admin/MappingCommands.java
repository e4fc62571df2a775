package scimbridge.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Consumer;
import scimbridge.fault.Fault;
import scimbridge.provisioning.MappingTrial;

/** {@code mapping test}: what a user becomes in each pool. */
public final class MappingCommands {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final MappingTrial trial;
  private final AppNames apps;

  /** Commands about the mappings of the configured apps. */
  public MappingCommands(MappingTrial trial, AppNames apps) {
    this.trial = trial;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands.add("mapping test", this::test);
  }

  private void test(Map<String, String> arguments, Consumer<String> out) {
    trial.of(apps.of(arguments), user(arguments.getOrDefault("user", ""))).forEach(out);
  }

  private static ObjectNode user(String json) {
    JsonNode read;
    try {
      read = JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX,
          "the user is not JSON: " + malformed.getOriginalMessage(),
          malformed);
    }
    if (read instanceof ObjectNode user) {
      return user;
    }
    throw Fault.of(Fault.Kind.INVALID_SYNTAX, "the user is not a JSON object");
  }
}
