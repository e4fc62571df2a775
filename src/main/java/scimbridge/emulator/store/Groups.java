package scimbridge.emulator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;

/** The table of groups and the one of memberships. */
public final class Groups {
  private static final String COLUMNS =
      "SELECT g.id, g.name, g.description, g.role_arn, g.precedence, g.created, g.modified"
          + " FROM team g ";

  private final Session session;

  Groups(Session session) {
    this.session = session;
  }

  /** By name, letter by letter; null when there is none. */
  public @Nullable Group find(Pool pool, String name) {
    return session.first(
        Groups::group, COLUMNS + "WHERE g.pool = ? AND g.name = ?", pool.key(), name);
  }

  /** How many groups a pool has. */
  public long count(Pool pool) {
    return session.number("SELECT COUNT(*) FROM team WHERE pool = ?", pool.key());
  }

  /** Groups by name, those after the given name. */
  public List<Group> page(Pool pool, String after, int limit) {
    return session.list(
        Groups::group,
        COLUMNS + "WHERE g.pool = ? AND g.name > ? ORDER BY g.name LIMIT ?",
        pool.key(),
        after,
        limit);
  }

  /** Groups of a user by name, those after the given name. */
  public List<Group> ofUser(User user, String after, int limit) {
    return session.list(
        Groups::group,
        COLUMNS
            + "JOIN membership m ON m.team = g.id WHERE m.user = ? AND g.name > ?"
            + " ORDER BY g.name LIMIT ?",
        user.id(),
        after,
        limit);
  }

  /** How many groups a user is in. */
  public long countOfUser(User user) {
    return session.number("SELECT COUNT(*) FROM membership WHERE user = ?", user.id());
  }

  /** Adds a group; its key is assigned. */
  public Group insert(Pool pool, Group group) {
    long id =
        session.insert(
            "INSERT INTO team (pool, name, description, role_arn, precedence, created, modified)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            pool.key(),
            group.name(),
            group.description(),
            group.roleArn(),
            group.precedence(),
            group.created(),
            group.modified());
    return new Group(
        id,
        group.name(),
        group.description(),
        group.roleArn(),
        group.precedence(),
        group.created(),
        group.modified());
  }

  /** Stores what became of a group. */
  public void update(Group group) {
    session.update(
        "UPDATE team SET description = ?, role_arn = ?, precedence = ?, modified = ? WHERE id = ?",
        group.description(),
        group.roleArn(),
        group.precedence(),
        group.modified(),
        group.id());
  }

  /** Removes a group; its members stay without it. */
  public void delete(Group group) {
    session.update("DELETE FROM membership WHERE team = ?", group.id());
    session.update("DELETE FROM team WHERE id = ?", group.id());
  }

  /** Whether the user is in the group. */
  public boolean isMember(Group group, User user) {
    return session.number(
            "SELECT COUNT(*) FROM membership WHERE team = ? AND user = ?", group.id(), user.id())
        > 0;
  }

  /** Puts a user who is not in it into a group. */
  public void add(Group group, User user) {
    session.update("INSERT INTO membership (team, user) VALUES (?, ?)", group.id(), user.id());
  }

  /** Takes a user out of a group. */
  public void remove(Group group, User user) {
    session.update("DELETE FROM membership WHERE team = ? AND user = ?", group.id(), user.id());
  }

  private static Group group(ResultSet row) throws SQLException {
    int precedence = row.getInt(5);
    boolean none = row.wasNull();
    return new Group(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        none ? null : precedence,
        row.getLong(6),
        row.getLong(7));
  }
}
