package scimbridge.emulator.store;

/** The tables as one piece of work sees them. */
public final class Transaction {
  private final Session session;

  Transaction(Session session) {
    this.session = session;
  }

  /** User pools. */
  public Pools pools() {
    return new Pools(session);
  }

  /** Users with their names and search terms. */
  public Users users() {
    return new Users(session);
  }

  /** Passwords. */
  public Credentials credentials() {
    return new Credentials(session);
  }

  /** Groups and who is in them. */
  public Groups groups() {
    return new Groups(session);
  }

  /** Random values that the emulator keeps. */
  public Secrets secrets() {
    return new Secrets(session);
  }
}
