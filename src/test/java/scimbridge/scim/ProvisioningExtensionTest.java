package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Examples;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.identity.AppId;
import scimbridge.identity.User;

/** Where a user stands, as clients and administrators read it. */
class ProvisioningExtensionTest {
  private final User jane = Examples.user(new AppId("okta"), "jane");

  @Test
  void anAccountShowsWhichPoliciesGiveIt() {
    JsonNode shown = shown(new Entitlement(new TreeSet<>(List.of("DEFAULT", "group 'A'")), null));

    assertThat(shown.path("policies").toString()).isEqualTo("[\"DEFAULT\",\"group 'A'\"]");
    assertThat(shown.has("departure")).isFalse();
    assertThat(shown.has("deleteAt")).isFalse();
  }

  @Test
  void oneThatIsToGoShowsWhyAndWhen() {
    Departure departure = new Departure(Cause.UNASSIGNED, NOON, NOON.plusSeconds(60));

    JsonNode shown = shown(new Entitlement(new TreeSet<>(), departure));

    assertThat(shown.has("policies")).isFalse();
    assertThat(shown.path("departure").textValue()).isEqualTo("unassigned");
    assertThat(shown.path("deleteAt").textValue()).isEqualTo(NOON.plusSeconds(60).toString());
  }

  @ParameterizedTest
  @CsvSource({"PENDING,pending", "REFUSED,refused", "HELD,held"})
  void oneThatIsNotInStepShowsWhySinceWhen(Progress.State state, String shownAs) {
    JsonNode shown =
        shown(
            Examples.account(
                jane, STAFF, new Progress(state, "So it is.", NOON, 0, null, null), Lease.NONE));

    assertThat(shown.path("state").textValue()).isEqualTo(shownAs);
    assertThat(shown.path("reason").textValue()).isEqualTo("So it is.");
    assertThat(shown.path("since").textValue()).isEqualTo(NOON.toString());
  }

  private JsonNode shown(Entitlement entitlement) {
    return shown(
        Examples.account(jane, STAFF, Progress.IN_STEP, Lease.NONE).withEntitlement(entitlement));
  }

  private JsonNode shown(Account account) {
    return new ProvisioningExtension((user, of) -> List.of())
        .of(jane, List.of(account))
        .path("accounts")
        .path(0);
  }
}
