package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §4 and RFC 7643 §5 to §8: what a server says of itself. */
class DiscoveryIT {
  private static final Set<String> CONFIG =
      Set.of(
          "schemas",
          "documentationUri",
          "patch",
          "bulk",
          "filter",
          "changePassword",
          "sort",
          "etag",
          "pagination",
          "authenticationSchemes",
          "meta");

  @RegisterExtension final ScimServer scim = new ScimServer();

  @Requirement("7644-4-01")
  @Test
  void serviceProviderConfigHoldsWhatTheRfcDefinesAndNothingElse() {
    scim.get("/ServiceProviderConfig")
        .then()
        .statusCode(200)
        .body("schemas", contains("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"))
        .body("keySet()", everyItem(in(CONFIG)))
        .body("patch.supported", equalTo(true))
        .body("bulk.supported", instanceOf(Boolean.class))
        .body("bulk.maxOperations", instanceOf(Integer.class))
        .body("bulk.maxPayloadSize", instanceOf(Integer.class))
        .body("filter.supported", equalTo(true))
        .body("filter.maxResults", instanceOf(Integer.class))
        .body("changePassword.supported", instanceOf(Boolean.class))
        .body("sort.supported", instanceOf(Boolean.class))
        .body("etag.supported", instanceOf(Boolean.class))
        .body("authenticationSchemes.type", hasItem("oauthbearertoken"));
  }

  @Requirement("7644-4-02")
  @Test
  void resourceTypesAreAListOfUserAndGroup() {
    scim.get("/ResourceTypes")
        .then()
        .statusCode(200)
        .body("schemas", contains(ScimServer.LIST))
        .body("totalResults", equalTo(2))
        .body("Resources.id", hasItems("User", "Group"))
        .body("Resources.endpoint", hasItems("/Users", "/Groups"));
  }

  @Requirement({"7644-4-03", "7643-6-06"})
  @Test
  void resourceTypeIsFoundByItsId() {
    scim.get("/ResourceTypes/User")
        .then()
        .statusCode(200)
        .body("schemas", contains("urn:ietf:params:scim:schemas:core:2.0:ResourceType"))
        .body("schema", equalTo(ScimServer.CORE_USER))
        .body("schemaExtensions.schema", hasItem(ScimServer.ENTERPRISE))
        .body("meta.location", equalTo(scim.url() + "/ResourceTypes/User"));
    scim.get("/ResourceTypes/Device").then().statusCode(404);
  }

  @Requirement({"7644-4-04", "7644-3.1-02", "7644-8.2-01"})
  @Test
  void schemasAreAListWithoutMessageSchemas() {
    scim.get("/Schemas")
        .then()
        .statusCode(200)
        .body("schemas", contains(ScimServer.LIST))
        .body(
            "Resources.id",
            hasItems(ScimServer.CORE_USER, ScimServer.CORE_GROUP, ScimServer.ENTERPRISE))
        .body("Resources.findAll { it.id.contains(':messages:') }", empty());
  }

  @Requirement({"7644-4-05", "7643-7-01"})
  @Test
  void everySchemaThatIsListedIsFoundByItsId() {
    List<String> urns = scim.get("/Schemas").path("Resources.id");
    for (String urn : urns) {
      scim.get("/Schemas/" + urn)
          .then()
          .statusCode(200)
          .body("id", equalTo(urn))
          .body("meta.resourceType", equalTo("Schema"))
          .body("attributes", not(empty()))
          .body("attributes.name", everyItem(notNullValue()))
          .body("attributes.type", everyItem(notNullValue()))
          .body("attributes.multiValued", everyItem(instanceOf(Boolean.class)));
    }
    scim.get("/Schemas/urn:unknown").then().statusCode(404);
  }

  @Requirement("7644-4-07")
  @ParameterizedTest
  @ValueSource(strings = {"/ServiceProviderConfig", "/ResourceTypes", "/Schemas"})
  void filterIsForbidden(String path) {
    scim.filter(path, "id eq \"User\"").then().statusCode(403).body("status", equalTo("403"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ServiceProviderConfig", "/ResourceTypes", "/Schemas"})
  void nothingIsNull(String path) {
    String body = scim.get(path).asString();
    assertThat(body, not(containsString("null")));
  }

  @Requirement({"7643-5-02", "7643-5-03"})
  @Test
  void bulkAndFilterAreAnnouncedWithTheirLimits() {
    scim.get("/ServiceProviderConfig")
        .then()
        .body("bulk.supported", instanceOf(Boolean.class))
        .body("bulk.maxOperations", instanceOf(Integer.class))
        .body("bulk.maxPayloadSize", instanceOf(Integer.class))
        .body("filter.supported", instanceOf(Boolean.class))
        .body("filter.maxResults", instanceOf(Integer.class));
  }

  @Requirement({"7643-5-04", "7643-5-05", "7643-5-06"})
  @Test
  void passwordsOrderAndVersionsAreAnnounced() {
    scim.get("/ServiceProviderConfig")
        .then()
        .body("changePassword.supported", instanceOf(Boolean.class))
        .body("sort.supported", instanceOf(Boolean.class))
        .body("etag.supported", instanceOf(Boolean.class));
  }

  @Requirement("7643-5-07")
  @Test
  void authenticationSchemesAreDescribed() {
    scim.get("/ServiceProviderConfig")
        .then()
        .body("authenticationSchemes", not(empty()))
        .body(
            "authenticationSchemes.type",
            everyItem(
                in(List.of("oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"))))
        .body("authenticationSchemes.name", everyItem(notNullValue()))
        .body("authenticationSchemes.description", everyItem(notNullValue()));
  }

  @Requirement("7643-5-08")
  @Test
  void documentationIsAUrlWhereItIsNamed() {
    String uri = scim.get("/ServiceProviderConfig").path("documentationUri");
    if (uri != null) {
      assertThat(uri, startsWith("http"));
    }
  }

  @Requirement("7643-5-09")
  @Test
  void whoHasNoTokenIsToldHowToAuthenticate() {
    Response answer = scim.anonymous().get("/ServiceProviderConfig");

    answer.then().statusCode(oneOf(200, 401));
    if (answer.statusCode() == 401) {
      answer.then().header("WWW-Authenticate", notNullValue());
    } else {
      answer.then().body("authenticationSchemes", not(empty()));
    }
  }

  @Requirement("7643-5-10")
  @Test
  void serviceProviderConfigHasItsSchema() {
    scim.get("/ServiceProviderConfig")
        .then()
        .body("schemas", contains("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"));
  }

  @Requirement({"7643-6-01", "7643-6-02"})
  @Test
  void everyResourceTypeHasANameAndAnEndpointThatAnswers() {
    scim.get("/ResourceTypes").then().body("Resources.name", everyItem(notNullValue()));
    List<String> endpoints = scim.get("/ResourceTypes").path("Resources.endpoint");

    endpoints.forEach(endpoint -> scim.get(endpoint + "?count=0").then().statusCode(200));
  }

  @Requirement({"7643-6-03", "7643-6-04"})
  @Test
  void schemasOfResourceTypesAreAtSchemas() {
    List<String> known = scim.get("/Schemas").path("Resources.id");
    List<String> named = new ArrayList<>(scim.get("/ResourceTypes").path("Resources.schema"));
    named.addAll(
        scim.get("/ResourceTypes")
            .path("Resources.findAll { it.schemaExtensions }.schemaExtensions.flatten().schema"));

    assertThat(named, everyItem(in(known)));
  }

  @Requirement("7643-6-05")
  @Test
  void extensionsSayWhetherTheyAreRequired() {
    scim.get("/ResourceTypes")
        .then()
        .body(
            "Resources.findAll { it.schemaExtensions }.schemaExtensions.flatten().required",
            everyItem(instanceOf(Boolean.class)));
  }

  @Requirement("7644-4-06")
  @ParameterizedTest
  @ValueSource(strings = {"/ResourceTypes", "/Schemas"})
  void orderAndPagesAreIgnored(String path) {
    int all = scim.get(path).path("totalResults");

    scim.get(path + "?startIndex=2&count=1&sortBy=id&sortOrder=descending")
        .then()
        .statusCode(200)
        .body("Resources", hasSize(all));
  }

  @Requirement("7644-4-08")
  @ParameterizedTest
  @ValueSource(strings = {"/ServiceProviderConfig", "/ResourceTypes", "/Schemas"})
  void discoveryCannotBeWritten(String path) {
    scim.sending("{}").put(path).then().statusCode(oneOf(404, 405, 501));
    scim.sending("{}").post(path).then().statusCode(oneOf(404, 405, 501));
    scim.delete(path).then().statusCode(oneOf(404, 405, 501));
  }

  @Requirement("7644-4-09")
  @Test
  void whatIsAnnouncedWorks() {
    String userName = ScimServer.unique("announced");
    String path = scim.user(userName);
    if (scim.announces("patch.supported")) {
      scim.patch(path, ScimServer.json("{'op':'add','path':'title','value':'T'}"))
          .then()
          .statusCode(oneOf(200, 204));
    }
    if (scim.announces("filter.supported")) {
      scim.filter("/Users", "userName eq \"" + userName + "\"")
          .then()
          .body("totalResults", equalTo(1));
    }
    if (scim.announces("sort.supported")) {
      scim.get("/Users?sortBy=userName&count=1").then().statusCode(200);
    }
    if (scim.announces("etag.supported")) {
      scim.get(path).then().header("ETag", notNullValue());
    }
    if (scim.announces("bulk.supported")) {
      scim.sending("{}").post("/Bulk").then().statusCode(400);
    }
  }

  @Requirement("7644-4-11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ServiceProviderConfig",
        "/ResourceTypes/User",
        "/Schemas/" + ScimServer.CORE_USER
      })
  void discoveryResourcesHaveMeta(String path) {
    scim.get(path)
        .then()
        .body("meta.location", equalTo(scim.url() + path))
        .body("meta.resourceType", oneOf("ServiceProviderConfig", "ResourceType", "Schema"));
  }

  @Requirement("7644-4-12")
  @ParameterizedTest
  @ValueSource(strings = {"/ResourceTypes/Device", "/Schemas/urn:unknown"})
  void whatIsNotThereIs404(String path) {
    scim.get(path).then().statusCode(404).body("schemas", contains(ScimServer.ERROR));
  }
}
