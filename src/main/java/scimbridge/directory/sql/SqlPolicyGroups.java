package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import scimbridge.directory.PolicyGroups;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.GroupRef;

/** References as rows, and who is held by them. */
final class SqlPolicyGroups implements PolicyGroups {
  private static final String ONE = " WHERE app = :app AND ref_key = :key AND ref_value = :value";

  private final Statements statements;

  SqlPolicyGroups(Statements statements) {
    this.statements = statements;
  }

  @Override
  public List<Followed> ofApp(AppId app) {
    return statements
        .query("SELECT * FROM policy_groups WHERE app = :app ORDER BY ref_key, ref_value")
        .bind("app", app.value())
        .map(
            (row, context) ->
                new Followed(
                    reference(row), Columns.id(row, "group_id"), Columns.flag(row, "gone")))
        .list();
  }

  @Override
  public void follow(AppId app, GroupRef reference, ResourceId group) {
    key(
            statements.update(
                "INSERT INTO policy_groups (app, ref_key, ref_value, group_id, gone)"
                    + " VALUES (:app, :key, :value, :group, 0) ON CONFLICT DO NOTHING"),
            app,
            reference)
        .bind("group", group.value())
        .execute();
  }

  @Override
  public void suspend(AppId app, GroupRef reference, Collection<ResourceId> users) {
    key(statements.update("UPDATE policy_groups SET gone = 1" + ONE), app, reference).execute();
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      try (PreparedBatch batch =
          statements.batch(
              "INSERT INTO policy_held (app, user_id, ref_key, ref_value)"
                  + " VALUES (:app, :user, :key, :value) ON CONFLICT DO NOTHING")) {
        chunk.forEach(user -> key(batch, app, reference).bind("user", user.value()).add());
        batch.execute();
      }
    }
  }

  @Override
  public void forget(AppId app, GroupRef reference) {
    key(statements.update("DELETE FROM policy_groups" + ONE), app, reference).execute();
    key(statements.update("DELETE FROM policy_held" + ONE), app, reference).execute();
  }

  @Override
  public Map<ResourceId, Set<GroupRef>> held(AppId app, Collection<ResourceId> users) {
    Map<ResourceId, Set<GroupRef>> held = new HashMap<>();
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      statements
          .query("SELECT * FROM policy_held WHERE app = :app AND user_id IN (<ids>)")
          .bind("app", app.value())
          .bindList("ids", Statements.texts(chunk))
          .map((row, context) -> Map.entry(Columns.id(row, "user_id"), reference(row)))
          .forEach(
              row ->
                  held.computeIfAbsent(row.getKey(), none -> new HashSet<>()).add(row.getValue()));
    }
    return held;
  }

  @Override
  public void release(AppId app, ResourceId user) {
    statements
        .update("DELETE FROM policy_held WHERE app = :app AND user_id = :user")
        .bind("app", app.value())
        .bind("user", user.value())
        .execute();
  }

  private static GroupRef reference(ResultSet row) throws SQLException {
    return new GroupRef(
        GroupRef.Key.valueOf(Columns.text(row, "ref_key")), Columns.text(row, "ref_value"));
  }

  private static <S extends SqlStatement<S>> S key(S statement, AppId app, GroupRef reference) {
    return statement
        .bind("app", app.value())
        .bind("key", reference.key().name())
        .bind("value", reference.value());
  }
}
