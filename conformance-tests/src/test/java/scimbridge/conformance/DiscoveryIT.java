package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

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
}
