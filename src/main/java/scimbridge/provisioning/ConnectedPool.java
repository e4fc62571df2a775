package scimbridge.provisioning;

import scimbridge.cognito.UserPool;
import scimbridge.policy.Pool;

/**
 * A pool as the bridge is connected to it.
 *
 * @param rules the administrator's rules for it
 * @param userPoolId the AWS user pool id
 * @param port the way to it
 */
public record ConnectedPool(Pool rules, String userPoolId, UserPool port) {}
