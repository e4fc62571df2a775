/**
 * What a bulk request asks for (RFC 7644 §3.7), without carrying anything of it out: its
 * operations, which of them name a resource that another one creates, and the order that follows
 * from it.
 *
 * <p>The bulk model of the SDK is not used: it reads a message as a whole or not at all, so one bad
 * operation would refuse the others; its PATCH knows no dialect; and it resolves {@code bulkId} in
 * bodies only, not in paths.
 */
@NullMarked
package scimbridge.scim.bulk;

import org.jspecify.annotations.NullMarked;
