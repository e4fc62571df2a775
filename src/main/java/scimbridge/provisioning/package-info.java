/**
 * The use cases: accept a change, bring accounts in step, observe, recover.
 *
 * <p>Desired state is stored, Cognito is a projection of it. A write is prepared in one transaction
 * (names reserved, every pool planned), admitted by the gate, applied call by call, and settled in
 * one transaction: accepted, rejected, or accepted as pending. There is no undo code: after a
 * rejection the unchanged desired state is planned again. After a crash the open proposal is enough
 * to know what must be looked at.
 */
@NullMarked
package scimbridge.provisioning;

import org.jspecify.annotations.NullMarked;
