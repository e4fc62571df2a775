package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.UserPool;
import scimbridge.directory.Account;
import scimbridge.directory.Applied;
import scimbridge.directory.Directory;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Lease;
import scimbridge.directory.Ownership;
import scimbridge.directory.Progress;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;

/** In which order the calls of one request to several pools are made. */
class ExecutionOrderTest {
  private static final AppId APP = new AppId("okta");

  @TempDir Path folder;
  private final List<String> sent = new ArrayList<>();

  @Test
  void accessIsTakenAwayBeforeAnythingIsMadeAndNothingIsDeletedBeforeTheEnd() throws Exception {
    try (Directory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"))) {
      Setting setting =
          new Setting(
              directory,
              Map.of(),
              new UserPools(
                  directory,
                  new KnownSchemas(directory, Schemas.bundled(), Clock.systemUTC()),
                  List.of()),
              new UnlimitedGate(),
              Clock.systemUTC(),
              Sleeper.REAL,
              "test");
      new Execution(setting, new Troubles(setting.clock()), () -> false)
          .run(
              List.of(
                  run("a", new Wish.Gone(), seen(true)),
                  run("b", wish(false), new Sight.Absent()),
                  run("c", wish(false), seen(true))),
              Instant.now().plusSeconds(5));
    }
    assertThat(sent)
        .containsExactly(
            "c AdminDisableUser",
            "c AdminRemoveUserFromGroup",
            "b AdminCreateUser",
            "b AdminDisableUser",
            "b AdminSetUserPassword",
            "c AdminUserGlobalSignOut",
            "a AdminDeleteUser");
  }

  private AccountRun run(String pool, Wish wish, Sight sight) {
    PoolId id = new PoolId(pool);
    ConnectedPool connected =
        new ConnectedPool(Pool.withDefaults(id), "us-east-1_" + pool, recording());
    Account account =
        new Account(
            APP,
            id,
            ResourceId.random(),
            new Ownership("ann", null, Account.Known.OURS, null),
            new Applied(new TreeMap<>(), true, new TreeSet<>(), true, null, null),
            Entitlement.NONE,
            Progress.pending(Instant.now(), null),
            Lease.NONE);
    return new AccountRun(
        new PoolTraits(PoolTraits.Kind.PLAIN, true, Map.of()),
        new DesiredAccount(App.withDefaults(APP, List.of(id)), connected, wish, wish),
        new ObservedAccount(account, sight),
        groups -> groups,
        asked -> true,
        () -> false);
  }

  private static Wish wish(boolean enabled) {
    return new Wish.Account(
        "ann", new TreeMap<>(), new TreeSet<>(), enabled, new TreeSet<>(), new TreeSet<>(), null);
  }

  private static Sight seen(boolean enabled) {
    return new Sight.Present(
        "ann", "sub", new TreeMap<>(), enabled, new TreeSet<>(List.of("staff")), true, true);
  }

  private UserPool recording() {
    return new UserPool() {
      @Override
      public Outcome attempt(CognitoCall call) {
        sent.add(call.pool() + " " + call.operation());
        return call instanceof CognitoCall.AdminCreateUser
            ? new Outcome.Created("ann", "sub")
            : new Outcome.Done();
      }

      @Override
      public PoolTraits describe() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void addAttributes(Map<String, String> types) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }
}
