package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.policy.Federation;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Source;

/** Accounts that are linked to their owners' identities at an external provider. */
class FederationProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    Federation federation =
        new Federation(
            "Corporate",
            Federation.DEFAULT_ATTRIBUTE,
            Source.ofPath("externalId", Schemas.bundled()));
    bridge =
        ProvisioningFixture.withRules(
            folder,
            new Pool(
                POOL, null, FirstSignIn.FEDERATED, true, false, Mapping.standard(), federation),
            pool -> pool);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static Attributes with(String userName, String externalId) {
    return attributes(
        "{\"userName\":\"%s\",\"active\":true,\"externalId\":\"%s\"}"
            .formatted(userName, externalId));
  }

  private String identities(String username) {
    return bridge.attributesOf(username).getOrDefault("identities", "");
  }

  @Test
  void aNewAccountIsLinkedBeforeItsOwnerSignsIn() {
    User ann = bridge.create(with("ann", "corp-1"), null);

    assertThat(identities("ann")).contains("Corporate", "corp-1");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    bridge.replace(
        ann.id(),
        attributes(
            "{\"userName\":\"ann\",\"active\":true,\"externalId\":"
                + "\"corp-1\",\"displayName\":\"Ann\"}"));
    assertThat(bridge.calls()).contains("AdminLinkProviderForUser=1");
  }

  @Test
  void withoutASubjectThereIsNoAccount() {
    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.create(attributes("{\"userName\":\"ann\"}"), null));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).startsWith("externalId: ").contains("Corporate");
    assertThat(bridge.users()).isZero();
  }

  @Test
  void aSubjectOfAnotherAccountIsRefusedAndLeavesNothingBehind() {
    bridge.create(with("ann", "corp-1"), null);

    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.create(with("bob", "corp-1"), null));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).contains("linked to another account");
    eventually("undone", () -> bridge.account("bob").isEmpty());
    assertThat(identities("ann")).contains("corp-1");
  }

  @Test
  void anotherSubjectTakesThePlaceOfTheFirst() {
    User ann = bridge.create(with("ann", "corp-1"), null);

    bridge.replace(ann.id(), with("ann", "corp-2"));

    assertThat(identities("ann")).contains("corp-2").doesNotContain("corp-1");
    bridge.create(with("bob", "corp-1"), null);
    assertThat(identities("bob")).contains("corp-1");
  }

  @Test
  void aLinkWhoseAnswerWasLostIsSeenAndNotMadeAgain() {
    AtomicInteger links = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          return call instanceof AdminLinkProviderForUser && links.incrementAndGet() == 1
              ? new Outcome.Lost("no answer")
              : outcome;
        };

    User ann = bridge.create(with("ann", "corp-1"), null);
    // The first call could come late until then; what was seen by now is looked at once more.
    bridge.ahead = Duration.ofSeconds(40);
    bridge.engine.wake();
    eventually("ready", () -> bridge.link(ann.id()).orElseThrow().ready());
    assertThat(links).hasValue(1);
    assertThat(identities("ann")).contains("corp-1");
  }

  @Test
  void aLinkThatIsThereAlreadyIsDone() {
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof AdminLinkProviderForUser) {
            assertThat(pool.attempt(call)).isEqualTo(new Outcome.Done());
          }
          return pool.attempt(call);
        };

    User ann = bridge.create(with("ann", "corp-1"), null);

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }
}
