package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7643 §3: schemas, id, externalId, meta and extensions. */
class CommonAttributesIT {
  private static final String SHOWN_ENTERPRISE = "'" + ScimServer.ENTERPRISE + "'";

  @RegisterExtension final ScimServer scim = new ScimServer();

  private Response create(String attributes) {
    Response created =
        scim.post(
            "/Users",
            ScimServer.json("{'userName':'%s',", ScimServer.unique("common"))
                + ScimServer.json(attributes)
                + "}");
    created.then().statusCode(201);
    return created;
  }

  private String change(String path) {
    return scim.patch(
            path,
            ScimServer.json(
                "{'op':'replace','path':'title','value':'%s'}", ScimServer.unique("title")))
        .then()
        .statusCode(oneOf(200, 204))
        .extract()
        .header("ETag");
  }

  @Requirement({"7643-3-01", "7643-4.1-01", "7643-4.2-01"})
  @Test
  void everyResourceNamesItsSchema() {
    String user = scim.user(ScimServer.unique("common"));
    String group = scim.group(ScimServer.unique("Common"));

    scim.get(user).then().body("schemas", hasItem(ScimServer.CORE_USER));
    scim.get(group).then().body("schemas", hasItem(ScimServer.CORE_GROUP));
  }

  @Requirement({"7643-3-02", "7643-3-03"})
  @Test
  void schemasAreThoseOfTheTypeAndEachIsThereOnce() {
    List<String> extensions = scim.get("/ResourceTypes/User").path("schemaExtensions.schema");
    List<String> schemas =
        create(
                "'schemas':['"
                    + ScimServer.CORE_USER
                    + "','"
                    + ScimServer.CORE_USER
                    + "'],'"
                    + ScimServer.ENTERPRISE
                    + "':{'department':'D'}")
            .path("schemas");

    assertThat(schemas.size(), is(new TreeSet<>(schemas).size()));
    List<String> others = schemas.stream().filter(s -> !s.equals(ScimServer.CORE_USER)).toList();
    assertThat(others, everyItem(is(in(extensions))));
  }

  @Requirement({"7643-3-05", "7643-3.3-01"})
  @Test
  void anExtensionIsAnObjectUnderItsUri() {
    create("'" + ScimServer.ENTERPRISE + "':{'department':'D'}")
        .then()
        .body("schemas", hasItems(ScimServer.CORE_USER, ScimServer.ENTERPRISE))
        .body(SHOWN_ENTERPRISE + ".department", equalTo("D"))
        .body("department", nullValue());
  }

  @Requirement("7643-3.3-02")
  @Test
  void anExtensionThatIsNotInUseIsNotShown() {
    create("'title':'T'")
        .then()
        .body(SHOWN_ENTERPRISE, nullValue())
        .body("schemas", not(hasItem(ScimServer.ENTERPRISE)));
  }

  @Requirement({"7643-3.1-01", "7643-3.1-05"})
  @Test
  void idIsThereAndNoReservedWord() {
    create("'title':'T'")
        .then()
        .body("id", not(emptyOrNullString()))
        .body("id", not(equalTo("bulkId")));
  }

  @Requirement("7643-3.1-02")
  @Test
  void idsDiffer() {
    String user = create("'title':'T'").path("id");
    String other = create("'title':'T'").path("id");
    String group = ScimServer.id(scim.group(ScimServer.unique("Common")));

    assertThat(new TreeSet<>(List.of(user, other, group)).size(), is(3));
  }

  @Requirement("7643-3.1-03")
  @Test
  void idStaysWhateverChanges() {
    String path = scim.user(ScimServer.unique("common"));
    String userName = scim.get(path).path("userName");

    change(path);
    scim.put(path, ScimServer.json("{'userName':'%s'}", userName))
        .then()
        .statusCode(200)
        .body("id", equalTo(ScimServer.id(path)));
  }

  @Requirement("7643-3.1-04")
  @Test
  void idOfTheClientIsNotUsed() {
    create("'id':'chosen-by-client'").then().body("id", not(equalTo("chosen-by-client")));
  }

  @Requirement("7643-3.1-06")
  @Test
  void idIsCaseExact() {
    String id = create("'title':'T'").path("id");
    String other = id.toUpperCase(Locale.ROOT);
    if (other.equals(id)) {
      other = id.toLowerCase(Locale.ROOT);
    }
    if (!other.equals(id)) {
      scim.get("/Users/" + other).then().statusCode(404);
      scim.filter("/Users", "id eq \"" + other + "\"").then().body("totalResults", equalTo(0));
    }
  }

  @Requirement("7643-3.1-07")
  @Test
  void externalIdIsTheClients() {
    Response user = create("'externalId':'E-1'");
    String path = "/Users/" + user.path("id");

    user.then().body("externalId", equalTo("E-1"));
    scim.patch(path, ScimServer.json("{'op':'replace','path':'externalId','value':'E-2'}"));
    scim.get(path).then().body("externalId", equalTo("E-2"));
  }

  @Requirement("7643-3.1-08")
  @Test
  void externalIdIsCaseExact() {
    String id = create("'externalId':'Exact'").path("id");

    scim.filter("/Users", "id eq \"" + id + "\" and externalId eq \"Exact\"")
        .then()
        .body("totalResults", equalTo(1));
    scim.filter("/Users", "id eq \"" + id + "\" and externalId eq \"exact\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Requirement({"7643-3.1-10", "7643-3.1-11", "7644-3.3.1-01"})
  @Test
  void metaIsTheServers() {
    create(
            "'meta':{'resourceType':'Group','created':'1999-01-01T00:00:00Z','location':'x',"
                + "'version':'x'}")
        .then()
        .body("meta.resourceType", equalTo("User"))
        .body("meta.created", not(equalTo("1999-01-01T00:00:00Z")))
        .body("meta.location", not(equalTo("x")))
        .body("meta.version", not(equalTo("x")));
  }

  @Requirement({"7643-3.1-12", "7643-3.1-13"})
  @Test
  void createdStaysAndLastModifiedStartsWithIt() {
    Response user = create("'title':'T'");
    String created = user.path("meta.created");
    String path = "/Users/" + user.path("id");

    user.then().body("meta.lastModified", equalTo(created));
    change(path);
    scim.get(path).then().body("meta.created", equalTo(created));
  }

  @Requirement("7643-3.1-17")
  @Test
  void lastModifiedMovesForward() {
    String path = scim.user(ScimServer.unique("common"));
    Instant before = Instant.parse(scim.get(path).path("meta.lastModified"));

    change(path);
    Instant after = Instant.parse(scim.get(path).path("meta.lastModified"));
    assertThat(after, is(greaterThan(before)));
  }

  @Requirement({"7643-3.1-14", "7643-3.1-15"})
  @Test
  void locationIsTheUri() {
    String path = scim.user(ScimServer.unique("common"));

    Response user = scim.get(path);
    String location = user.path("meta.location");
    assertThat(location, is(scim.url() + path));
    assertThat(user.header("Content-Location"), is(location));
  }

  @Requirement({"7643-3.1-16", "7644-3.14-01"})
  @Test
  void versionIsTheEntityTag() {
    scim.assumeAnnounced("etag.supported");
    String path = scim.user(ScimServer.unique("common"));

    Response user = scim.get(path);
    assertThat(user.header("ETag"), not(emptyOrNullString()));
    assertThat(user.path("meta.version"), equalTo(user.header("ETag")));
  }
}
