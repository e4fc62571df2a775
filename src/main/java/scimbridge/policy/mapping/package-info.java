/**
 * What of a SCIM user a pool's account holds. The mapping is a pure function of the user's document
 * and the pool's traits; what Cognito cannot hold is named with its reason, never silently cut.
 */
@NullMarked
package scimbridge.policy.mapping;

import org.jspecify.annotations.NullMarked;
