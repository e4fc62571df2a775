package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 9865: paging by cursor, where the server announces it. */
class CursorIT {
  @RegisterExtension static final ScimServer SCIM = ScimServer.ofClass();

  private static final int USERS = 5;
  private static final String RUN = ScimServer.unique("cursor");
  private static final String FILTER = "userName sw \"" + RUN + "\"";
  private static final List<String> IDS = new ArrayList<>();

  @BeforeAll
  static void users() {
    for (int i = 0; i < USERS; i++) {
      IDS.add(
          SCIM.post("/Users", ScimServer.json("{'userName':'%s-%d'}", RUN, i))
              .then()
              .statusCode(201)
              .extract()
              .path("id"));
    }
  }

  @BeforeEach
  void announced() {
    SCIM.assumeAnnounced("pagination.cursor");
  }

  private static RequestSpecification query(String cursor, Object count) {
    RequestSpecification request = SCIM.request().queryParam("filter", FILTER);
    if (count != null) {
      request.queryParam("count", count);
    }
    return cursor.isEmpty()
        ? request.queryParam("cursor", "")
        : request.queryParam("cursor", cursor);
  }

  private static Response page(String cursor, Object count) {
    return query(cursor, count).get("/Users");
  }

  private static String next(Response page) {
    return page.then().statusCode(200).extract().path("nextCursor");
  }

  /** The pages from the first to the last. */
  private static List<Response> pages(int count) {
    List<Response> pages = new ArrayList<>();
    String cursor = "";
    while (cursor != null && pages.size() <= USERS) {
      Response page = page(cursor, count);
      pages.add(page);
      cursor = next(page);
    }
    return pages;
  }

  @Requirement("9865-2-01")
  @Test
  void aCursorWithoutAValueAsksForTheFirstPage() throws Exception {
    assertThat(SCIM.plainGet("/Users?cursor&count=1"), is(200));
    assertThat(SCIM.plainGet("/Users?cursor=&count=1"), is(200));
    page("", 1).then().statusCode(200).body("nextCursor", notNullValue());
  }

  @Requirement({"9865-2-02", "9865-2-03", "9865-2-07"})
  @Test
  void theCursorsLeadThroughAllResults() {
    List<Response> pages = pages(2);
    List<String> seen = new ArrayList<>();
    pages.forEach(page -> seen.addAll(page.path("Resources.id")));

    assertThat(seen, containsInAnyOrder(IDS.toArray()));
    pages.get(pages.size() - 1).then().body("nextCursor", nullValue());
  }

  @Requirement({"9865-2-06", "9865-2-11"})
  @Test
  void noPageIsLongerThanCount() {
    for (Response page : pages(2)) {
      List<String> ids = page.path("Resources.id");
      assertThat(ids.size(), is(lessThanOrEqualTo(2)));
      page.then().body("itemsPerPage", equalTo(ids.size()));
    }
  }

  @Requirement("9865-2-04")
  @Test
  void theFirstPageHasNoPreviousCursor() {
    page("", 2).then().body("previousCursor", nullValue());
  }

  @Requirement("9865-2-05")
  @Test
  void cursorsNeedNoEncoding() {
    assertThat(next(page("", 2)), matchesPattern("[A-Za-z0-9._~-]+"));
  }

  @Requirement("9865-2-08")
  @Test
  void totalResultsIsRightWhereItIsGiven() {
    for (Response page : pages(2)) {
      page.then().body("totalResults", oneOf(null, USERS));
    }
  }

  @Requirement("9865-2-09")
  @Test
  void aCountOfNoneBringsNone() {
    Response answer = page("", 0);

    answer.then().statusCode(oneOf(200, 400));
    if (answer.statusCode() == 200) {
      answer.then().body("Resources", hasSize(0));
    } else {
      answer.then().body("scimType", equalTo("invalidCount"));
    }
  }

  @Requirement("9865-2-10")
  @Test
  void aNegativeCountBringsNone() {
    Response answer = page("", -3);

    answer.then().statusCode(oneOf(200, 400));
    if (answer.statusCode() == 200) {
      answer.then().body("Resources", hasSize(0));
    } else {
      answer.then().body("scimType", equalTo("invalidCount"));
    }
  }

  @Requirement("9865-2-12")
  @Test
  void startIndexAndCursorAreNotBothUsed() {
    query("", 1).queryParam("startIndex", 2).get("/Users").then().statusCode(oneOf(200, 400));
    page("", 1).then().statusCode(200);
  }

  @Requirement("9865-2-13")
  @Test
  void aPreviousCursorLeadsBack() {
    Response first = page("", 2);
    String back = page(next(first), 2).path("previousCursor");
    if (back != null) {
      assertThat(
          page(back, 2).<List<String>>path("Resources.id"),
          is(first.<List<String>>path("Resources.id")));
    }
  }

  @Requirement("9865-2-14")
  @Test
  void nothingIsAnEmptyPage() {
    SCIM.request()
        .queryParam("filter", "userName eq \"" + ScimServer.unique("nobody") + "\"")
        .queryParam("cursor", "")
        .get("/Users")
        .then()
        .statusCode(200)
        .body("Resources", hasSize(0))
        .body("nextCursor", nullValue());
  }

  @Requirement("9865-2-15")
  @Test
  void pagingByIndexGoesOn() {
    SCIM.assumeAnnounced("pagination.index");

    SCIM.request()
        .queryParam("filter", FILTER)
        .queryParam("startIndex", 2)
        .queryParam("count", 2)
        .get("/Users")
        .then()
        .statusCode(200)
        .body("startIndex", equalTo(2))
        .body("totalResults", equalTo(USERS))
        .body("Resources", hasSize(2));
  }

  @Requirement("9865-2.1-01")
  @Test
  void aCursorThatWasNotGivenOutIsRefused() {
    page("bm90LWEtY3Vyc29y", 2).then().statusCode(400).body("scimType", equalTo("invalidCursor"));
  }

  @Requirement("9865-2.1-02")
  @Test
  void aCursorThatWasChangedIsRefused() {
    String cursor = next(page("", 2));
    char middle = cursor.charAt(cursor.length() / 2);
    String changed =
        cursor.substring(0, cursor.length() / 2)
            + (middle == 'A' ? 'B' : 'A')
            + cursor.substring(cursor.length() / 2 + 1);

    page(changed, 2).then().statusCode(400).body("scimType", equalTo("invalidCursor"));
  }

  @Requirement("9865-2.1-04")
  @Test
  void aCountThatCannotBeIsRefusedOrLowered() {
    Response answer = page("", 1_000_000_000);

    answer.then().statusCode(oneOf(200, 400));
    if (answer.statusCode() == 400) {
      answer.then().body("scimType", equalTo("invalidCount"));
    }
    page("", "many").then().statusCode(400);
  }

  @Requirement("9865-2.2-01")
  @Test
  void theOrderHoldsOverThePages() {
    SCIM.assumeAnnounced("sort.supported");
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null && seen.size() <= USERS) {
      Response page =
          query(cursor, 2)
              .queryParam("sortBy", "userName")
              .queryParam("sortOrder", "descending")
              .get("/Users");
      cursor = next(page);
      seen.addAll(page.path("Resources.id"));
    }
    List<String> expected = new ArrayList<>(IDS);
    Collections.reverse(expected);

    assertThat(seen, is(expected));
  }

  @Requirement("9865-2.3-01")
  @Test
  void theDefaultMethodIsTheAnnouncedOne() {
    String method = SCIM.get("/ServiceProviderConfig").path("pagination.defaultPaginationMethod");
    Response answer =
        SCIM.request().queryParam("filter", FILTER).queryParam("count", 2).get("/Users");

    if ("cursor".equals(method)) {
      answer.then().body("nextCursor", notNullValue());
    } else if ("index".equals(method)) {
      answer.then().body("nextCursor", nullValue()).body("totalResults", equalTo(USERS));
    }
    answer.then().statusCode(200);
  }

  @Requirement("9865-2.4-01")
  @Test
  void aCursorOfAnotherQueryIsRefused() {
    String cursor = next(page("", 2));

    SCIM.request()
        .queryParam("filter", "active eq true")
        .queryParam("count", 2)
        .queryParam("cursor", cursor)
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidCursor"));
  }

  @Requirement({"9865-3-01", "9865-3-02"})
  @Test
  void aSearchIsPagedByCursorToo() {
    String body =
        ScimServer.json(
            "{'schemas':['%s'],'filter':'userName sw \\\"%s\\\"','count':3,'cursor':'%s'}",
            SearchIT.SEARCH, RUN, "NEXT");
    Response first = SCIM.sending(body.replace("NEXT", "")).post("/Users/.search");
    List<String> seen = new ArrayList<>(first.<List<String>>path("Resources.id"));
    Response second = SCIM.sending(body.replace("NEXT", next(first))).post("/Users/.search");
    seen.addAll(second.path("Resources.id"));

    assertThat(seen, containsInAnyOrder(IDS.toArray()));
    assertThat(next(second), is(nullValue()));
  }

  @Requirement("9865-4-01")
  @Test
  void bothMethodsAreAnnounced() {
    SCIM.get("/ServiceProviderConfig")
        .then()
        .body("pagination.cursor", instanceOf(Boolean.class))
        .body("pagination.index", instanceOf(Boolean.class));
  }

  @Requirement({"9865-4-02", "9865-4-04"})
  @Test
  void methodAndTimeoutAreWhatTheyCanBe() {
    SCIM.get("/ServiceProviderConfig")
        .then()
        .body("pagination.defaultPaginationMethod", oneOf(null, "index", "cursor"));
    Integer timeout = SCIM.get("/ServiceProviderConfig").path("pagination.cursorTimeout");
    assertThat(timeout == null ? 1 : timeout, is(greaterThan(0)));
  }

  @Requirement("9865-4-03")
  @Test
  void theSizesOfPagesHold() {
    Integer most = SCIM.get("/ServiceProviderConfig").path("pagination.maxPageSize");
    Integer usual = SCIM.get("/ServiceProviderConfig").path("pagination.defaultPageSize");
    if (most != null && usual != null) {
      assertThat(usual, is(lessThanOrEqualTo(most)));
    }
    if (usual != null) {
      page("", null).then().body("itemsPerPage", lessThanOrEqualTo(usual));
    }
  }

  @Requirement("9865-5-01")
  @Test
  void aCursorCarriesNoRights() {
    SCIM.anonymous()
        .queryParam("cursor", next(page("", 2)))
        .queryParam("count", 2)
        .queryParam("filter", FILTER)
        .get("/Users")
        .then()
        .statusCode(401);
  }
}
