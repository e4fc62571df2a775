package scimbridge.config;

/** A configured secret. It shows nothing of itself unless asked to. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
