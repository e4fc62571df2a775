/**
 * The port to a user pool and the quota gate around it.
 *
 * <p>{@link scimbridge.cognito.UserPool} makes one attempt per call and classifies what came of it;
 * it never retries. {@link scimbridge.cognito.Gate} decides when a call may be sent, so that the
 * bridge keeps to its share of the account's quota: throttling is prevented, not discovered. {@code
 * cognito.aws} is the only place that knows the AWS SDK.
 */
@NullMarked
package scimbridge.cognito;

import org.jspecify.annotations.NullMarked;
