package scimbridge.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.emulator.fault.FaultKind;
import scimbridge.emulator.fault.Faults;
import scimbridge.emulator.model.Facts;
import scimbridge.emulator.model.Validator;
import scimbridge.emulator.operation.Operation;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.protocol.Signature;
import scimbridge.emulator.quota.Quotas;

/** The service without HTTP: from headers and body to what is answered. */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final String TARGET_PREFIX = "AWSCognitoIdentityProviderService.";

  private final Clock clock;
  private final Map<String, Operation> operations;
  private final Quotas quotas;
  private final Faults faults;
  private final CallCounts counts;
  private final CallLog log;
  private final Facts facts = Facts.bundled();
  private final Validator validator = new Validator(facts);

  Service(
      Clock clock,
      Map<String, Operation> operations,
      Quotas quotas,
      Faults faults,
      CallCounts counts,
      CallLog log) {
    this.clock = clock;
    this.operations = operations;
    this.quotas = quotas;
    this.faults = faults;
    this.counts = counts;
    this.log = log;
  }

  /** What goes back. */
  sealed interface Answer {
    /** A success; the body is null for operations that answer nothing. */
    record Success(@Nullable ObjectNode body) implements Answer {}

    /** An error as AWS shows it. */
    record Failure(CognitoError error) implements Answer {}

    /** No answer: the connection is reset. */
    record Reset() implements Answer {}
  }

  /**
   * The headers that matter.
   *
   * @param target {@code X-Amz-Target}
   * @param dated whether there is an {@code X-Amz-Date} or {@code Date}
   */
  record Headers(@Nullable String target, @Nullable String authorization, boolean dated) {}

  /** A call that was understood and is to be answered after its delay. */
  record Pending(
      Facts.OperationFacts known,
      Operation operation,
      Call call,
      Caller caller,
      Faults.Strike strike) {
    /** How late a fault makes it. */
    Duration delay() {
      return strike.delay();
    }
  }

  record Caller(String accessKey, String pool, @Nullable String user) {}

  /**
   * Reads a request.
   *
   * @throws CognitoError when it is not a call of an operation that exists, properly signed
   */
  Pending read(Headers headers, byte[] body, String requestId) {
    String target = headers.target();
    String name =
        target != null && target.startsWith(TARGET_PREFIX)
            ? target.substring(TARGET_PREFIX.length())
            : "";
    Facts.OperationFacts known = facts.operation(name);
    Operation operation = operations.get(name);
    if (known == null || operation == null) {
      throw CognitoError.of("UnknownOperationException", "");
    }
    Signature signature = Signature.parse(headers.authorization(), headers.dated());
    counts.count(name);
    Instant now = clock.instant();
    ObjectNode input = Json.parseRequest(body);
    Caller caller =
        new Caller(signature.accessKey(), input.path("UserPoolId").asText(""), user(input));
    return new Pending(
        known,
        operation,
        new Call(name, input, requestId, signature.region(), now),
        caller,
        faults.strike(name, caller.user()));
  }

  /** Answers a call. */
  Answer answer(Pending pending) {
    Answer answer;
    try {
      answer = attempt(pending);
    } catch (CognitoError e) {
      answer = new Answer.Failure(e);
    } catch (RuntimeException e) {
      // Whatever it was, the caller sees what AWS would show: nothing.
      LOG.error("request {} failed", pending.call().requestId(), e);
      answer = new Answer.Failure(CognitoError.internal());
    }
    record(pending, answer);
    return answer;
  }

  private Answer attempt(Pending pending) {
    Faults.Strike strike = pending.strike();
    Call call = pending.call();
    if (strike.has(FaultKind.RESET_BEFORE)) {
      return new Answer.Reset();
    }
    if (strike.has(FaultKind.THROTTLE)) {
      throw CognitoError.of("TooManyRequestsException", "Rate exceeded");
    }
    if (strike.has(FaultKind.INTERNAL_ERROR)) {
      throw CognitoError.internal();
    }
    quotas.admit(
        call.operation(),
        call.region(),
        pending.caller().pool(),
        pending.caller().user(),
        call.now());
    validator.check(pending.known(), call.input());
    ObjectNode body = pending.operation().answer(call);
    if (strike.has(FaultKind.RESET_AFTER)) {
      return new Answer.Reset();
    }
    if (strike.has(FaultKind.CODE_DELIVERY_FAILURE)) {
      throw CognitoError.of(
          "CodeDeliveryFailureException", "Unable to deliver the message to the destination.");
    }
    return new Answer.Success(pending.known().answersBody() ? body : null);
  }

  private void record(Pending pending, Answer answer) {
    String error =
        switch (answer) {
          case Answer.Success success -> null;
          case Answer.Failure failure -> failure.error().type();
          case Answer.Reset reset -> "connection reset";
        };
    Call call = pending.call();
    Caller caller = pending.caller();
    log.add(
        new CallLog.Entry(
            call.now(),
            call.requestId(),
            call.operation(),
            caller.accessKey(),
            call.region(),
            caller.pool(),
            caller.user(),
            error));
  }

  private static @Nullable String user(ObjectNode input) {
    JsonNode user = input.get("Username");
    if (user == null) {
      user = input.path("DestinationUser").get("ProviderAttributeValue");
    }
    return user == null || !user.isTextual() ? null : user.asText();
  }
}
