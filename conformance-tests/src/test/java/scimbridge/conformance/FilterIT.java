package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * RFC 7644 §3.4.2.2: every operator and rule of filters, asked about two users that differ in what
 * the filters ask for.
 */
class FilterIT {
  @RegisterExtension static final ScimServer SCIM = ScimServer.ofClass();

  private static final String RUN = ScimServer.unique("filter");
  private static String ann;
  private static String bob;

  @BeforeAll
  static void users() {
    ann =
        create(
            "ann",
            "'nickName':'Annie','title':'Chief','active':true,'externalId':'%1$s-A',"
                + "'name':{'familyName':'Archer'},'locale':'en',"
                + "'emails':[{'type':'work','value':'Ann.%1$s@work.example','primary':true},"
                + "{'type':'home','value':'ann.%1$s@home.example'}],"
                + "'%2$s':{'department':'Dev-%1$s','manager':{'value':'%1$s-boss'}}");
    bob =
        create(
            "bob",
            "'nickName':'B\\u00f6b \\\"the\\\" \\\\ builder','active':false,"
                + "'externalId':'%1$s-B','locale':'fr',"
                + "'emails':[{'type':'home','value':'bob.%1$s@work.example'}]");
  }

  private static String create(String name, String attributes) {
    return SCIM.post(
            "/Users",
            ScimServer.json(
                "{'userName':'" + name + ".%1$s'," + attributes + "}", RUN, ScimServer.ENTERPRISE))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** The ids of those of the two that a filter, with {@code '} for quotes, selects. */
  private static List<String> selects(String filter) {
    String both =
        ScimServer.json("(" + filter.replace("%", "%%") + ") and externalId sw '%s-'", RUN);
    List<String> ids =
        SCIM.filter("/Users", both).then().statusCode(200).extract().path("Resources.id");
    return ids == null ? List.of() : new ArrayList<>(ids);
  }

  private static void isAnn(String filter) {
    assertThat(filter, selects(filter), contains(ann));
  }

  private static void isBob(String filter) {
    assertThat(filter, selects(filter), contains(bob));
  }

  private static void isBoth(String filter) {
    assertThat(filter, selects(filter).size(), is(2));
  }

  private static void isNobody(String filter) {
    assertThat(filter, selects(filter), is(empty()));
  }

  @Requirement("7644-3.4.2.2-01")
  @Test
  void eq() {
    isAnn("nickName eq 'Annie'");
    isNobody("nickName eq 'Anni'");
  }

  @Requirement("7644-3.4.2.2-02")
  @Test
  void ne() {
    isBob("locale ne 'en'");
  }

  @Requirement("7644-3.4.2.2-03")
  @Test
  void co() {
    isAnn("nickName co 'nni'");
  }

  @Requirement("7644-3.4.2.2-04")
  @Test
  void sw() {
    isAnn("nickName sw 'An'");
    isNobody("nickName sw 'nnie'");
  }

  @Requirement("7644-3.4.2.2-05")
  @Test
  void ew() {
    isAnn("nickName ew 'nie'");
    isNobody("nickName ew 'Anni'");
  }

  @Requirement("7644-3.4.2.2-06")
  @Test
  void pr() {
    isAnn("title pr");
    isBoth("locale pr");
    isNobody("photos pr");
  }

  @Requirement({"7644-3.4.2.2-07", "7644-3.4.2.2-25"})
  @Test
  void gt() {
    isBob("locale gt 'en'");
  }

  @Requirement("7644-3.4.2.2-08")
  @Test
  void ge() {
    isBoth("locale ge 'en'");
    isBob("locale ge 'fr'");
  }

  @Requirement("7644-3.4.2.2-09")
  @Test
  void lt() {
    isAnn("locale lt 'fr'");
    isNobody("locale lt 'en'");
  }

  @Requirement("7644-3.4.2.2-10")
  @Test
  void le() {
    isAnn("locale le 'en'");
  }

  @Requirement("7644-3.4.2.2-11")
  @Test
  void and() {
    isAnn("locale eq 'en' and active eq true");
    isNobody("locale eq 'en' and active eq false");
  }

  @Requirement("7644-3.4.2.2-12")
  @Test
  void or() {
    isBoth("locale eq 'en' or locale eq 'fr'");
  }

  @Requirement("7644-3.4.2.2-13")
  @Test
  void not() {
    isBob("not (locale eq 'en')");
  }

  @Requirement({"7644-3.4.2.2-14", "7644-3.4.2.2-15"})
  @Test
  void groupingComesBeforeAndAndAndBeforeOr() {
    isBoth("locale eq 'en' or locale eq 'fr' and active eq false");
    isAnn("locale eq 'en' or locale eq 'fr' and active eq true");
    isNobody("(locale eq 'en' or locale eq 'fr') and title eq 'none'");
    isBob("not (locale eq 'en') and active eq false");
  }

  @Requirement({"7644-3.4.2.2-16", "7644-3.4.2.2-34"})
  @Test
  void aComplexFilterHoldsForOneValue() {
    isAnn("emails[type eq 'work' and value co '@work.example']");
    isBob("emails[type eq 'home' and value co '@work.example']");
    isBoth("emails[type eq 'work' or (type eq 'home' and not (value co 'ann'))]");
  }

  @Requirement({"7644-3.4.2.2-17", "7644-3.4.2.2-18"})
  @Test
  void namesAndOperatorsAreReadInAnyCase() {
    isAnn("NICKNAME EQ 'Annie' AND Name.FamilyName Pr");
    isBob("NOT (nickName eq 'Annie')");
  }

  @Requirement("7644-3.4.2.2-19")
  @Test
  void caseCountsWhereTheAttributeSaysSo() {
    isAnn("nickName eq 'ANNIE'");
    isAnn("externalId eq '" + RUN + "-A'");
    isNobody("externalId eq '" + RUN + "-a'");
  }

  @Requirement({"7644-3.4.2.2-26", "7644-3.4.2.2-35"})
  @Test
  void aMultiValuedAttributeMeansItsValues() {
    isAnn("emails eq 'ann." + RUN + "@home.example'");
    isBob("emails co 'bob.'");
  }

  @Requirement("7644-3.4.2.2-27")
  @Test
  void theUrnOfTheCoreSchemaMayComeFirst() {
    isAnn(ScimServer.CORE_USER + ":nickName eq 'Annie'");
    isAnn(ScimServer.CORE_USER + ":name.familyName eq 'Archer'");
  }

  @Requirement("7644-3.4.2.2-28")
  @Test
  void extensionsAreNamedByTheirUrn() {
    isAnn(ScimServer.ENTERPRISE + ":department eq 'Dev-" + RUN + "'");
    isAnn(ScimServer.ENTERPRISE + ":manager.value eq '" + RUN + "-boss'");
  }

  @Requirement("7644-3.4.2.2-29")
  @Test
  void aComplexAttributeIsPresentWithAnyOfItsParts() {
    isAnn("name pr");
    isBoth("emails pr");
  }

  @Requirement("7644-3.4.2.2-30")
  @Test
  void booleansAndNullAreLiterals() {
    isAnn("active eq true");
    isBob("active eq false");
    isBob("title eq null");
  }

  @Requirement("7644-3.4.2.2-31")
  @Test
  void stringsHaveTheEscapesOfJson() {
    isBob("nickName eq 'B\\u00f6b \\\"the\\\" \\\\ builder'");
  }

  @Requirement("7644-3.4.2.2-32")
  @Test
  void usersAreFoundByTheirGroup() {
    String group = ScimServer.id(SCIM.group(ScimServer.unique("Filter group"), "/Users/" + ann));

    isAnn("groups.value eq '" + group + "'");
    isAnn("groups[value eq '" + group + "']");
  }

  @Requirement("7644-3.4.2.2-36")
  @Test
  void usersAreFoundByTheirLastChange() {
    isBoth("meta.lastModified gt '2020-01-01T00:00:00Z'");
    isNobody("meta.lastModified gt '2999-01-01T00:00:00Z'");
  }
}
