package scimbridge.directory.sql;

import java.util.Optional;
import scimbridge.directory.Pools;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.policy.PoolTraits;

/** What DescribeUserPool told, as JSON; pools are shared by apps. */
final class SqlPools implements Pools {
  private final Statements statements;

  SqlPools(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<PoolTraits> traits(PoolId pool, String userPoolId) {
    return statements
        .query("SELECT traits FROM pools WHERE pool = :pool AND user_pool_id = :userPoolId")
        .bind("pool", pool.value())
        .bind("userPoolId", userPoolId)
        .map((row, context) -> Documents.traits(Columns.text(row, "traits")))
        .findOne()
        .flatMap(kept -> kept);
  }

  @Override
  public void keep(PoolId pool, String userPoolId, PoolTraits traits) {
    int kept =
        statements
            .update(
                "INSERT INTO pools (pool, user_pool_id, traits)"
                    + " VALUES (:pool, :userPoolId, :traits)"
                    + " ON CONFLICT (pool) DO UPDATE SET traits = excluded.traits"
                    + " WHERE pools.user_pool_id = excluded.user_pool_id")
            .bind("pool", pool.value())
            .bind("userPoolId", userPoolId)
            .bind("traits", Documents.text(traits))
            .execute();
    if (kept == 0) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "Pool '"
              + pool
              + "' stood for another user pool than "
              + userPoolId
              + " before. Give the new user pool a name of its own, or start with an empty store.");
    }
  }
}
