package scimbridge.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.Schema;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** A data folder with one pool of many users, written without the detour of one call for each. */
public final class ManyUsers {
  /** The id of the pool, which is one of us-east-1. */
  public static final String POOL = "us-east-1_sized";

  private static final int BATCH = 1_000;

  private ManyUsers() {}

  /** Fills an empty folder with a pool of users with five attributes each. */
  public static void fill(Path folder, int users) throws IOException {
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

  /** The Username of a user, who are numbered from 0. */
  public static String name(int number) {
    return "user-" + number;
  }

  /** The e-mail address of a user. */
  public static String email(int number) {
    return name(number) + "@example.com";
  }

  private static User user(int number) {
    return new User(
        0,
        name(number),
        UUID.randomUUID().toString(),
        UserStatus.CONFIRMED,
        true,
        0,
        0,
        Map.of(
            "email",
            email(number),
            "email_verified",
            "true",
            "given_name",
            "Given" + number,
            "family_name",
            "Family" + number % 1_000,
            "locale",
            "en"));
  }
}
