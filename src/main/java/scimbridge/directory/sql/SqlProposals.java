package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;
import scimbridge.directory.Lease;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Proposals;
import scimbridge.identity.AppId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Open proposals; few at any time. */
final class SqlProposals implements Proposals {
  private final Statements statements;

  SqlProposals(Statements statements) {
    this.statements = statements;
  }

  @Override
  public boolean isOpen(AppId app, ResourceId resource) {
    return statements
        .query("SELECT 1 FROM proposals WHERE app = :app AND resource = :resource")
        .bind("app", app.value())
        .bind("resource", resource.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public void open(Proposal proposal) {
    Resource next = proposal.next();
    MemberDelta members = proposal.members();
    Update insert =
        statements
            .update(
                "INSERT INTO proposals (app, resource, type, next_version, next_created,"
                    + " next_last_modified, next_document, delta, carries_password, since,"
                    + " request_id, lease_owner, lease_epoch, lease_until)"
                    + " VALUES (:app, :resource, :type, :version, :created, :modified, :document,"
                    + " :delta, :password, :since, :request, :owner, :epoch, :until)")
            .bind("app", proposal.app().value())
            .bind("resource", proposal.resource().value())
            .bind("type", proposal.type().name())
            .bind("version", next == null ? null : (Long) next.version())
            .bind("created", next == null ? null : Columns.millis(next.created()))
            .bind("modified", next == null ? null : Columns.millis(next.lastModified()))
            .bind("document", next == null ? null : next.attributes().toJson())
            .bind("delta", members == null ? null : Documents.text(members))
            .bind("password", Columns.flag(proposal.carriesPassword()))
            .bind("since", proposal.since().toEpochMilli())
            .bind("request", proposal.requestId());
    LeaseColumns.bind(insert, proposal.lease()).execute();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Epochs of a later proposal on the same resource start again, so the request and the instant
   * of the proposal have to be the same too.
   */
  @Override
  public boolean close(Proposal proposal) {
    return statements
            .update(
                "DELETE FROM proposals WHERE app = :app AND resource = :resource"
                    + " AND lease_epoch = :epoch AND since = :since AND request_id = :request")
            .bind("app", proposal.app().value())
            .bind("resource", proposal.resource().value())
            .bind("epoch", proposal.lease().epoch())
            .bind("since", proposal.since().toEpochMilli())
            .bind("request", proposal.requestId())
            .execute()
        > 0;
  }

  @Override
  public List<Proposal> leaseAbandoned(
      Instant now, String owner, Instant until, int limit, Unreadable unreadable) {
    List<Abandoned> abandoned =
        statements
            .query(
                "SELECT * FROM proposals WHERE lease_until <= :now ORDER BY since LIMIT :limit"
                    + statements.dialect().lockFree())
            .bind("now", now.toEpochMilli())
            .bind("limit", limit)
            .map((row, context) -> abandoned(row, owner, until, unreadable))
            .list();
    if (!abandoned.isEmpty()) {
      try (PreparedBatch batch =
          statements.batch(
              "UPDATE proposals SET "
                  + LeaseColumns.SET_LEASE
                  + " WHERE app = :app AND resource = :resource")) {
        for (Abandoned one : abandoned) {
          batch
              .bind("owner", owner)
              .bind("until", until.toEpochMilli())
              .bind("app", one.app())
              .bind("resource", one.resource())
              .add();
        }
        batch.execute();
      }
    }
    return abandoned.stream().map(Abandoned::proposal).flatMap(Optional::stream).toList();
  }

  /** One that nobody can read must not keep the others from being read. */
  private static Abandoned abandoned(
      ResultSet row, String owner, Instant until, Unreadable unreadable) throws SQLException {
    String app = Columns.text(row, "app");
    String resource = Columns.text(row, "resource");
    try {
      Proposal proposal = proposal(row, LeaseColumns.nextLease(row, owner, until));
      return new Abandoned(app, resource, Optional.of(proposal));
    } catch (RuntimeException why) {
      unreadable.told(resource, Columns.text(row, "request_id"), why);
      return new Abandoned(app, resource, Optional.empty());
    }
  }

  /** A row whose lease is taken, and what it says if that can be read. */
  private record Abandoned(String app, String resource, Optional<Proposal> proposal) {}

  @Override
  public long count(AppId app) {
    return statements
        .query("SELECT count(*) FROM proposals WHERE app = :app")
        .bind("app", app.value())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<Instant> oldest(AppId app) {
    return Columns.instant(
        statements
            .query("SELECT since FROM proposals WHERE app = :app ORDER BY since LIMIT 1")
            .bind("app", app.value())
            .mapTo(Long.class)
            .findOne());
  }

  @Override
  public void expireLeases() {
    statements.update("UPDATE proposals SET lease_until = 0 WHERE lease_until > 0").execute();
  }

  private static Proposal proposal(ResultSet row, Lease lease) throws SQLException {
    AppId app = new AppId(Columns.text(row, "app"));
    ResourceId id = Columns.id(row, "resource");
    ResourceType type = ResourceType.valueOf(Columns.text(row, "type"));
    String delta = row.getString("delta");
    return new Proposal(
        app,
        id,
        type,
        row.getString("next_document") == null
            ? null
            : SqlResources.resource(row, app, id, type, "next_"),
        delta == null ? null : Documents.delta(delta),
        Columns.flag(row, "carries_password"),
        Columns.instant(row, "since"),
        Columns.text(row, "request_id"),
        lease);
  }
}
