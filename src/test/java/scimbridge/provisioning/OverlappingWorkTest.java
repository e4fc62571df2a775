package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Progress.State;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** A request that comes while the worker is in the middle of what the request is about. */
class OverlappingWorkTest {
  @TempDir Path folder;

  private final CountDownLatch creating = new CountDownLatch(1);
  private final CountDownLatch proposed = new CountDownLatch(1);

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static App nursesToPartners(Action deleted) {
    return ConnectedApps.app(OKTA, STAFF)
        .with(
            List.of(
                Policy.everybody(List.of(STAFF)),
                new Policy(
                    Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled()),
                    List.of(PARTNERS),
                    new TreeSet<>())))
        .with(
            new Deprovisioning(
                Deprovisioning.DEFAULT.unassigned(),
                Deprovisioning.DEFAULT.inactive(),
                new Deprovisioning.Rule(deleted, Deprovisioning.DEFAULT.deleted().deleteAfter())));
  }

  /**
   * The second account is made by the worker, which goes on when the next request is prepared; that
   * request goes on when the worker has written down that all is as it should be.
   */
  private User createdMeanwhile(ConnectedApps apps, Class<? extends CognitoCall> next) {
    AtomicInteger creations = new AtomicInteger();
    ResourceId[] id = new ResourceId[1];
    apps.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminCreateUser && call.pool().equals(PARTNERS)) {
            if (creations.incrementAndGet() == 1) {
              return new Outcome.Unavailable("Not now.");
            }
            creating.countDown();
            await(proposed);
          } else if (next.isInstance(call) && call.pool().equals(STAFF)) {
            proposed.countDown();
            eventually("in step", () -> inStep(apps, id[0]));
          }
          return pool.attempt(call);
        };
    User ann = apps.client(OKTA).create(nurse("Nurse"));
    id[0] = ann.id();
    await(creating);
    return ann;
  }

  private static boolean inStep(ConnectedApps apps, ResourceId user) {
    return apps.directory
        .<State>read(
            tx -> tx.accounts().find(OKTA, PARTNERS, user).orElseThrow().progress().state())
        .equals(State.IN_STEP);
  }

  private static Attributes nurse(String title) {
    return attributes(
        "{\"userName\":\"ann\",\"active\":true,\"title\":\"%1$s\",\"displayName\":\"%1$s\"}"
            .formatted(title));
  }

  @Test
  void whoIsDeletedWhileTheWorkerMakesAnAccountHasNoneLeft() {
    try (ConnectedApps apps = new ConnectedApps(folder, nursesToPartners(Action.DELETE))) {
      User ann = createdMeanwhile(apps, CognitoCall.AdminDeleteUser.class);

      apps.client(OKTA).delete(ann);

      eventually("no account", () -> apps.accountsIn(PARTNERS).isEmpty());
      assertThat(apps.accountsIn(STAFF)).isEmpty();
    }
  }

  @Test
  void whereDeletionOnlyDisablesItIsDisabledAndStays() {
    try (ConnectedApps apps = new ConnectedApps(folder, nursesToPartners(Action.DISABLE))) {
      User ann = createdMeanwhile(apps, CognitoCall.AdminDisableUser.class);

      apps.client(OKTA).delete(ann);

      eventually("disabled", () -> !apps.enabled(PARTNERS, "ann").orElseThrow());
      eventually("in step", () -> inStep(apps, ann.id()));
      assertThat(
              apps.directory.<Cause>read(
                  tx ->
                      tx.accounts()
                          .find(OKTA, PARTNERS, ann.id())
                          .orElseThrow()
                          .entitlement()
                          .departure()
                          .cause()))
          .isEqualTo(Cause.DELETED);
      assertThat(apps.enabled(PARTNERS, "ann")).contains(false);
    }
  }

  @Test
  void whoLeavesTheScopeMeanwhileIsShutOut() {
    try (ConnectedApps apps = new ConnectedApps(folder, nursesToPartners(Action.DELETE))) {
      User ann = createdMeanwhile(apps, CognitoCall.AdminUpdateUserAttributes.class);

      apps.client(OKTA).replace(ann.id(), nurse("Clerk"));

      eventually("disabled", () -> !apps.enabled(PARTNERS, "ann").orElseThrow());
      assertThat(apps.enabled(STAFF, "ann")).contains(true);
    }
  }

  @Test
  void whatTakesAccessAwayDoesNotWaitForTheAnswerOfAnotherPool() {
    try (ConnectedApps apps = new ConnectedApps(folder, ConnectedApps.app(OKTA, PARTNERS, STAFF))) {
      User ann = apps.client(OKTA).create("ann");
      CountDownLatch disabled = new CountDownLatch(1);
      AtomicInteger asked = new AtomicInteger();
      apps.interposed =
          (call, pool) -> {
            if (call.pool().equals(PARTNERS)) {
              if (call instanceof CognitoCall.AdminUpdateUserAttributes) {
                return new Outcome.Lost("The answer was lost.");
              }
              asked.incrementAndGet();
              await(disabled);
              return new Outcome.Unavailable("Not now.");
            }
            Outcome outcome = pool.attempt(call);
            if (call instanceof CognitoCall.AdminDisableUser) {
              disabled.countDown();
            }
            return outcome;
          };
      apps.client(OKTA).replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true}"));

      apps.client(OKTA).replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":false}"));

      assertThat(asked.get()).isPositive();
      assertThat(apps.enabled(STAFF, "ann")).contains(false);
    }
  }

  @Test
  void aGroupThatIsDeletedWhileTheWorkerMakesItIsGone() {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      AtomicInteger creations = new AtomicInteger();
      CountDownLatch made = new CountDownLatch(1);
      bridge.interposed =
          (call, pool) -> {
            if (!(call instanceof CognitoCall.CreateGroup)) {
              return pool.attempt(call);
            }
            if (creations.incrementAndGet() == 1) {
              return new Outcome.Unavailable("Not now.");
            }
            creating.countDown();
            await(proposed);
            Outcome outcome = pool.attempt(call);
            made.countDown();
            return outcome;
          };
      Group admins = bridge.group("Admins");
      await(creating);
      Thread deletion =
          Thread.ofVirtual()
              .start(() -> bridge.engine.writes().deleteGroup(REQUEST, admins.id(), current -> {}));
      eventually(
          "proposed",
          () ->
              bridge.directory.<Boolean>read(
                  tx -> tx.proposals().isOpen(ProvisioningFixture.APP, admins.id())));
      proposed.countDown();
      await(made);

      eventually("answered", () -> !deletion.isAlive());
      eventually("gone", () -> bridge.groupsInPool().isEmpty());
    }
  }
}
