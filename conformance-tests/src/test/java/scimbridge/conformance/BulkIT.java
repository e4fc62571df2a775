package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.7: many operations in one request, where the server announces it. */
class BulkIT {
  private static final String REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
  private static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  @RegisterExtension final ScimServer scim = new ScimServer();

  @BeforeEach
  void announced() {
    scim.assumeAnnounced("bulk.supported");
  }

  private Response send(String members, String... operations) {
    return scim.rememberAll(
        scim.sending(
                ScimServer.json("{'schemas':['%s'],%s'Operations':[", REQUEST, members)
                    + String.join(",", operations)
                    + "]}")
            .post("/Bulk"));
  }

  private ValidatableResponse bulk(String... operations) {
    return send("", operations)
        .then()
        .statusCode(200)
        .body("Operations", hasSize(operations.length));
  }

  private static String newUser(String bulkId, String userName) {
    return ScimServer.json(
        "{'method':'POST','path':'/Users','bulkId':'%s',"
            + "'data':{'schemas':['%s'],'userName':'%s'}}",
        bulkId, ScimServer.CORE_USER, userName);
  }

  private static String newUser(String bulkId) {
    return newUser(bulkId, ScimServer.unique("bulk"));
  }

  private static String newGroup(String bulkId, String members) {
    return ScimServer.json(
        "{'method':'POST','path':'/Groups','bulkId':'%s',"
            + "'data':{'schemas':['%s'],'displayName':'%s','members':[%s]}}",
        bulkId, ScimServer.CORE_GROUP, ScimServer.unique("Bulk"), members);
  }

  private static String failing(String bulkId) {
    return ScimServer.json(
        "{'method':'POST','path':'/Users','bulkId':'%s','data':{'title':'no name'}}", bulkId);
  }

  @Requirement("7644-3.7-01")
  @Test
  void aRequestIsAnsweredWithAResponse() {
    bulk(newUser("one")).body("schemas", contains(RESPONSE));
  }

  @Requirement({"7644-3.7-02", "7644-3.7-03", "7644-3.7-04"})
  @Test
  void eachOperationHasItsResult() {
    bulk(newUser("one"))
        .body("Operations[0].method", equalTo("POST"))
        .body("Operations[0].bulkId", equalTo("one"))
        .body("Operations[0].location", containsString(scim.url() + "/Users/"))
        .body("Operations[0].status", equalTo("201"));
  }

  @Requirement({"7644-3.7-05", "7644-3.7-06"})
  @Test
  void aFailureHasItsErrorAndNoLocation() {
    bulk(failing("bad"))
        .body("Operations[0].status", equalTo("400"))
        .body("Operations[0].location", nullValue())
        .body("Operations[0].response.schemas", contains(ScimServer.ERROR))
        .body("Operations[0].response.status", equalTo("400"))
        .body("Operations[0].response.detail", not(emptyOrNullString()));
  }

  @Requirement("7644-3.7-07")
  @Test
  void aFailureDoesNotStopTheRest() {
    bulk(failing("bad"), newUser("good"))
        .body("Operations[0].status", equalTo("400"))
        .body("Operations[1].status", equalTo("201"));
  }

  @Requirement("7644-3.7-08")
  @Test
  void failOnErrorsStopsTheRest() {
    String userName = ScimServer.unique("bulk");
    List<String> statuses =
        send(ScimServer.json("'failOnErrors':1,"), failing("bad"), newUser("never", userName))
            .then()
            .statusCode(200)
            .extract()
            .path("Operations.status");

    assertThat(statuses.get(0), is("400"));
    scim.filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Requirement({"7644-3.7-09", "7644-3.7-10", "7644-3.7-14"})
  @Test
  void allFourMethodsWork() {
    String userName = ScimServer.unique("bulk");
    String replaced = scim.user(userName);
    String patched = scim.user(ScimServer.unique("bulk"));
    String deleted = scim.user(ScimServer.unique("bulk"));

    bulk(
            newUser("one"),
            ScimServer.json(
                "{'method':'PUT','path':'%s','data':{'userName':'%s','title':'T'}}",
                replaced, userName),
            ScimServer.json(
                "{'method':'PATCH','path':'%s','data':{'schemas':['%s'],"
                    + "'Operations':[{'op':'add','path':'title','value':'P'}]}}",
                patched, PATCH_OP),
            ScimServer.json("{'method':'DELETE','path':'%s'}", deleted))
        .body("Operations.status", contains(is("201"), is("200"), oneOf("200", "204"), is("204")))
        .body("Operations[1].location", equalTo(scim.url() + replaced))
        .body("Operations[2].location", equalTo(scim.url() + patched));
    scim.get(replaced).then().body("title", equalTo("T"));
    scim.get(patched).then().body("title", equalTo("P"));
    scim.get(deleted).then().statusCode(404);
  }

  @Requirement({"7644-3.7-11", "7644-3.7-12"})
  @Test
  void versionsAreChecked() {
    scim.assumeAnnounced("etag.supported");
    String path = scim.user(ScimServer.unique("bulk"));
    String version = scim.get(path).path("meta.version");
    String operation =
        ScimServer.json(
            "{'method':'PATCH','path':'%s','version':'VERSION','data':{'schemas':['%s'],"
                + "'Operations':[{'op':'replace','path':'title','value':'T'}]}}",
            path, PATCH_OP);

    bulk(operation.replace("VERSION", "W/\\\"4711\\\""))
        .body("Operations[0].status", equalTo("412"));
    String changed =
        bulk(operation.replace("VERSION", version.replace("\"", "\\\"")))
            .body("Operations[0].status", oneOf("200", "204"))
            .extract()
            .path("Operations[0].version");
    assertThat(scim.get(path).path("meta.version"), equalTo(changed));
  }

  @Requirement("7644-3.7-15")
  @Test
  void anOperationElsewhereIsRefused() {
    Response answer =
        send("", ScimServer.json("{'method':'DELETE','path':'/ServiceProviderConfig'}"));

    if (answer.statusCode() == 200) {
      answer.then().body("Operations[0].status", oneOf("400", "404", "405", "501"));
    } else {
      answer.then().statusCode(400);
    }
  }

  @Requirement("7644-3.7.1-01")
  @Test
  void aReferenceToWhatComesLaterIsResolved() {
    String location =
        bulk(newGroup("group", ScimServer.json("{'value':'bulkId:user'}")), newUser("user"))
            .body("Operations.status", everyItem(equalTo("201")))
            .extract()
            .path("Operations.find { it.bulkId == 'group' }.location");

    scim.request().baseUri("").get(location).then().body("members", hasSize(1));
  }

  @Requirement("7644-3.7.1-02")
  @Test
  void aCircleIsResolvedOrAConflict() {
    List<String> statuses =
        bulk(
                newGroup("a", ScimServer.json("{'type':'Group','value':'bulkId:b'}")),
                newGroup("b", ScimServer.json("{'type':'Group','value':'bulkId:a'}")))
            .extract()
            .path("Operations.status");

    assertThat(statuses, everyItem(is(oneOf("201", "409", "400"))));
  }

  @Requirement("7644-3.7.2-01")
  @Test
  void aReferenceBecomesTheId() {
    List<String> locations =
        bulk(newUser("user"), newGroup("group", ScimServer.json("{'value':'bulkId:user'}")))
            .extract()
            .path("Operations.location");

    scim.request()
        .baseUri("")
        .get(locations.get(1))
        .then()
        .body("members.value", contains(ScimServer.id(locations.get(0))));
  }

  @Requirement("7644-3.7.2-02")
  @Test
  void aReferenceMayStandInAPath() {
    bulk(
            newUser("user"),
            ScimServer.json(
                "{'method':'PATCH','path':'/Users/bulkId:user','data':{'schemas':['%s'],"
                    + "'Operations':[{'op':'add','path':'title','value':'T'}]}}",
                PATCH_OP))
        .body("Operations[1].status", oneOf("200", "204"));
  }

  @Requirement("7644-3.7.2-03")
  @Test
  void aReferenceToNothingIsAnError() {
    bulk(newGroup("group", ScimServer.json("{'value':'bulkId:nobody'}")))
        .body("Operations[0].status", oneOf("400", "409"));
  }

  @Requirement("7644-3.7.3-01")
  @Test
  void goodResultsHaveLocationAndVersion() {
    bulk(newUser("one"))
        .body("Operations[0].location", not(emptyOrNullString()))
        .body("Operations[0].version", not(emptyOrNullString()));
  }

  @Requirement({"7644-3.7.4-01", "7644-3.7.4-03"})
  @Test
  void moreOperationsThanAnnouncedAreRefused() {
    int most = scim.get("/ServiceProviderConfig").path("bulk.maxOperations");
    String[] operations = new String[most + 1];
    for (int i = 0; i <= most; i++) {
      operations[i] = ScimServer.json("{'method':'DELETE','path':'/Users/none-%d'}", i);
    }

    send("", operations)
        .then()
        .statusCode(413)
        .body("schemas", contains(ScimServer.ERROR))
        .body("detail", containsString(Integer.toString(most)));
  }

  @Requirement("7644-3.7.4-02")
  @Test
  void aLargerPayloadThanAnnouncedIsRefused() {
    int most = scim.get("/ServiceProviderConfig").path("bulk.maxPayloadSize");

    send("", newUser("one") + " ".repeat(most))
        .then()
        .statusCode(413)
        .body("schemas", contains(ScimServer.ERROR));
  }
}
