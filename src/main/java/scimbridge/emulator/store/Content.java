package scimbridge.emulator.store;

import java.nio.file.Path;

/** All pools and users at once. */
final class Content {
  private final Session session;

  Content(Session session) {
    this.session = session;
  }

  boolean copyTo(Path file) {
    session.forgetStatements();
    session.update("VACUUM INTO ?", file.toAbsolutePath().toString());
    return true;
  }

  boolean replaceBy(Path file) {
    session.forgetStatements();
    session.update("ATTACH DATABASE ? AS snapshot", file.toAbsolutePath().toString());
    try {
      session.script("BEGIN IMMEDIATE");
      try {
        for (String table : Layout.CONTENT) {
          session.script("DELETE FROM main." + table);
          session.script("INSERT INTO main." + table + " SELECT * FROM snapshot." + table);
        }
        // What connections remember of a pool must not pass for what it is now.
        session.script("UPDATE main.pool SET version = abs(random())");
        session.script("COMMIT");
      } catch (StoreFailure e) {
        session.script("ROLLBACK");
        throw e;
      }
    } finally {
      session.forgetStatements();
      session.script("DETACH DATABASE snapshot");
    }
    return true;
  }

  boolean clear() {
    for (String table : Layout.CONTENT) {
      session.script("DELETE FROM " + table);
    }
    return true;
  }
}
