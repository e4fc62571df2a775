package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.fault.Fault;

class ScimErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_FILTER,400,invalidFilter",
    "TOO_MANY,400,tooMany",
    "UNIQUENESS,409,uniqueness",
    "MUTABILITY,400,mutability",
    "INVALID_SYNTAX,400,invalidSyntax",
    "INVALID_PATH,400,invalidPath",
    "NO_TARGET,400,noTarget",
    "INVALID_VALUE,400,invalidValue",
    "INVALID_VERSION,400,invalidVers",
    "SENSITIVE,403,sensitive",
    "NOT_FOUND,404,",
    "METHOD_NOT_ALLOWED,405,",
    "NOT_ACCEPTABLE,406,",
    "UNSUPPORTED_MEDIA_TYPE,415,",
    "TOO_LARGE,413,",
    "UNAUTHENTICATED,401,",
    "FORBIDDEN,403,",
    "VERSION_MISMATCH,412,",
    "THROTTLED,429,",
    "BUSY,503,",
    "NOT_IMPLEMENTED,501,",
    "UNREADABLE,500,",
    "INTERNAL,500,"
  })
  void everyKindHasItsStatusAndType(Fault.Kind kind, int status, String scimType) throws Exception {
    JsonNode body = new ObjectMapper().readTree(ScimErrors.body(Fault.of(kind, "why")));

    assertThat(ScimErrors.status(kind)).isEqualTo(status);
    assertThat(body.path("status").textValue()).isEqualTo(Integer.toString(status));
    assertThat(body.path("scimType").textValue()).isEqualTo(scimType);
    assertThat(body.path("detail").textValue()).isNotBlank();
    assertThat(body.path("schemas").path(0).textValue())
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
  }

  @ParameterizedTest
  @EnumSource
  void onlyADefectHidesItsDetail(Fault.Kind kind) {
    String body = ScimErrors.body(Fault.of(kind, "jdbc:secret"));

    assertThat(body.contains("jdbc:secret")).isEqualTo(kind != Fault.Kind.INTERNAL);
  }

  @Test
  void retryAfterIsWholeSecondsAndNeverMissingWhereItHelps() {
    Fault soon = Fault.retryable(Fault.Kind.THROTTLED, "wait", Duration.ofMillis(1200));

    assertThat(ScimErrors.retryAfter(soon)).hasValue(2);
    assertThat(ScimErrors.retryAfter(Fault.of(Fault.Kind.BUSY, "wait"))).hasValue(1);
    assertThat(ScimErrors.retryAfter(Fault.of(Fault.Kind.NOT_FOUND, "no"))).isEmpty();
  }
}
