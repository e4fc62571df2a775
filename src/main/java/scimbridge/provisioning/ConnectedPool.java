package scimbridge.provisioning;

import java.util.List;
import scimbridge.cognito.UserPool;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.policy.Pool;

/**
 * A pool as the bridge is connected to it.
 *
 * @param rules the administrator's rules for it
 * @param userPoolId the AWS user pool id
 * @param port the way to it
 * @param addAttributes whether the bridge may add attributes to its schema, which can never be
 *     undone
 */
public record ConnectedPool(Pool rules, String userPoolId, UserPool port, boolean addAttributes) {

  /** A pool whose schema is left as it is. */
  public ConnectedPool(Pool rules, String userPoolId, UserPool port) {
    this(rules, userPoolId, port, false);
  }

  /** The same as one app sees it, whose own attributes are mapped as well. */
  ConnectedPool of(Transaction tx, AppId app) {
    return of(app, tx.customAttributes().of(app));
  }

  /** The same with these attributes of the app's own. */
  ConnectedPool of(AppId app, List<CustomAttribute> own) {
    return own.isEmpty()
        ? this
        : new ConnectedPool(rules.with(app, own), userPoolId, port, addAttributes);
  }
}
