/**
 * The use cases: accept a change, bring accounts in step, observe, recover.
 *
 * <p>Desired state is stored, Cognito is a projection of it. A write is prepared in one transaction
 * (names reserved, every pool planned), admitted by the gate, applied call by call, and settled in
 * one transaction: accepted, rejected, or accepted as pending. There is no undo code: after a
 * rejection the unchanged desired state is planned again; of an account that was not the bridge's
 * before, what was seen of it then is what is desired. After a crash the open proposal is enough to
 * know what must be looked at. What the store did not take is settled later by the process that
 * knows ({@code Unsettled}).
 *
 * <p>A {@code Run} is the work on one account or Cognito group: it asks the planner for the next
 * call until what is observed is what is desired.
 */
@NullMarked
package scimbridge.provisioning;

import org.jspecify.annotations.NullMarked;
