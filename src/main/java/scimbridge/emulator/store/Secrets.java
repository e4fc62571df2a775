package scimbridge.emulator.store;

import java.util.function.Supplier;

/** Keys that must be the same after a restart. */
public final class Secrets {
  private final Session session;

  Secrets(Session session) {
    this.session = session;
  }

  /** The value of that name, made and kept when there is none. Needs a writing transaction. */
  public byte[] orCreate(String name, Supplier<byte[]> maker) {
    byte[] known =
        session.first(row -> row.getBytes(1), "SELECT value FROM secret WHERE name = ?", name);
    if (known != null) {
      return known;
    }
    byte[] made = maker.get();
    session.update("INSERT INTO secret (name, value) VALUES (?, ?)", name, made);
    return made;
  }
}
