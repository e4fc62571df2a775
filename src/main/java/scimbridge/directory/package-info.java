/**
 * Ports to durable state: what the clients pushed, and what of it each pool is known to hold.
 *
 * <p>Small ports under one {@link scimbridge.directory.Transaction}. Every statement is scoped by
 * app or pool. A write is durable when {@link scimbridge.directory.Directory#write} returns. No
 * transaction spans a Cognito call. Instants are kept to the millisecond. Text that no database can
 * hold (U+0000, half a surrogate pair) is refused with INVALID_VALUE. {@code directory.sql} is the
 * only place that knows SQL.
 */
@NullMarked
package scimbridge.directory;

import org.jspecify.annotations.NullMarked;
