package scimbridge.emulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Filter;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Json;

/** The table of users, and with it the names they own and the terms they are found by. */
public final class Users {
  private static final String COLUMNS =
      "SELECT u.id, u.username, u.sub, u.status, u.enabled, u.created, u.modified, u.attributes"
          + " FROM user u ";
  private static final String AFTER_EVERYTHING = "\uDBFF\uDFFF";

  private final Session session;
  private final boolean keepsPast;

  Users(Session session, boolean keepsPast) {
    this.session = session;
    this.keepsPast = keepsPast;
  }

  /**
   * A page of users in the order of what was searched for.
   *
   * @param next where the next page starts, null when this is the last
   */
  public record Page(List<User> users, @Nullable Position next) {}

  /** The last user of a page: the value it was found by and its key. */
  public record Position(String value, long user) {
    /** Before the first user. */
    public static final Position START = new Position("", 0);
  }

  /** A user and the value it was found by. */
  record Found(String value, User user) {}

  /** By username, null when there is none. */
  public @Nullable User byUsername(Pool pool, String username) {
    return session.first(
        Users::user, COLUMNS + "WHERE u.pool = ? AND u.username = ?", pool.key(), username);
  }

  /** By the store's key, null when there is none. */
  public @Nullable User byId(long id) {
    return session.first(Users::user, COLUMNS + "WHERE u.id = ?", id);
  }

  /** By sub, null when there is none. */
  public @Nullable User bySub(Pool pool, String sub) {
    return session.first(Users::user, COLUMNS + "WHERE u.pool = ? AND u.sub = ?", pool.key(), sub);
  }

  /** By an active alias, null when nobody owns it. */
  public @Nullable User byAlias(Pool pool, String attribute, String value) {
    return session.first(
        Users::user,
        COLUMNS
            + "JOIN alias a ON a.user = u.id WHERE a.pool = ? AND a.attribute = ? AND a.value = ?",
        pool.key(),
        attribute,
        value);
  }

  /** How many users a pool has. */
  public long count(Pool pool) {
    return session.number("SELECT COUNT(*) FROM user WHERE pool = ?", pool.key());
  }

  /** Adds a user; its key is assigned. */
  public User insert(Pool pool, User user) {
    long id =
        session.insert(
            "INSERT INTO user (pool, username, sub, status, enabled, created, modified, attributes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            pool.key(),
            user.username(),
            user.sub(),
            user.status().name(),
            user.enabled() ? 1 : 0,
            user.created(),
            user.modified(),
            text(user.attributes()));
    if (keepsPast) {
      new Past(session).rememberAbsence(pool, id, user.created());
    }
    new UserIndex(session).enter(pool, user, id);
    return new User(
        id,
        user.username(),
        user.sub(),
        user.status(),
        user.enabled(),
        user.created(),
        user.modified(),
        user.attributes());
  }

  /** Stores what became of a user. Aliases it gained must be free. */
  public void update(Pool pool, User before, User after) {
    if (keepsPast) {
      new Past(session).remember(pool, before, after.modified());
    }
    session.update(
        "UPDATE user SET status = ?, enabled = ?, modified = ?, attributes = ? WHERE id = ?",
        after.status().name(),
        after.enabled() ? 1 : 0,
        after.modified(),
        text(after.attributes()),
        after.id());
    new UserIndex(session).move(pool, before, after);
  }

  /** Removes a user and everything that hangs on it. */
  public void delete(Pool pool, User user, long at) {
    if (keepsPast) {
      new Past(session).remember(pool, user, at);
    }
    new UserIndex(session).leave(pool, user);
    session.update("DELETE FROM membership WHERE user = ?", user.id());
    session.update("DELETE FROM credential WHERE user = ?", user.id());
    session.update("DELETE FROM link WHERE user = ?", user.id());
    session.update("DELETE FROM user WHERE id = ?", user.id());
  }

  /** Users that match a filter (null: all), after a position. */
  public Page page(Pool pool, @Nullable Filter filter, Position after, int limit) {
    return page(scan(pool, filter, after, limit + 1), limit);
  }

  /** As {@link #page}, but as things were at a point in time, if that was kept. */
  public Page pageAsOf(Pool pool, @Nullable Filter filter, Position after, int limit, long at) {
    return page(new Past(session).scan(this, pool, filter, after, limit + 1, at), limit);
  }

  /** Forgets how users were; answers how many states were forgotten. */
  int forgetPast() {
    return session.update("DELETE FROM past");
  }

  List<Found> scan(Pool pool, @Nullable Filter filter, Position after, int limit) {
    if (filter == null) {
      return session.list(
          row -> new Found("", user(row)),
          COLUMNS + "WHERE u.pool = ? AND u.id > ? ORDER BY u.id LIMIT ?",
          pool.key(),
          after.user(),
          limit);
    }
    return filter.attribute().equals("sub") || filter.attribute().equals("username")
        ? byColumn(pool, filter, after, limit)
        : byTerm(pool, filter, after, limit);
  }

  /** Members of a group, after a position. */
  public Page members(long group, Position after, int limit) {
    List<Found> found =
        session.list(
            row -> new Found("", user(row)),
            COLUMNS
                + "JOIN membership m ON m.user = u.id WHERE m.team = ? AND m.user > ?"
                + " ORDER BY m.user LIMIT ?",
            group,
            after.user(),
            limit + 1);
    return page(found, limit);
  }

  private List<Found> byColumn(Pool pool, Filter filter, Position after, int limit) {
    String column = "u." + filter.attribute();
    String value =
        filter.attribute().equals("username") ? pool.fold(filter.value()) : filter.value();
    return session.list(
        row -> new Found(row.getString(filter.attribute().equals("sub") ? 3 : 2), user(row)),
        COLUMNS
            + "WHERE u.pool = ? AND "
            + column
            + " BETWEEN ? AND ? AND "
            + column
            + " > ? ORDER BY "
            + column
            + " LIMIT ?",
        pool.key(),
        value,
        filter.prefix() ? value + AFTER_EVERYTHING : value,
        after.value(),
        limit);
  }

  private List<Found> byTerm(Pool pool, Filter filter, Position after, int limit) {
    return session.list(
        row -> new Found(row.getString(9), user(row)),
        COLUMNS.replace(" FROM user u ", ", t.value FROM term t JOIN user u ON u.id = t.user ")
            + "WHERE t.pool = ? AND t.attribute = ? AND t.value BETWEEN ? AND ?"
            + " AND (t.value, t.user) > (?, ?) ORDER BY t.value, t.user LIMIT ?",
        pool.key(),
        filter.attribute(),
        filter.value(),
        filter.prefix() ? filter.value() + AFTER_EVERYTHING : filter.value(),
        after.value(),
        after.user(),
        limit);
  }

  private static Page page(List<Found> found, int limit) {
    boolean more = found.size() > limit;
    List<User> users = new ArrayList<>(limit);
    for (Found one : more ? found.subList(0, limit) : found) {
      users.add(one.user());
    }
    Found last = more ? found.get(limit - 1) : null;
    return new Page(users, last == null ? null : new Position(last.value(), last.user().id()));
  }

  private static String text(Map<String, String> attributes) {
    ObjectNode json = Json.object();
    attributes.forEach(json::put);
    return Json.text(json);
  }

  static User user(ResultSet row) throws SQLException {
    Map<String, String> attributes = new LinkedHashMap<>();
    Json.parseOwn(row.getString(8))
        .properties()
        .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().textValue()));
    return new User(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        UserStatus.valueOf(row.getString(4)),
        row.getInt(5) != 0,
        row.getLong(6),
        row.getLong(7),
        attributes);
  }
}
