package scimbridge.emulator.store;

/** The tables as one piece of work sees them. */
public final class Transaction {
  private final Session session;
  private final boolean keepsPast;

  Transaction(Session session, boolean keepsPast) {
    this.session = session;
    this.keepsPast = keepsPast;
  }

  /** User pools. */
  public Pools pools() {
    return new Pools(session, session.parsedPools());
  }

  /** Users with their names and search terms. */
  public Users users() {
    return new Users(session, keepsPast);
  }

  /** Passwords. */
  public Credentials credentials() {
    return new Credentials(session);
  }

  /** Groups and who is in them. */
  public Groups groups() {
    return new Groups(session);
  }

  /** App clients. */
  public Clients clients() {
    return new Clients(session);
  }

  /** Identities of other providers. */
  public Links links() {
    return new Links(session);
  }

  /** All of it at once. */
  Content content() {
    return new Content(session);
  }

  /** Random values that the emulator keeps. */
  public Secrets secrets() {
    return new Secrets(session);
  }
}
