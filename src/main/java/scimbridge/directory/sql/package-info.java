/**
 * The directory in SQLite and PostgreSQL; the only place of the bridge that knows JDBC.
 *
 * <p>{@link scimbridge.directory.sql.SqlDirectory} opens a store and is all that others see. Below
 * it, a {@code Store} runs work on a connection: {@code SqliteStore} commits waiting writes
 * together on one thread, {@code PostgresStore} runs them serializably and again when they collide.
 * On top of either stands one class per port with statements in the common subset of both; {@code
 * Dialect} is what differs. A row that this version cannot read keeps nobody from reading the
 * others and is never written over: {@code LeasedRows}.
 *
 * <p>Rules: every statement names its app, or its pool where a pool is shared; JSON is opaque to
 * SQL; instants are milliseconds since 1970 and truth values 0 or 1; folding is done by {@link
 * scimbridge.identity.Fold} before a value comes here; migrations are only ever appended.
 */
@NullMarked
package scimbridge.directory.sql;

import org.jspecify.annotations.NullMarked;
