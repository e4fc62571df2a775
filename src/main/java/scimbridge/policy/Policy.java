package scimbridge.policy;

import java.util.List;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;

/** Who is provisioned to which pools. */
public sealed interface Policy {
  /** The pools it provisions to. */
  List<PoolId> pools();

  /** Tells whether the user is in scope. */
  boolean includes(User user);

  /** The DEFAULT policy: everybody in the app's directory. */
  record Everybody(List<PoolId> pools) implements Policy {
    /** Copies the list and checks it. */
    public Everybody {
      pools = List.copyOf(pools);
      if (pools.isEmpty()) {
        throw new IllegalArgumentException("a policy needs at least one pool");
      }
    }

    @Override
    public boolean includes(User user) {
      return true;
    }
  }
}
