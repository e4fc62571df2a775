package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.Schema;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;

class SizeTest {
  private static final String POOL = "us-east-1_sized";
  private static final int BATCH = 1_000;

  @TempDir Path folder;

  @Test
  void aFolderWithManyUsersIsOpenedQuickly() throws IOException {
    opensWithinFiveSeconds(10_000);
  }

  @Test
  @Tag("full")
  void aFolderWithAMillionUsersIsOpenedQuickly() throws IOException {
    opensWithinFiveSeconds(1_000_000);
  }

  @Test
  void inMemoryAnEmulatorIsReadyAtOnce() throws IOException {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 20 && best.compareTo(Duration.ofMillis(20)) >= 0; i++) {
      long start = System.nanoTime();
      EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      emulator.close();
      best = took.compareTo(best) < 0 ? took : best;
    }
    assertThat(best).isLessThan(Duration.ofMillis(20));
  }

  private void opensWithinFiveSeconds(int users) throws IOException {
    fill(users);
    long start = System.nanoTime();
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(folder, 0));
        CognitoIdentityProviderClient cognito = Clients.sdk(emulator.endpoint())) {
      String last = "user-" + (users - 1);
      assertThat(cognito.adminGetUser(r -> r.userPoolId(POOL).username(last)).username())
          .isEqualTo(last);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(
              cognito
                  .listUsers(r -> r.userPoolId(POOL).filter("email = \"" + last + "@example.com\""))
                  .users())
          .hasSize(1);
      assertThat(
              cognito.describeUserPool(r -> r.userPoolId(POOL)).userPool().estimatedNumberOfUsers())
          .isEqualTo(users);
    }
  }

  private void fill(int users) throws IOException {
    try (Store store = Store.inFolder(folder)) {
      Pool pool =
          store.write(
              in -> in.pools().insert(POOL, "sized", 0, Json.object(), Schema.create(null)));
      for (int from = 0; from < users; from += BATCH) {
        int first = from;
        store.write(
            in -> {
              for (int i = first; i < Math.min(users, first + BATCH); i++) {
                in.users().insert(pool, user(i));
              }
              return first;
            });
      }
    }
  }

  private static User user(int number) {
    return new User(
        0,
        "user-" + number,
        UUID.randomUUID().toString(),
        UserStatus.CONFIRMED,
        true,
        0,
        0,
        Map.of("email", "user-" + number + "@example.com", "email_verified", "true"));
  }
}
