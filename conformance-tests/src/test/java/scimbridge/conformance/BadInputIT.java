package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hamcrest.MatcherAssert;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §3.12: what cannot be done is told, and leaves nothing behind. */
class BadInputIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  private static void isError(Response answer, int status) {
    answer
        .then()
        .statusCode(status)
        .contentType(startsWith("application/scim+json"))
        .body("schemas", contains(ScimServer.ERROR))
        .body("status", equalTo(Integer.toString(status)))
        .body("detail", not(emptyOrNullString()));
  }

  @Requirement({"7644-3.12-09", "7644-7.7-01"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[]",
        "\"text\"",
        "{\"userName\":\"a\"} x",
        "{\"userName\":\"a\",\"userName\":\"b\"}",
        "{\"userName\":nobody}"
      })
  void brokenJsonIsRefusedWithoutQuotingIt(String body) {
    Response answer = scim.post("/Users", body);

    isError(answer, 400);
    answer
        .then()
        .body("scimType", equalTo("invalidSyntax"))
        .body("detail", not(containsString("nobody")));
  }

  @Requirement({"7643-2.3-01", "7643-4.1.1-01", "7644-3.12-12"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"userName\":\"\"}",
        "{\"userName\":null}",
        "{\"userName\":5}",
        "{\"userName\":\"bad-a\\u0000b\"}",
        "{\"userName\":\"bad-\\ud800\"}",
        "{\"userName\":\"bad-active\",\"active\":\"maybe\"}",
        "{\"userName\":\"bad-name\",\"name\":\"Grace\"}",
        "{\"userName\":\"bad-emails\",\"emails\":[5]}"
      })
  void valuesThatDoNotFitAreRefused(String body) {
    Response answer = scim.post("/Users", body);

    isError(answer, 400);
    answer.then().body("scimType", equalTo("invalidValue"));
    scim.filter("/Users", "userName sw \"bad-\"").then().body("Resources", hasSize(0));
  }

  @Test
  void deepNestingIsRefused() {
    String body = "{\"userName\":\"deep\",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";

    isError(scim.post("/Users", body), 400);
  }

  @Requirement({"7644-3.12-01", "7644-3.2-02"})
  @ParameterizedTest
  @CsvSource({
    "GET,/Users/nobody,404",
    "PUT,/Users/nobody,404",
    "PATCH,/Users/nobody,404",
    "DELETE,/Users/nobody,404",
    "GET,/Groups/3f2c1a50-0000-4000-8000-000000000000,404",
    "DELETE,/Groups/3f2c1a50-0000-4000-8000-000000000000,404",
    "GET,/Devices,404",
    "POST,/Devices,404",
    "DELETE,/Users,405",
    "PUT,/Groups,405",
    "POST,/ServiceProviderConfig,405"
  })
  void unknownIdsRoutesAndMethodsAreScimErrors(String method, String path, int status) {
    boolean body = List.of("PUT", "PATCH", "POST").contains(method);
    Response answer =
        (body
                ? scim.sending(
                    """
                    {"userName":"x","Operations":[{"op":"add","path":"title","value":"T"}]}""")
                : scim.request())
            .request(method, path);

    isError(answer, status);
  }

  @Requirement({"7644-3.5.1-04", "7644-3.5.2-20"})
  @Test
  void putAndPatchOnAnUnknownIdAre404() {
    String path = "/Users/3f2c1a50-0000-4000-8000-000000000000";

    isError(scim.put(path, "{\"userName\":\"x\"}"), 404);
    isError(
        scim.patch(
            path,
            """
            {"op":"add","path":"title","value":"T"}"""),
        404);
  }

  @Requirement({"7643-4.1.1-03", "7644-3.3-05", "7644-3.3-06"})
  @Test
  void aUserNameInAnotherLetterCaseIsTaken() {
    String userName = ScimServer.unique("taken");
    scim.user(userName);
    Response answer =
        scim.post("/Users", "{\"userName\":\"" + userName.toUpperCase(Locale.ROOT) + "\"}");

    isError(answer, 409);
    answer.then().body("scimType", equalTo("uniqueness"));
  }

  @Requirement("7643-4.1.1-02")
  @Test
  void ofTwoPostsAtOnceOneCreates() throws Exception {
    String userName = ScimServer.unique("twins");
    Callable<Integer> post =
        () -> scim.post("/Users", "{\"userName\":\"" + userName + "\"}").statusCode();
    ExecutorService clients = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> answers = clients.invokeAll(List.of(post, post));
      MatcherAssert.assertThat(
          List.of(answers.get(0).get(), answers.get(1).get()),
          Matchers.containsInAnyOrder(201, 409));
    } finally {
      clients.shutdown();
    }
    scim.filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("totalResults", equalTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'frobnicate','path':'title','value':'x'}|invalidSyntax",
        "{'path':'title','value':'x'}|invalidSyntax",
        "{'op':'remove'}|noTarget",
        "{'op':'replace','value':'x'}|invalidValue",
        "{'op':'replace','path':'title'}|invalidValue",
        "{'op':'replace','path':'emails[','value':'x'}|invalidPath",
        "{'op':'replace','path':'name..x','value':'x'}|invalidPath",
        "{'op':'replace','path':'noSuchAttribute','value':'x'}|invalidPath",
        "{'op':'replace','value':{'noSuchAttribute':false}}|invalidPath",
        "{'op':'replace','path':'name','value':{'noSuchPart':'x'}}|invalidPath",
        "{'op':'replace','path':'id','value':'x'}|mutability",
        "{'op':'replace','value':{'id':'x'}}|mutability",
        "{'op':'add','path':'groups','value':[{'value':'x'}]}|mutability",
        "{'op':'replace','path':'meta.created','value':'x'}|mutability",
        "{'op':'remove','path':'userName'}|mutability",
        "{'op':'replace','path':'active','value':'perhaps'}|invalidValue",
        "{'op':'replace','path':'title[type eq \"a\"]','value':'x'}|*"
      })
  void anOperationThatIsNotUnderstoodIsRefusedAndTheWholePatchWithIt(
      String operation, String scimType) {
    String path = scim.user(ScimServer.unique("patched"));
    String alone = operation.replace('\'', '"').replace("\"a\"", "\\\"a\\\"");

    Response answer = scim.patch(path, alone);
    isError(answer, 400);
    if (!scimType.equals("*")) {
      answer.then().body("scimType", equalTo(scimType));
    }
    scim.get(path).then().body("title", equalTo(null)).body("active", equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'remove','path':'active'}",
        "{'op':'replace','path':'active','value':null}",
        "{'op':'replace','path':'active','value':[]}",
        "{'op':'replace','value':{'active':null,'title':'T'}}"
      })
  void whoWasShutOutIsNotLetInByTakingActiveAway(String operation) {
    String path = scim.user(ScimServer.unique("shut-out"));
    scim.patch(path, "{\"op\":\"replace\",\"path\":\"active\",\"value\":false}");

    Response answer = scim.patch(path, operation.replace('\'', '"'));

    isError(answer, 400);
    answer.then().body("scimType", equalTo("mutability"));
    scim.get(path).then().body("active", equalTo(false)).body("title", equalTo(null));
  }

  @Test
  void whoWasShutOutIsNotLetInByAReplacementThatDoesNotSayActive() {
    String userName = ScimServer.unique("shut-out");
    String path = scim.user(userName);
    scim.patch(path, "{\"op\":\"replace\",\"path\":\"active\",\"value\":false}");

    scim.put(path, "{\"userName\":\"" + userName + "\",\"title\":\"T\"}")
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("title", equalTo("T"));
    scim.put(path, "{\"userName\":\"" + userName + "\",\"active\":true}")
        .then()
        .statusCode(200)
        .body("active", equalTo(true));
  }

  @Requirement("7644-3.5.2-06")
  @Test
  void aPatchIsAllOrNothing() {
    String path = scim.user(ScimServer.unique("patched"));

    isError(
        scim.patch(
            path,
            """
            {"op":"replace","path":"title","value":"T"}""",
            """
            {"op":"remove","path":"userName"}"""),
        400);
    scim.get(path).then().body("title", equalTo(null));
  }

  @Requirement("7644-3.5.2-03")
  @Test
  void aPatchWithoutOperationsIsRefused() {
    String path = scim.user(ScimServer.unique("patched"));

    isError(scim.patch(path), 400);
    isError(scim.sending("{}").patch(path), 400);
  }
}
