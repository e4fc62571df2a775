/**
 * An embedded Amazon Cognito user pools service: it speaks the AWS JSON 1.1 protocol on a port of
 * its own, keeps its pools in SQLite, and is meant to be an honest witness: where it is kinder than
 * AWS, the bridge would fail at its first customer.
 *
 * <p>A request travels {@code CognitoHandler} (HTTP) → {@link scimbridge.emulator.protocol} (who
 * signed it, what it asks) → {@link scimbridge.emulator.model} (is it well-formed by AWS's own
 * model) → {@link scimbridge.emulator.operation} (one class per operation) → {@link
 * scimbridge.emulator.pool} (the rules of pools, users and attributes) → {@link
 * scimbridge.emulator.store} (SQLite).
 *
 * <p>The package imports nothing else of the bridge and shares no class and no arithmetic with it:
 * a witness that uses the accused's own calculator proves nothing.
 */
@NullMarked
package scimbridge.emulator;

import org.jspecify.annotations.NullMarked;
