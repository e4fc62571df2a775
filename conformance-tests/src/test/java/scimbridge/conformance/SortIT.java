package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.4.2.3: order, where the server announces it. */
class SortIT {
  @RegisterExtension static final ScimServer SCIM = ScimServer.ofClass();

  private static final String RUN = ScimServer.unique("sort");
  private static final Map<String, String> NAMES = new TreeMap<>();

  @BeforeAll
  static void users() {
    create("a", "'title':'beta','name':{'familyName':'Zu'},'emails':[{'value':'m@x.example'}]");
    create(
        "b",
        "'title':'Alpha','name':{'familyName':'Yu'},"
            + "'emails':[{'value':'a@x.example'},{'value':'z@x.example','primary':true}]");
    create(
        "c",
        "'name':{'familyName':'Xu'},'emails':[{'value':'b@x.example'},{'value':'y@x.example'}],'"
            + ScimServer.ENTERPRISE
            + "':{'department':'D'}");
  }

  private static void create(String letter, String attributes) {
    String id =
        SCIM.post(
                "/Users",
                ScimServer.json("{'userName':'%s-%s',", RUN, letter)
                    + ScimServer.json(attributes)
                    + "}")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    NAMES.put(id, letter);
  }

  @BeforeEach
  void announced() {
    SCIM.assumeAnnounced("sort.supported");
  }

  private static RequestSpecification sorted(String by) {
    return SCIM.request()
        .queryParam("filter", "userName sw \"" + RUN + "\"")
        .queryParam("sortBy", by);
  }

  private static String order(RequestSpecification request) {
    List<String> ids = request.get("/Users").then().statusCode(200).extract().path("Resources.id");
    return ids.stream().map(NAMES::get).collect(Collectors.joining());
  }

  private static String ascending(String by) {
    return order(sorted(by).queryParam("sortOrder", "ascending"));
  }

  private static String descending(String by) {
    return order(sorted(by).queryParam("sortOrder", "descending"));
  }

  @Requirement({"7644-3.4.2.3-01", "7644-3.4.2.3-02"})
  @Test
  void theOrderIsAscendingByDefault() {
    assertThat(order(sorted("userName")), is("abc"));
    assertThat(ascending("userName"), is("abc"));
  }

  @Requirement("7644-3.4.2.3-03")
  @Test
  void descendingTurnsItRound() {
    assertThat(descending("userName"), is("cba"));
  }

  @Requirement({"7644-3.4.2.3-04", "7644-3.4.2.3-06"})
  @Test
  void caseDoesNotCountAndWhoHasNoneComesLast() {
    assertThat(ascending("title"), is("bac"));
  }

  @Requirement("7644-3.4.2.3-07")
  @Test
  void whoHasNoneComesFirstDescending() {
    assertThat(descending("title"), is("cab"));
  }

  @Requirement("7644-3.4.2.3-05")
  @Test
  void thePrimaryValueCountsOrElseTheFirst() {
    assertThat(ascending("emails"), is("cab"));
    assertThat(ascending("emails.value"), is("cab"));
  }

  @Requirement("7644-3.4.2.3-08")
  @Test
  void aSubAttributeCanBeSortedBy() {
    assertThat(ascending("name.familyName"), is("cba"));
  }

  @Requirement("7644-3.4.2.3-09")
  @Test
  void anExtensionCanBeSortedBy() {
    assertThat(ascending(ScimServer.ENTERPRISE + ":department").charAt(0), is('c'));
  }

  @Requirement("7644-3.4.2.3-11")
  @Test
  void datesAreSortedByTime() {
    assertThat(ascending("meta.created"), is("abc"));
    assertThat(descending("meta.created"), is("cba"));
  }

  @Requirement("7644-3.4.2.3-10")
  @Test
  void anotherOrderIsRefused() {
    sorted("userName").queryParam("sortOrder", "sideways").get("/Users").then().statusCode(400);
  }

  @Requirement("7644-3.4.3-07")
  @Test
  void aSearchIsSortedToo() {
    List<String> ids =
        SCIM.sending(
                ScimServer.json(
                    "{'schemas':['%s'],'filter':'userName sw \\\"%s\\\"','sortBy':'userName',"
                        + "'sortOrder':'descending'}",
                    SearchIT.SEARCH, RUN))
            .post("/Users/.search")
            .then()
            .statusCode(200)
            .extract()
            .path("Resources.id");
    assertThat(ids.stream().map(NAMES::get).collect(Collectors.joining()), is("cba"));
  }
}
