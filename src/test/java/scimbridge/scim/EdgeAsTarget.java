package scimbridge.scim;

import java.io.IOException;
import java.io.UncheckedIOException;
import scimbridge.conformance.ConformanceTarget;

/** Lets the conformance tests run against the bridge in this process; one for all of them. */
public final class EdgeAsTarget implements ConformanceTarget {
  private final RunningEdge edge;

  /** Starts it; it ends with the process. */
  public EdgeAsTarget() {
    try {
      edge = RunningEdge.start();
    } catch (IOException noTemporaryFolder) {
      throw new UncheckedIOException(noTemporaryFolder);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(edge::close));
  }

  @Override
  public String url() {
    return edge.url().toString();
  }

  @Override
  public String token() {
    return "lenient";
  }
}
