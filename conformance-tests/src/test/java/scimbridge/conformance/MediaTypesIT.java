package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §3.8 and §8.1: media types in both directions. */
class MediaTypesIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Requirement({"7644-3.8-01", "7644-3.8-02", "7644-8.1-01"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/scim+json",
        "application/json",
        "Application/SCIM+JSON; charset=UTF-8",
        "application/json;charset=ISO-8859-1"
      })
  void bodiesOfBothJsonTypesAreRead(String type) {
    scim.remember(
            scim.request()
                .contentType(type)
                .body("{\"userName\":\"" + ScimServer.unique("typed") + "\"}")
                .post("/Users"))
        .then()
        .statusCode(201);
  }

  @Requirement("7644-3.8-06")
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void otherBodiesAreRefused(String type) {
    RequestSpecification request =
        scim.request()
            .config(
                RestAssuredConfig.config()
                    .encoderConfig(
                        EncoderConfig.encoderConfig()
                            .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                            .encodeContentTypeAs(type, ContentType.TEXT)));
    request
        .contentType(type)
        .body("{\"userName\":\"" + ScimServer.unique("typed") + "\"}")
        .post("/Users")
        .then()
        .statusCode(415)
        .contentType(startsWith("application/scim+json"))
        .body("schemas", contains(ScimServer.ERROR));
  }

  @Requirement("7644-3.8-03")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/scim+json",
        "application/scim+json; charset=utf-8",
        "text/html, application/*;q=0.8",
        "application/json, application/scim+json"
      })
  void answersAreScimJson(String accepted) {
    scim.request()
        .accept(accepted)
        .get("/Users?count=1")
        .then()
        .statusCode(200)
        .contentType(equalToIgnoringCase("application/scim+json; charset=utf-8"));
  }

  @Requirement({"7644-3.8-07", "7644-3.12-04"})
  @ParameterizedTest
  @ValueSource(strings = {"/Users?count=1", "/Users/nobody", "/Devices", "/Devices/1"})
  void whoAcceptsNeitherIsToldInScimJson(String path) {
    scim.request()
        .accept("text/html")
        .get(path)
        .then()
        .statusCode(path.startsWith("/Devices") ? 404 : 406)
        .contentType(equalToIgnoringCase("application/scim+json; charset=utf-8"))
        .body("schemas", contains(ScimServer.ERROR));
  }

  @Requirement("7644-3.8-04")
  @Test
  void whoAcceptsJsonOnlyGetsJson() {
    scim.request()
        .accept("application/json")
        .get("/Users?count=1")
        .then()
        .statusCode(200)
        .contentType(equalToIgnoringCase("application/json; charset=utf-8"));
  }
}
