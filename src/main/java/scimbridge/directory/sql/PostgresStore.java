package scimbridge.directory.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/**
 * A PostgreSQL database. Writes are SERIALIZABLE and run again when they collide; reads have
 * connections of their own, so that writes that wait for each other keep no read waiting.
 */
final class PostgresStore implements Store {
  /**
   * How often a transaction is tried; with each collision one of the colliding ones got through.
   */
  static final int ATTEMPTS = 20;

  /**
   * After so many collisions a transaction runs while this process runs no other, if it can have
   * that soon: where many change rows that lie together, the same one could lose again and again.
   */
  private static final int TOGETHER = 5;

  /** A preview may keep its transaction longer; nobody waits for that. */
  private static final Duration SOON = Duration.ofMillis(200);

  /**
   * Serialization failure, deadlock, and unique violation: the last may be a race that ends
   * differently when the transaction sees what the other one wrote.
   */
  private static final Set<String> COLLISIONS = Set.of("40001", "40P01", "23505");

  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

  private final HikariDataSource readPool;
  private final HikariDataSource writePool;
  private final Jdbi reads;
  private final Jdbi writes;
  private final ReadWriteLock running = new ReentrantReadWriteLock(true);

  private PostgresStore(HikariDataSource readPool, HikariDataSource writePool) {
    this.readPool = readPool;
    this.writePool = writePool;
    this.reads = SqlDirectory.configure(Jdbi.create(readPool));
    this.writes = SqlDirectory.configure(Jdbi.create(writePool));
  }

  /** Connects; half of the connections are for reads. */
  static PostgresStore open(String jdbcUrl, String user, String password, int poolSize) {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("not a JDBC URL of PostgreSQL");
    }
    if (poolSize < 2) {
      throw new IllegalArgumentException("at least 2 connections: one reads, one writes");
    }
    HikariConfig reading = config(jdbcUrl, user, password);
    reading.setPoolName("store-read");
    reading.setMaximumPoolSize(poolSize / 2);
    reading.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    reading.setReadOnly(true);
    HikariConfig writing = config(jdbcUrl, user, password);
    writing.setPoolName("store-write");
    writing.setMaximumPoolSize(poolSize - poolSize / 2);
    writing.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    // A server that answers before it has flushed is told to flush for us.
    writing.setConnectionInitSql(
        "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'");
    HikariDataSource readPool = connect(reading);
    try {
      return new PostgresStore(readPool, connect(writing));
    } catch (Fault failure) {
      readPool.close();
      throw failure;
    }
  }

  private static HikariConfig config(String jdbcUrl, String user, String password) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.addDataSourceProperty("ApplicationName", "scim-bridge");
    // Batches of INSERT become statements of many rows; no row counts come back for them.
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    // Details of errors quote rows, which are personal data.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return config;
  }

  private static HikariDataSource connect(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException failure) {
      throw Fault.of(
          Fault.Kind.BUSY,
          "Cannot open the store in PostgreSQL: "
              + StoreFaults.sqlException(failure)
                  .map(Throwable::getMessage)
                  .orElse("no connection"),
          failure);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public boolean exclusive() {
    return false;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Handle, ? extends T> work) {
    return reads.<T, RuntimeException>inTransaction(work::apply);
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Handle, ? extends T> work) {
    for (int attempt = 1; ; attempt++) {
      Lock turn = turn(attempt);
      try {
        return writes.<T, RuntimeException>inTransaction(work::apply);
      } catch (JdbiException failure) {
        String state =
            StoreFaults.sqlException(failure).map(cause -> cause.getSQLState()).orElse(null);
        if (state == null || !COLLISIONS.contains(state)) {
          throw failure;
        }
        if (attempt == ATTEMPTS) {
          if (state.equals("23505")) {
            throw failure;
          }
          throw StoreFaults.busy("Too many changes to the same things at once.");
        }
      } finally {
        turn.unlock();
      }
    }
  }

  /** Takes the right to run, beside others or alone. */
  private Lock turn(int attempt) {
    try {
      if (attempt > TOGETHER
          && running.writeLock().tryLock(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
        return running.writeLock();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    running.readLock().lock();
    return running.readLock();
  }

  @Override
  public void close() {
    writePool.close();
    readPool.close();
  }
}
