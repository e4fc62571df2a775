package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.GroupName;
import scimbridge.policy.Pool;
import scimbridge.testing.CognitoLocal;

/** The same promises on the Cognito that this project did not write, where that one is right. */
class CognitoLocalProvisioningTest {
  @TempDir static Path cognitoFolder;
  private static CognitoLocal cognito;

  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeAll
  static void startCognito() throws Exception {
    cognito = CognitoLocal.start(cognitoFolder);
  }

  @AfterAll
  static void stopCognito() throws Exception {
    if (cognito != null) {
      cognito.close();
    }
  }

  @BeforeEach
  void start() {
    Pool defaults = Pool.withDefaults(POOL);
    // cognito-local does not know AdminUserGlobalSignOut and answers 500.
    Pool rules =
        new Pool(
            POOL,
            defaults.username(),
            defaults.firstSignIn(),
            false,
            defaults.strictProjection(),
            defaults.mapping());
    bridge = ProvisioningFixture.against(cognito.endpoint(), folder, rules);
  }

  @AfterEach
  void stop() {
    if (bridge != null) {
      bridge.close();
    }
  }

  @Test
  void aUserIsCreatedChangedDisabledEnabledAndDeleted() {
    User ann = bridge.create("ann");
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.attributesOf("ann")).containsEntry("given_name", "Ann");

    bridge.replace(ann.id(), attributes("{\"userName\":\"ann\",\"displayName\":\"Ann L.\"}"));
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("name", "Ann L.")
        .doesNotContainKey("given_name");

    bridge.setActive(ann.id(), false);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    bridge.setActive(ann.id(), true);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);

    bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {});
    assertThat(bridge.link(ann.id())).isEmpty();
  }

  @Test
  void aGroupWithSpacesInItsNameIsCreatedFilledRenamedAndDeleted() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    String encoded = GroupName.encode("Domain Admins");
    Group admins = bridge.group("Domain Admins", ann.id(), bob.id());
    assertThat(bridge.groupsOf("ann")).containsExactly(encoded);

    bridge.change(admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));
    assertThat(bridge.groupsOf("ann")).isEmpty();
    assertThat(bridge.groupsOf("bob")).containsExactly(encoded);

    bridge.rename(admins.id(), "Operators");
    eventually("moved", () -> bridge.groupsOf("bob").equals(Set.of("Operators")));

    bridge.engine.writes().deleteGroup(REQUEST, admins.id(), group -> {});
    assertThat(bridge.groupsInPool()).isEmpty();
  }
}
