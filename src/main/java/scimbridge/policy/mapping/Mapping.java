package scimbridge.policy.mapping;

import java.util.List;
import java.util.TreeMap;
import scimbridge.identity.User;
import scimbridge.policy.PoolTraits;

/** Which SCIM attributes become which Cognito attributes. */
public final class Mapping {
  private Mapping() {}

  /** The default mapping: the OIDC standard claims and the enterprise extension. */
  public static Mapping standard() {
    return new Mapping();
  }

  /** Projects a user onto a pool. */
  public Projection project(User user, PoolTraits traits) {
    return new Projection(new TreeMap<>(), List.of());
  }
}
