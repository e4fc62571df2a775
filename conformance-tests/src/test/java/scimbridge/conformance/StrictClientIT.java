package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a second client sees that is held to the letter of the RFC: nothing of the first one's, and
 * refusals where a lenient server understands more than was said.
 */
class StrictClientIT {
  @RegisterExtension final ScimServer scim = new ScimServer();
  @RegisterExtension final ScimServer strict = ScimServer.strict();

  @BeforeEach
  void isThere() {
    ScimServer.assume(!strict.token().isEmpty(), "There is no strict client");
  }

  @Requirement("7643-3.1-09")
  @Test
  void twoClientsMayUseTheSameExternalId() {
    String externalId = ScimServer.unique("external");
    String body = "{'schemas':['%s'],'userName':'%s','externalId':'%s'}";
    for (ScimServer client : new ScimServer[] {scim, strict}) {
      String id =
          client
              .post(
                  "/Users",
                  ScimServer.json(
                      body, ScimServer.CORE_USER, ScimServer.unique("client"), externalId))
              .then()
              .statusCode(201)
              .extract()
              .path("id");
      client
          .filter("/Users", "externalId eq \"" + externalId + "\"")
          .then()
          .body("Resources.id", contains(id));
    }
  }

  @Requirement("7644-6-01")
  @Test
  void aClientSeesNothingOfAnother() {
    String userName = ScimServer.unique("client");
    String path = scim.user(userName);

    strict.get(path).then().statusCode(404);
    strict.delete(path).then().statusCode(404);
    strict
        .filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Requirement("7644-3.5.2.3-08")
  @Test
  void aReplacementOfWhatDoesNotMatchHasNoTarget() {
    String path = strict.user(ScimServer.unique("client"));

    strict
        .patch(
            path,
            ScimServer.json(
                "{'op':'replace','path':'emails[type eq \\\"home\\\"].value','value':'x@y.example'}"))
        .then()
        .statusCode(400)
        .body("scimType", equalTo("noTarget"));
  }

  @Requirement("7644-3.5.2-02")
  @Test
  void aPatchWithoutItsSchemaIsRefused() {
    String path = strict.user(ScimServer.unique("client"));

    strict
        .sending(ScimServer.json("{'Operations':[{'op':'add','path':'title','value':'T'}]}"))
        .patch(path)
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidSyntax"));
  }

  @Requirement("7644-3.7-13")
  @Test
  void aPostInABulkRequestNeedsABulkId() {
    strict.assumeAnnounced("bulk.supported");
    String userName = ScimServer.unique("client");

    strict
        .sending(
            ScimServer.json(
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'Operations':"
                    + "[{'method':'POST','path':'/Users','data':{'schemas':['%s'],"
                    + "'userName':'%s'}}]}",
                ScimServer.CORE_USER, userName))
        .post("/Bulk");
    strict
        .filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Requirement("9865-5-03")
  @Test
  void theCursorOfAnotherClientIsRefused() {
    scim.assumeAnnounced("pagination.cursor");
    scim.user(ScimServer.unique("client"));
    scim.user(ScimServer.unique("client"));
    String cursor = scim.get("/Users?cursor=&count=1").path("nextCursor");

    scim.get("/Users?count=1&cursor=" + cursor).then().statusCode(200);
    strict
        .get("/Users?count=1&cursor=" + cursor)
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidCursor"));
  }

  @Requirement("7644-3.4.3-02")
  @Test
  void aSearchWithAnotherSchemaIsRefused() {
    strict
        .sending(
            ScimServer.json(
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'count':1}"))
        .post("/Users/.search")
        .then()
        .statusCode(400)
        .body("schemas", contains(ScimServer.ERROR));
  }
}
