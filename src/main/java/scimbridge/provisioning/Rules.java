package scimbridge.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import scimbridge.identity.PoolId;
import scimbridge.policy.App;
import scimbridge.policy.Policy;

/** The rules that decide what accounts are, as one short text: equal texts mean equal rules. */
final class Rules {
  private Rules() {}

  /** SHA-256, in hexadecimal, of the rules of the app and of its pools. */
  static String digest(App app, UserPools pools) {
    StringBuilder rules = new StringBuilder();
    rules.append(app.operations()).append('\n');
    for (Policy policy : app.policies()) {
      rules.append(policy.name()).append(policy.pools()).append(policy.grants()).append('\n');
    }
    rules.append(app.deprovisioning()).append('\n').append(app.groups()).append('\n');
    for (PoolId pool : app.pools()) {
      rules.append(pools.get(pool).rules()).append('\n');
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(rules.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
