package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.scim.EdgeClient.Answer;

/** Answers to single writes: what is refused and why, versions, and what an answer holds. */
class WritesTest {
  private static final String USER =
      """
      {"userName":"%s","displayName":"D","name":{"givenName":"G"},
       "emails":[{"type":"work","value":"w@x","primary":true},{"type":"home","value":"h@x"}]}""";

  private static RunningEdge edge;
  private static EdgeClient lenient;
  private static EdgeClient strict;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    lenient = new EdgeClient(edge, "lenient");
    strict = new EdgeClient(edge, "strict");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String user(EdgeClient client) {
    return "/Users/" + client.created("/Users", USER.formatted("writes-" + ++number));
  }

  @Test
  void aCompressedBodyIsToldThatItMustNotBe() {
    Answer refused =
        lenient.send("POST", "/Users", "{\"userName\":\"compressed\"}", "Content-Encoding", "gzip");
    Answer plain =
        lenient.send("POST", "/Users", "{\"userName\":\"plain\"}", "Content-Encoding", "identity");

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.body().path("detail").asText()).contains("Content-Encoding");
    assertThat(plain.status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'move','path':'title','value':'T'}|invalidSyntax|add, replace or remove",
        "{'path':'title','value':'T'}|invalidSyntax|op",
        "{'op':'remove'}|noTarget|path",
        "{'op':'add','path':'title'}|invalidValue|title",
        "{'op':'add','value':'T'}|invalidValue|object",
        "{'op':'add','path':'emails[type eq','value':'T'}|invalidPath|emails[type eq",
        "{'op':'add','path':'emails[type xx \\\"work\\\"].value','value':'T'}|invalidPath|emails",
        "{'op':'add','path':'emails[nothing eq \\\"x\\\"].value','value':'T'}|invalidFilter|nothing",
        "{'op':'add','path':'title[value eq \\\"x\\\"]','value':'T'}|invalidPath|title",
        "{'op':'add','path':'name.givenName.more','value':'T'}|invalidPath|name.givenName.more",
        "{'op':'add','path':'shoeSize','value':'T'}|invalidPath|shoeSize",
        "{'op':'replace','path':'id','value':'7'}|mutability|id",
        "{'op':'replace','value':{'id':'7'}}|mutability|id",
        "{'op':'replace','path':'meta.version','value':'7'}|mutability|meta.version",
        "{'op':'add','path':'groups','value':[{'value':'g'}]}|mutability|groups",
        "{'op':'replace','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName','value':'M'}|mutability|manager.displayName",
        "{'op':'remove','path':'userName'}|mutability|userName",
        "{'op':'remove','path':'active'}|mutability|active",
        "{'op':'replace','path':'userName','value':''}|invalidValue|userName",
        "{'op':'replace','path':'active','value':'maybe'}|invalidValue|active",
        "{'op':'replace','path':'name','value':'G'}|invalidValue|name",
        "{'op':'replace','path':'title','value':{'a':1}}|invalidValue|title",
        "{'op':'replace','path':'emails','value':[{'value':7}]}|invalidValue|emails[0].value",
        "{'op':'add','path':'emails','value':[{'value':'a','primary':true},{'value':'b','primary':true}]}|invalidValue|emails",
      })
  void aPatchIsRefusedWholeAndSaysWhy(String operation, String scimType, String named) {
    String path = user(lenient);
    JsonNode before = lenient.get(path).body();

    Answer answer =
        lenient.patch(
            path,
            "{\"op\":\"add\",\"path\":\"nickName\",\"value\":\"N\"},"
                + operation.replace('\'', '"'));

    // Unknown attributes beside known ones are dropped for lenient apps.
    EdgeClient client = answer.status() == 200 ? strict : lenient;
    if (client == strict) {
      path = user(strict);
      before = strict.get(path).body();
      answer = strict.patch(path, operation.replace('\'', '"'));
    }
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.scimType()).as("%s", answer.body()).isEqualTo(scimType);
    assertThat(answer.body().path("detail").textValue()).contains(named);
    assertThat(client.get(path).body()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|invalidValue|userName",
        "{'userName':' '}|invalidValue|userName",
        "{'userName':7}|invalidValue|userName",
        "{'userName':'v','name':{'givenName':['a','b']}}|invalidValue|name.givenName",
        "{'userName':'v','emails':[{'value':'a'},{'value':true}]}|invalidValue|emails[1].value",
        "{'userName':'v','active':'perhaps'}|invalidValue|active",
        "{'userName':'v','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':7}}|invalidValue|enterprise:2.0:User:department",
        "{'userName':'v','UserName':'w'}|invalidSyntax|userName"
      })
  void aBodyIsRefusedByThePathOfItsAttribute(String body, String scimType, String named) {
    Answer answer = lenient.post("/Users", body.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.scimType()).isEqualTo(scimType);
    assertThat(answer.body().path("detail").textValue()).contains(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"D\"}",
        "{\"op\":\"add\",\"path\":\"name\",\"value\":{\"givenName\":\"G\"}}",
        "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"type\":\"home\",\"value\":\"h@x\"}]}",
        "{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"w@x\"}",
        "{\"op\":\"remove\",\"path\":\"title\"}",
        "{\"op\":\"add\",\"path\":\"title\",\"value\":\"T\"},{\"op\":\"remove\",\"path\":\"title\"}"
      })
  void whatChangesNothingKeepsTheVersionAndCallsNobody(String operations) {
    String path = user(lenient);
    Answer before = lenient.get(path);
    edge.cognito().resetCalls();

    Answer answer = lenient.patch(path, operations);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(before.body());
    assertThat(answer.header("ETag")).isEqualTo(before.header("ETag"));
    assertThat(lenient.put(path, before.body().toString()).body()).isEqualTo(before.body());
    assertThat(edge.cognito().calls()).isEqualTo(Map.of());
  }

  @Test
  void aNewPrimaryTakesItFromTheOld() {
    String path = user(lenient);

    JsonNode emails =
        lenient
            .patch(
                path,
                "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"value\":\"n@x\",\"primary\":true}]}")
            .body()
            .path("emails");

    assertThat(emails.findValuesAsText("value")).containsExactly("w@x", "h@x", "n@x");
    assertThat(emails.findValuesAsText("primary")).containsExactly("false", "true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-Match|W/\"1\"|200",
        "If-Match|\"1\"|200",
        "If-Match|W/\"7\", W/\"1\"|200",
        "If-Match|*|200",
        "If-Match|W/\"7\", W/\"8\"|412",
        "If-Match|W/\"11\"|412",
        "If-Match|nonsense|412",
        "If-None-Match|W/\"7\"|200",
        "If-None-Match|W/\"7\",W/\"1\"|412",
        "If-None-Match|*|412"
      })
  void aWriteLooksAtTheVersion(String header, String value, int status) {
    String put = user(lenient);
    String patch = user(lenient);
    String delete = user(lenient);
    String operation = "{\"op\":\"add\",\"path\":\"title\",\"value\":\"T\"}";
    String body = USER.formatted("writes-" + (number - 2));

    assertThat(lenient.put(put, body, header, value).status()).isEqualTo(status);
    assertThat(lenient.patch(patch, operation, header, value).status()).isEqualTo(status);
    assertThat(lenient.delete(delete, header, value).status())
        .isEqualTo(status == 200 ? 204 : status);
    assertThat(lenient.get(patch).body().has("title")).isEqualTo(status == 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"W/\"1\"|304", "\"9\", W/\"1\"|304", "*|304", "W/\"2\"|200", "W/\"10\"|200"})
  void aReadThatHasTheVersionIsNotAnswered(String value, int status) {
    Answer answer = lenient.send("GET", user(lenient), "", "If-None-Match", value);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ETag")).isEqualTo("W/\"1\"");
  }

  @Test
  void groupsOfAUserAreNotPartOfItsVersion() {
    String path = user(lenient);
    String version = lenient.get(path).header("ETag");
    lenient.created(
        "/Groups",
        "{\"displayName\":\"versions\",\"members\":[{\"value\":\"%s\"}]}"
            .formatted(path.substring("/Users/".length())));

    Answer after = lenient.get(path);
    assertThat(after.body().path("groups")).hasSize(1);
    assertThat(after.header("ETag")).isEqualTo(version);
  }

  @Test
  void answersHoldWhatIsAskedFor() {
    String body = USER.formatted("writes-projected");
    Answer created = lenient.post("/Users?attributes=userName", body);
    String path = "/Users/" + created.body().path("id").textValue();

    assertThat(created.body().propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("id", "schemas", "userName");
    assertThat(created.header("Location")).isEqualTo(edge.url() + path);
    assertThat(created.header("Content-Location")).isEqualTo(edge.url() + path);
    assertThat(lenient.put(path + "?excludedAttributes=emails,meta", body).body().has("emails"))
        .isFalse();
    Answer patched =
        lenient.patch(
            path + "?attributes=title", "{\"op\":\"add\",\"path\":\"title\",\"value\":\"T\"}");
    assertThat(patched.body().path("title").textValue()).isEqualTo("T");
    assertThat(patched.body().has("userName")).isFalse();
    assertThat(patched.header("Location")).isEmpty();
    assertThat(patched.header("Content-Location")).isEqualTo(edge.url() + path);
  }

  @Test
  void aGroupPatchAnswersNothingUnlessAttributesAreAskedFor() {
    String path = "/Groups/" + lenient.created("/Groups", "{\"displayName\":\"quiet\"}");
    String rename = "{\"op\":\"replace\",\"value\":{\"displayName\":\"quiet %d\"}}";

    Answer quiet = lenient.patch(path, rename.formatted(1));
    assertThat(quiet.status()).isEqualTo(204);
    assertThat(quiet.header("ETag")).isEqualTo("W/\"2\"");
    Answer asked = lenient.patch(path + "?attributes=displayName", rename.formatted(2));
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.body().path("displayName").textValue()).isEqualTo("quiet 2");
  }
}
