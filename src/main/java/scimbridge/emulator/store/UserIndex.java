package scimbridge.emulator.store;

import java.util.LinkedHashMap;
import java.util.Map;
import scimbridge.emulator.pool.Aliases;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.SearchTerms;
import scimbridge.emulator.pool.User;

/** The two tables beside that of users: names a user is called by, and terms it is found by. */
final class UserIndex {
  private final Session session;

  UserIndex(Session session) {
    this.session = session;
  }

  /** Enters a new user. */
  void enter(Pool pool, User user, long id) {
    own(pool, Aliases.of(pool, user), id);
    find(pool, SearchTerms.of(user), id);
  }

  /** Follows a change; rows that stay the same are not touched. */
  void move(Pool pool, User before, User after) {
    Map<String, String> owned = Aliases.of(pool, before);
    Map<String, String> toOwn = Aliases.of(pool, after);
    disown(pool, without(owned, toOwn));
    own(pool, without(toOwn, owned), after.id());
    Map<String, String> terms = SearchTerms.of(before);
    Map<String, String> newTerms = SearchTerms.of(after);
    lose(pool, without(terms, newTerms), after.id());
    find(pool, without(newTerms, terms), after.id());
  }

  /** Removes what a user had. */
  void leave(Pool pool, User user) {
    disown(pool, Aliases.of(pool, user));
    lose(pool, SearchTerms.of(user), user.id());
  }

  private void own(Pool pool, Map<String, String> aliases, long user) {
    aliases.forEach(
        (attribute, value) ->
            session.update(
                "INSERT INTO alias (pool, attribute, value, user) VALUES (?, ?, ?, ?)",
                pool.key(),
                attribute,
                value,
                user));
  }

  private void disown(Pool pool, Map<String, String> aliases) {
    aliases.forEach(
        (attribute, value) ->
            session.update(
                "DELETE FROM alias WHERE pool = ? AND attribute = ? AND value = ?",
                pool.key(),
                attribute,
                value));
  }

  private void find(Pool pool, Map<String, String> terms, long user) {
    terms.forEach(
        (attribute, value) ->
            session.update(
                "INSERT INTO term (pool, attribute, value, user) VALUES (?, ?, ?, ?)",
                pool.key(),
                attribute,
                value,
                user));
  }

  private void lose(Pool pool, Map<String, String> terms, long user) {
    terms.forEach(
        (attribute, value) ->
            session.update(
                "DELETE FROM term WHERE pool = ? AND attribute = ? AND value = ? AND user = ?",
                pool.key(),
                attribute,
                value,
                user));
  }

  private static Map<String, String> without(Map<String, String> from, Map<String, String> same) {
    Map<String, String> rest = new LinkedHashMap<>(from);
    rest.entrySet().removeIf(entry -> entry.getValue().equals(same.get(entry.getKey())));
    return rest;
  }
}
