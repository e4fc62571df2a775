/**
 * The administrator's rules: apps, what each may do to Cognito, who is provisioned to which pool,
 * and what becomes of the account of someone who leaves.
 *
 * <p>Pure values: nothing here reads, calls or waits.
 */
@NullMarked
package scimbridge.policy;

import org.jspecify.annotations.NullMarked;
