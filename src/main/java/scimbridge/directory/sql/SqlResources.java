package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.SqlStatement;
import scimbridge.directory.Resources;
import scimbridge.directory.Walk;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;

/** Users and groups as rows with a JSON document. */
final class SqlResources implements Resources {
  /** How many rows PostgreSQL sends at a time. */
  private static final int FETCHED = 200;

  private final Statements statements;
  private final SqlTerms terms;
  private final SqlResourceCounts counts;

  SqlResources(Statements statements) {
    this.statements = statements;
    this.terms = new SqlTerms(statements);
    this.counts = new SqlResourceCounts(statements);
  }

  @Override
  public Optional<User> user(AppId app, ResourceId id) {
    return find(app, ResourceType.USER, id).map(User.class::cast);
  }

  @Override
  public Optional<Group> group(AppId app, ResourceId id) {
    return find(app, ResourceType.GROUP, id).map(Group.class::cast);
  }

  private Optional<Resource> find(AppId app, ResourceType type, ResourceId id) {
    return statements
        .query("SELECT * FROM resources WHERE app = :app AND id = :id")
        .bind("app", app.value())
        .bind("id", id.value())
        .map((row, context) -> resource(row))
        .findOne()
        .filter(resource -> resource.type() == type);
  }

  @Override
  public List<User> users(AppId app, String after, int limit) {
    return statements
        .query(
            "SELECT * FROM resources WHERE app = :app AND id > :after AND type = :type"
                + " ORDER BY id LIMIT :limit")
        .bind("app", app.value())
        .bind("after", after)
        .bind("type", ResourceType.USER.name())
        .bind("limit", limit)
        .map((row, context) -> (User) resource(row))
        .list();
  }

  @Override
  public Map<ResourceId, User> users(AppId app, Collection<ResourceId> ids) {
    Map<ResourceId, User> users = new HashMap<>();
    for (List<ResourceId> chunk : Statements.chunks(ids)) {
      statements
          .query("SELECT * FROM resources WHERE app = :app AND id IN (<ids>) AND type = :type")
          .bind("app", app.value())
          .bindList("ids", Statements.texts(chunk))
          .bind("type", ResourceType.USER.name())
          .map((row, context) -> (User) resource(row))
          .forEach(user -> users.put(user.id(), user));
    }
    return users;
  }

  @Override
  public Set<ResourceId> existing(AppId app, ResourceType type, Collection<ResourceId> ids) {
    Set<ResourceId> existing = new LinkedHashSet<>();
    for (List<ResourceId> chunk : Statements.chunks(ids)) {
      statements
          .query("SELECT id, type FROM resources WHERE app = :app AND id IN (<ids>)")
          .bind("app", app.value())
          .bindList("ids", Statements.texts(chunk))
          .map((row, context) -> Map.entry(Columns.id(row, "id"), Columns.text(row, "type")))
          .stream()
          .filter(entry -> entry.getValue().equals(type.name()))
          .forEach(entry -> existing.add(entry.getKey()));
    }
    return existing;
  }

  @Override
  public void insert(Resource resource) {
    bind(
            statements.update(
                "INSERT INTO resources"
                    + " (app, type, id, name, version, created, last_modified, document)"
                    + " VALUES"
                    + " (:app, :type, :id, :name, :version, :created, :modified, :document)"),
            resource)
        .bind("app", resource.app().value())
        .bind("type", resource.type().name())
        .bind("id", resource.id().value())
        .execute();
    terms.write(resource, row(resource.app(), resource.type(), resource.id()).orElseThrow());
    counts.add(resource.app(), resource.type(), resource.id(), 1);
  }

  @Override
  public void replace(Resource resource) {
    long row =
        row(resource.app(), resource.type(), resource.id())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no " + resource.type() + " " + resource.id()));
    bind(
            statements.update(
                "UPDATE resources SET name = :name, version = :version, created = :created,"
                    + " last_modified = :modified, document = :document WHERE seq = :row"),
            resource)
        .bind("row", row)
        .execute();
    terms.write(resource, row);
  }

  @Override
  public void delete(AppId app, ResourceType type, ResourceId id) {
    row(app, type, id)
        .ifPresent(
            row -> {
              statements
                  .update("DELETE FROM resources WHERE seq = :row")
                  .bind("row", row)
                  .execute();
              counts.add(app, type, id, -1);
            });
  }

  @Override
  public long count(AppId app, ResourceType type, Narrowing narrowing) {
    return switch (narrowing) {
      case Narrowing.Everything everything -> counts.of(app, type);
      case Narrowing.Nothing nothing -> 0;
      case Narrowing.Not not ->
          count(app, type, new Narrowing.Everything()) - count(app, type, not.part());
      default -> {
        NarrowingSql sql = new NarrowingSql(app, type, narrowing);
        yield sql.bind(statements.query("SELECT count(*) FROM " + sql.counted()))
            .mapTo(Long.class)
            .one();
      }
    };
  }

  @Override
  public long count(AppId app, ResourceType type, Narrowing narrowing, int bound) {
    if (narrowing instanceof Narrowing.Everything) {
      return Math.min(bound, counts.of(app, type));
    }
    NarrowingSql sql = new NarrowingSql(app, type, narrowing);
    return sql.bind(
            statements.query(
                "SELECT count(*) FROM (SELECT 1 FROM " + sql.counted() + " LIMIT :bound) AS found"))
        .bind("bound", bound)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void walk(AppId app, ResourceType type, Walk walk, Predicate<? super Walk.Step> visitor) {
    NarrowingSql sql = new NarrowingSql(app, type, walk.narrowing());
    String select = sql.select(walk);
    try (ResultIterator<Walk.Step> steps =
        sql.bind(statements.query(select))
            .bind("limit", walk.limit())
            .bind("offset", walk.offset())
            .setFetchSize(Math.min(walk.limit(), FETCHED))
            .map(
                (row, context) ->
                    new Walk.Step(
                        resource(row),
                        new Walk.Place(Columns.text(row, "place_key"), row.getLong("seq"))))
            .iterator()) {
      while (steps.hasNext()) {
        if (!visitor.test(steps.next())) {
          return;
        }
      }
    }
  }

  /** The type is compared here: PostgreSQL might else prefer the index with the type. */
  private Optional<Long> row(AppId app, ResourceType type, ResourceId id) {
    return statements
        .query("SELECT seq, type FROM resources WHERE app = :app AND id = :id")
        .bind("app", app.value())
        .bind("id", id.value())
        .map(
            (row, context) ->
                Map.entry(ResourceType.valueOf(Columns.text(row, "type")), row.getLong("seq")))
        .findOne()
        .filter(entry -> entry.getKey() == type)
        .map(Map.Entry::getValue);
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Resource resource) {
    return statement
        .bind(
            "name",
            switch (resource) {
              case User user -> user.userName();
              case Group group -> group.displayName();
            })
        .bind("version", resource.version())
        .bind("created", resource.created().toEpochMilli())
        .bind("modified", resource.lastModified().toEpochMilli())
        .bind("document", resource.attributes().toJson());
  }

  private static Resource resource(ResultSet row) throws SQLException {
    return resource(
        row,
        new AppId(Columns.text(row, "app")),
        Columns.id(row, "id"),
        ResourceType.valueOf(Columns.text(row, "type")),
        "");
  }

  /**
   * The resource in the columns {@code version}, {@code created}, {@code last_modified} and {@code
   * document}, each with the prefix before its name.
   */
  static Resource resource(
      ResultSet row, AppId app, ResourceId id, ResourceType type, String prefix)
      throws SQLException {
    long version = row.getLong(prefix + "version");
    Instant created = Columns.instant(row, prefix + "created");
    Instant modified = Columns.instant(row, prefix + "last_modified");
    Attributes attributes = Documents.attributes(Columns.text(row, prefix + "document"));
    return switch (type) {
      case USER -> new User(app, id, version, created, modified, attributes);
      case GROUP -> new Group(app, id, version, created, modified, attributes);
    };
  }
}
