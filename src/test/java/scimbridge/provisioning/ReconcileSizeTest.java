package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.directory.Account;
import scimbridge.directory.Applied;
import scimbridge.directory.Directory;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Lease;
import scimbridge.directory.Ownership;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.emulator.ManyUsers;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.provisioning.Reconciling.Order;

/** A large pool is compared without being held in memory, and every difference in it is found. */
@Isolated("it measures the heap")
class ReconcileSizeTest {
  /** All the accounts of the large pool would be several times as much. */
  private static final long BOUND = 12L * 1024 * 1024;

  @TempDir Path folder;

  @Test
  void manyAccountsAreComparedAndNotHeld() throws Exception {
    compares(2_000);
  }

  @Test
  @Tag("full")
  void twentyThousandAccountsAreComparedAndNotHeld() throws Exception {
    compares(20_000);
  }

  private void compares(int size) throws Exception {
    Path cognito = Files.createDirectory(folder.resolve("cognito"));
    ManyUsers.fill(cognito, size);
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(cognito, 0));
        AwsUserPool port =
            AwsUserPool.open(
                POOL,
                new AwsPoolSettings(
                    "us-east-1",
                    ManyUsers.POOL,
                    emulator.endpoint(),
                    new PoolCredentials.StaticKeys("key", "secret", null)));
        Directory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"))) {
      Setting setting = setting(directory, port);
      setting.pools().traits(POOL);
      new PoolListing(setting, () -> false)
          .users(
              POOL,
              null,
              page ->
                  directory.<Boolean>write(
                      tx -> {
                        page.items().forEach(user -> take(tx, user, size));
                        return true;
                      }));
      Reconciling reconciling = new Reconciling(setting, () -> false, () -> false, () -> {});

      List<String> lines = new ArrayList<>();
      long before = used();
      long[] most = {before};
      reconciling.run(
          new Order(APP, null, false, false),
          line -> {
            lines.add(line);
            if (line.endsWith(" listed")) {
              most[0] = Math.max(most[0], used());
            }
          });

      // One in a thousand has another name, and one has an account that is not in the pool.
      assertThat(lines)
          .contains(
              "pool customers: %d accounts of app 'okta' compared; %d differences, 0 groups missing"
                  .formatted(size, size / 1_000 + 1),
              "user 'gone': create account 'gone' in pool customers");
      for (int i = 0; i < size; i += 1_000) {
        String told = "user '%s': set given_name".formatted(ManyUsers.name(i));
        assertThat(lines).anyMatch(line -> line.startsWith(told));
      }
      assertThat(most[0] - before).as("bytes held").isLessThan(BOUND);
    }
  }

  private static Setting setting(Directory directory, AwsUserPool port) {
    return new Setting(
        directory,
        Map.of(APP, App.withDefaults(APP, List.of(POOL))),
        new UserPools(
            directory,
            new KnownSchemas(directory, Schemas.bundled(), Clock.systemUTC()),
            List.of(new ConnectedPool(Pool.withDefaults(POOL), ManyUsers.POOL, port))),
        new UnlimitedGate(),
        Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)),
        Sleeper.REAL,
        "size");
  }

  /** The user and the link that would be there if the bridge had made the account. */
  private static void take(Transaction tx, ListedUser listed, int size) {
    Map<String, String> held = new TreeMap<>(listed.attributes());
    held.remove("sub");
    int number = Integer.parseInt(listed.username().substring("user-".length()));
    if (number % 1_000 == 0) {
      held.put("given_name", "Another");
    }
    insert(tx, listed.username(), listed.sub(), held);
    if (number == size - 1) {
      insert(tx, "gone", "sub-of-gone", new TreeMap<>());
    }
  }

  private static void insert(
      Transaction tx, String username, String sub, Map<String, String> held) {
    User user =
        new User(
            APP,
            ResourceId.random(),
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            ProvisioningFixture.attributes(
                """
                {"userName":"%s","active":true,"locale":"en",
                 "name":{"givenName":"%s","familyName":"%s"},
                 "emails":[{"value":"%s","type":"work","primary":true}]}
                """
                    .formatted(
                        username,
                        held.getOrDefault("given_name", "Ann"),
                        held.getOrDefault("family_name", "Lee"),
                        held.getOrDefault("email", "gone@example.com"))));
    tx.resources().insert(user);
    tx.accounts()
        .insert(
            new Account(
                APP,
                POOL,
                user.id(),
                new Ownership(username, sub, Account.Known.OURS, null),
                new Applied(
                    new TreeMap<>(held), true, new TreeSet<>(), true, "CONFIRMED", Instant.EPOCH),
                Entitlement.NONE,
                Progress.IN_STEP,
                Lease.NONE));
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
