package scimbridge.provisioning.random;

/** The process was killed: nothing after this point runs. */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash() {
    super("killed", null, false, false);
  }
}
