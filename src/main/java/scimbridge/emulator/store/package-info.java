/**
 * Where pools live: one SQLite database, on disk or in memory, same code. The only part of the
 * emulator that knows JDBC.
 *
 * <p>There is one writer. Writes queue up, and whatever waits when the writer is free goes into one
 * transaction (each in its own savepoint) and one commit with {@code synchronous=FULL}: a write
 * that was answered survives {@code kill -9} and a power cut, and the cost of the flush is shared.
 * Reads run beside it on a few connections with their own prepared statements.
 */
@NullMarked
package scimbridge.emulator.store;

import org.jspecify.annotations.NullMarked;
