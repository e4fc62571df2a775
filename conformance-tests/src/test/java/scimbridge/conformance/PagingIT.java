package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.4.2 and §3.4.2.4: lists and their pages. */
class PagingIT {
  @RegisterExtension static final ScimServer SCIM = ScimServer.ofClass();

  private static final int USERS = 3;
  private static final String RUN = ScimServer.unique("pages");

  @BeforeAll
  static void users() {
    for (int i = 0; i < USERS; i++) {
      SCIM.post("/Users", ScimServer.json("{'userName':'%s-%d'}", RUN, i)).then().statusCode(201);
    }
  }

  private static ValidatableResponse list(String parameters) {
    return SCIM.get("/Users?filter=userName sw \"" + RUN + "\"&" + parameters)
        .then()
        .statusCode(200);
  }

  @Requirement({"7644-3.4.2-02", "7644-3.4.2-03"})
  @Test
  void totalResultsAreAllResults() {
    list("").body("totalResults", equalTo(USERS)).body("Resources", hasSize(USERS));
    list("count=1").body("totalResults", equalTo(USERS));
  }

  @Requirement("7644-3.4.2-05")
  @Test
  void itemsPerPageIsTheNumberOnThePage() {
    list("count=2").body("itemsPerPage", equalTo(2)).body("Resources", hasSize(2));
    list("count=2&startIndex=3").body("itemsPerPage", equalTo(1));
  }

  @Requirement("7644-3.4.2.4-01")
  @Test
  void theFirstIndexIsOne() {
    List<String> byDefault = list("count=1").extract().path("Resources.id");
    List<String> first = list("count=1&startIndex=1").extract().path("Resources.id");

    assertThat(first, is(byDefault));
  }

  @Requirement("7644-3.4.2.4-02")
  @Test
  void aLowerIndexIsTakenAsOne() {
    List<String> first = list("count=1&startIndex=1").extract().path("Resources.id");

    for (String index : List.of("0", "-3")) {
      List<String> lower = list("count=1&startIndex=" + index).extract().path("Resources.id");
      assertThat(lower, is(first));
    }
  }

  @Requirement("7644-3.4.2.4-04")
  @Test
  void aNegativeCountIsTakenAsZero() {
    list("count=-5").body("Resources", hasSize(0)).body("totalResults", equalTo(USERS));
  }

  @Requirement("7644-3.4.2.4-05")
  @Test
  void aCountOfZeroBringsTheTotalOnly() {
    list("count=0").body("Resources", hasSize(0)).body("totalResults", equalTo(USERS));
  }

  @Requirement("7644-3.4.2.4-06")
  @Test
  void withoutACountTheServerChooses() {
    int total = SCIM.get("/Users").then().statusCode(200).extract().path("totalResults");
    List<String> page = SCIM.get("/Users").path("Resources.id");

    assertThat(page.size(), is(lessThanOrEqualTo(total)));
  }

  @Requirement("7644-3.4.2.4-08")
  @Test
  void behindTheLastThereIsNothing() {
    list("startIndex=" + (USERS + 1)).body("Resources", hasSize(0));
  }

  @Requirement("7644-3.4.2.4-09")
  @Test
  void theAnnouncedMaximumHolds() {
    int most = SCIM.get("/ServiceProviderConfig").path("filter.maxResults");

    list("count=" + (most + 1)).body("itemsPerPage", lessThanOrEqualTo(most));
  }
}
