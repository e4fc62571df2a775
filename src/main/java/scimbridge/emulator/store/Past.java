package scimbridge.emulator.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Filter;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.store.Users.Found;
import scimbridge.emulator.store.Users.Position;

/** How users were before recent changes, so that a listing can lag behind. */
final class Past {
  private static final long KEPT_MILLIS = Duration.ofMinutes(10).toMillis();

  /** The order of listings: by value as SQLite compares it, then by key. */
  private static final Comparator<Found> ORDER =
      Comparator.<Found, byte[]>comparing(
              found -> found.value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparingLong(found -> found.user().id());

  private final Session session;

  Past(Session session) {
    this.session = session;
  }

  /** Keeps that a user does not exist yet. */
  void rememberAbsence(Pool pool, long user, long at) {
    session.update(
        "INSERT INTO past (pool, at, existed, id) VALUES (?, ?, 0, ?)", pool.key(), at, user);
  }

  /** Keeps how a user is, before it changes; forgets what is too old for any lag. */
  void remember(Pool pool, User user, long at) {
    session.update("DELETE FROM past WHERE pool = ? AND at < ?", pool.key(), at - KEPT_MILLIS);
    session.update(
        "INSERT INTO past (pool, at, existed, id, username, sub, status, enabled, created,"
            + " modified, attributes) SELECT pool, ?, 1, id, username, sub, status, enabled,"
            + " created, modified, attributes FROM user WHERE id = ?",
        at,
        user.id());
  }

  /** Users as they were at a point in time; otherwise as {@link Users#scan}. */
  List<Found> scan(
      Users users, Pool pool, @Nullable Filter filter, Position after, int limit, long at) {
    Map<Long, Optional<User>> before = changedSince(pool, at);
    List<Found> found = new ArrayList<>();
    Position position = after;
    List<Found> batch;
    do {
      batch = users.scan(pool, filter, position, limit);
      for (Found each : batch) {
        if (!before.containsKey(each.user().id())) {
          found.add(each);
        }
        position = new Position(each.value(), each.user().id());
      }
    } while (batch.size() == limit && found.size() < limit);
    Found start = after.user() == 0 ? null : marker(after);
    for (Optional<User> image : before.values()) {
      image
          .map(user -> found(filter, user))
          .filter(each -> start == null || ORDER.compare(each, start) > 0)
          .ifPresent(found::add);
    }
    found.sort(ORDER);
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  /** The earliest kept state of each user that changed after a point in time; empty for absence. */
  private Map<Long, Optional<User>> changedSince(Pool pool, long at) {
    Map<Long, Optional<User>> before = new LinkedHashMap<>();
    session.list(
        row -> {
          Optional<User> image =
              row.getInt(9) == 0 ? Optional.empty() : Optional.of(Users.user(row));
          return before.putIfAbsent(row.getLong(1), image);
        },
        "SELECT id, username, sub, status, enabled, created, modified, attributes, existed"
            + " FROM past WHERE pool = ? AND at > ? ORDER BY seq",
        pool.key(),
        at);
    return before;
  }

  private static @Nullable Found found(@Nullable Filter filter, User user) {
    if (filter == null) {
      return new Found("", user);
    }
    String value = filter.matched(user);
    return value == null ? null : new Found(value, user);
  }

  /** Something that compares like the position. */
  private static Found marker(Position position) {
    return new Found(
        position.value(),
        new User(position.user(), "", "", UserStatus.CONFIRMED, true, 0, 0, Map.of()));
  }
}
