package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import scimbridge.directory.Members;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Memberships, one row each. */
final class SqlMembers implements Members {
  private final Statements statements;

  SqlMembers(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Set<ResourceId> add(AppId app, ResourceId group, Collection<Member> members) {
    Map<ResourceId, Member> joining = new LinkedHashMap<>();
    members.forEach(member -> joining.putIfAbsent(member.id(), member));
    joining.keySet().removeAll(among(app, group, joining.keySet()));
    for (List<Member> chunk : Statements.chunks(joining.values())) {
      try (PreparedBatch batch =
          statements.batch(
              "INSERT INTO members (app, group_id, member_id, member_type)"
                  + " VALUES (:app, :group, :member, :type)")) {
        for (Member member : chunk) {
          batch
              .bind("app", app.value())
              .bind("group", group.value())
              .bind("member", member.id().value())
              .bind("type", member.type().name())
              .add();
        }
        batch.execute();
      }
    }
    return joining.keySet();
  }

  @Override
  public Set<ResourceId> remove(AppId app, ResourceId group, Collection<ResourceId> members) {
    Set<ResourceId> leaving = among(app, group, members);
    for (List<ResourceId> chunk : Statements.chunks(leaving)) {
      statements
          .update(
              "DELETE FROM members"
                  + " WHERE app = :app AND group_id = :group AND member_id IN (<ids>)")
          .bind("app", app.value())
          .bind("group", group.value())
          .bindList("ids", Statements.texts(chunk))
          .execute();
    }
    return leaving;
  }

  @Override
  public Set<ResourceId> clear(AppId app, ResourceId group) {
    Set<ResourceId> cleared = new LinkedHashSet<>();
    of(app, group).forEach(member -> cleared.add(member.id()));
    statements
        .update("DELETE FROM members WHERE app = :app AND group_id = :group")
        .bind("app", app.value())
        .bind("group", group.value())
        .execute();
    return cleared;
  }

  @Override
  public Set<ResourceId> leaveAll(AppId app, ResourceId member) {
    Set<ResourceId> left =
        new LinkedHashSet<>(
            statements
                .query("SELECT group_id FROM members WHERE app = :app AND member_id = :member")
                .bind("app", app.value())
                .bind("member", member.value())
                .map((row, context) -> Columns.id(row, "group_id"))
                .list());
    statements
        .update("DELETE FROM members WHERE app = :app AND member_id = :member")
        .bind("app", app.value())
        .bind("member", member.value())
        .execute();
    return left;
  }

  @Override
  public List<Member> of(AppId app, ResourceId group) {
    return statements
        .query(
            "SELECT member_id, member_type FROM members"
                + " WHERE app = :app AND group_id = :group ORDER BY seq")
        .bind("app", app.value())
        .bind("group", group.value())
        .map((row, context) -> member(row))
        .list();
  }

  @Override
  public Set<ResourceId> among(AppId app, ResourceId group, Collection<ResourceId> members) {
    Set<ResourceId> among = new LinkedHashSet<>();
    for (List<ResourceId> chunk : Statements.chunks(members)) {
      among.addAll(
          statements
              .query(
                  "SELECT member_id FROM members"
                      + " WHERE app = :app AND group_id = :group AND member_id IN (<ids>)")
              .bind("app", app.value())
              .bind("group", group.value())
              .bindList("ids", Statements.texts(chunk))
              .map((row, context) -> Columns.id(row, "member_id"))
              .list());
    }
    return among;
  }

  @Override
  public Map<ResourceId, List<GroupReference>> groupsOf(AppId app, Collection<ResourceId> members) {
    Map<ResourceId, List<GroupReference>> groups = new HashMap<>();
    for (List<ResourceId> chunk : Statements.chunks(Set.copyOf(members))) {
      statements
          .query(
              "SELECT m.member_id, r.id, r.name FROM members m"
                  + " JOIN resources r ON r.app = m.app AND r.id = m.group_id"
                  + " WHERE m.app = :app AND m.member_id IN (<ids>) ORDER BY m.seq")
          .bind("app", app.value())
          .bindList("ids", Statements.texts(chunk))
          .map(
              (row, context) ->
                  groups
                      .computeIfAbsent(Columns.id(row, "member_id"), none -> new ArrayList<>())
                      .add(new GroupReference(Columns.id(row, "id"), Columns.text(row, "name"))))
          .list();
    }
    return groups;
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        Columns.id(row, "member_id"), ResourceType.valueOf(Columns.text(row, "member_type")));
  }
}
