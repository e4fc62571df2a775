/**
 * The one vocabulary for what goes wrong.
 *
 * <p>A {@link scimbridge.fault.Fault} is thrown where the problem is noticed, crosses every layer
 * unchanged, and is turned into a SCIM error by one switch at the protocol edge. Its detail is
 * written for the administrator who will see only that line in the identity provider's console. Any
 * other exception that reaches the edge is a defect: it is logged whole and answered without
 * detail.
 */
@NullMarked
package scimbridge.fault;

import org.jspecify.annotations.NullMarked;
