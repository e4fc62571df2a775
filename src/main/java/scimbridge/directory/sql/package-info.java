/** The directory in SQLite and PostgreSQL; the only place of the bridge that knows JDBC. */
@NullMarked
package scimbridge.directory.sql;

import org.jspecify.annotations.NullMarked;
