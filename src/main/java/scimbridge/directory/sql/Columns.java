package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.ResourceId;

/** How values of the model stand in columns, and back. */
final class Columns {
  private Columns() {}

  static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : (Long) instant.toEpochMilli();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Optional<Instant> instant(Optional<Long> millis) {
    return millis.map(Instant::ofEpochMilli);
  }

  static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }

  static ResourceId id(ResultSet row, String column) throws SQLException {
    return new ResourceId(text(row, column));
  }

  static int flag(boolean value) {
    return value ? 1 : 0;
  }

  static boolean flag(ResultSet row, String column) throws SQLException {
    return row.getInt(column) != 0;
  }
}
