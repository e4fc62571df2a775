/** The AWS SDK's side of {@link scimbridge.cognito.UserPool}; no other package knows the SDK. */
@NullMarked
package scimbridge.cognito.aws;

import org.jspecify.annotations.NullMarked;
