package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import scimbridge.emulator.model.Facts;

/** Every constraint of the model is enforced, in both directions. */
class ConstraintsTest extends WithEmulator {

  @Test
  void everyConstraintAcceptsWhatKeepsItAndRefusesWhatBreaksIt() {
    RawCalls calls = new RawCalls(emulator.endpoint());
    List<ConstraintCases.Case> cases = ConstraintCases.all();
    SoftAssertions all = new SoftAssertions();
    for (ConstraintCases.Case each : cases) {
      String what = each.operation() + " " + each.path() + ": " + each.complaint();
      all.assertThat(calls.call(each.operation(), each.kept().toString()).body())
          .as("kept: " + what)
          .doesNotContain("validation error")
          .doesNotContain("SerializationException")
          .doesNotContain("InternalErrorException");
      all.assertThat(calls.call(each.operation(), each.broken().toString()).body())
          .as("broken: " + what)
          .contains("\"__type\":\"InvalidParameterException\"")
          .contains(
              json(" at '" + each.path() + "' failed to satisfy constraint: " + each.complaint()));
    }
    all.assertAll();
    System.out.println("Constraints checked in both directions: " + cases.size());
    assertThat(cases).hasSizeGreaterThanOrEqualTo(300);
  }

  @Test
  void everyOperationOfTheFactsAnswers() {
    RawCalls calls = new RawCalls(emulator.endpoint());
    for (String operation : Facts.bundled().operations().keySet()) {
      assertThat(calls.call(operation, "{}").body())
          .as(operation)
          .doesNotContain("UnknownOperationException");
    }
  }

  /** A text as it looks inside a JSON string. */
  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
