package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.model.Facts;
import scimbridge.emulator.model.Validator;
import scimbridge.emulator.operation.Operation;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.protocol.Signature;

/** The service without HTTP: from target, signature and body to the answer's body. */
final class Service {
  private static final String TARGET_PREFIX = "AWSCognitoIdentityProviderService.";
  private static final byte[] NO_BODY = {};

  private final Clock clock;
  private final Map<String, Operation> operations;
  private final CallCounts counts;
  private final Facts facts = Facts.bundled();
  private final Validator validator = new Validator(facts);

  Service(Clock clock, Map<String, Operation> operations, CallCounts counts) {
    this.clock = clock;
    this.operations = operations;
    this.counts = counts;
  }

  /**
   * Answers a request.
   *
   * @param target the {@code X-Amz-Target} header
   * @param authorization the {@code Authorization} header
   * @param dated whether there is an {@code X-Amz-Date} or {@code Date} header
   * @return the body of a success, possibly empty
   * @throws CognitoError when it is refused
   */
  byte[] answer(
      @Nullable String target,
      @Nullable String authorization,
      boolean dated,
      byte[] body,
      String requestId) {
    String name =
        target != null && target.startsWith(TARGET_PREFIX)
            ? target.substring(TARGET_PREFIX.length())
            : "";
    Facts.OperationFacts known = facts.operation(name);
    Operation operation = operations.get(name);
    if (known == null || operation == null) {
      throw CognitoError.of("UnknownOperationException", "");
    }
    Signature signature = Signature.parse(authorization, dated);
    counts.count(name);
    ObjectNode input = Json.parseRequest(body);
    validator.check(known, input);
    ObjectNode answer =
        operation.answer(new Call(name, input, requestId, signature.region(), clock.instant()));
    return known.answersBody() ? Json.bytes(answer) : NO_BODY;
  }
}
