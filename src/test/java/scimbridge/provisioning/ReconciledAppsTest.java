package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ConnectedApps.prefixed;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.identity.AppId;
import scimbridge.identity.User;
import scimbridge.provisioning.ConnectedApps.Client;
import scimbridge.provisioning.Reconciling.Order;

/** Two apps that share a pool: each is told of its own, and of the other's only how many. */
class ReconciledAppsTest {
  @TempDir Path folder;
  private ConnectedApps apps;
  private Client okta;
  private Client entra;

  @BeforeEach
  void start() {
    apps = new ConnectedApps(folder, app(OKTA, STAFF, PARTNERS), prefixed(app(ENTRA, STAFF), "e-"));
    okta = apps.client(OKTA);
    entra = apps.client(ENTRA);
  }

  @AfterEach
  void close() {
    apps.close();
  }

  private List<String> run(AppId app, boolean repair) {
    apps.ahead = apps.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    List<String> lines = new ArrayList<>();
    apps.engine.reconciling().run(new Order(app, null, repair, true), lines::add);
    return lines;
  }

  private void disable(String username) {
    apps.cognito(STAFF)
        .adminDisableUser(r -> r.userPoolId(apps.userPoolId(STAFF)).username(username));
  }

  @Test
  void theOthersAccountsAreCountedNotNamedAndNotTouched() {
    User mine = okta.create("mine");
    okta.group("Team", mine.id());
    User secret = entra.create("secret");
    entra.group("Hidden", secret.id());
    eventually("groups", () -> apps.groupsIn(STAFF).equals(java.util.Set.of("Team", "e-Hidden")));
    eventually("in step", () -> okta.inStep(mine) && entra.inStep(secret));
    disable("mine");
    disable("secret");

    List<String> lines = run(OKTA, true);

    assertThat(lines)
        .contains(
            "user 'mine': enable account 'mine' in pool staff",
            "  of other apps: 1 accounts",
            "  of other apps: 1 groups")
        .noneMatch(line -> line.contains("secret") || line.contains("Hidden"))
        .noneMatch(line -> line.contains("unknown"));
    eventually("mine", () -> apps.enabled(STAFF, "mine").orElse(false));
    assertThat(apps.enabled(STAFF, "secret")).contains(false);

    assertThat(run(ENTRA, false)).contains("user 'secret': enable account 'secret' in pool staff");
  }

  @Test
  void eachPoolOfTheAppIsCompared() {
    User ada = okta.create("ada");
    eventually("in step", () -> okta.inStep(ada));
    disable("ada");

    assertThat(run(OKTA, false))
        .contains(
            "user 'ada': enable account 'ada' in pool staff",
            "pool staff: 1 accounts of app 'okta' compared; 1 differences, 0 groups missing",
            "pool partners: 1 accounts of app 'okta' compared; 0 differences, 0 groups missing");
  }
}
