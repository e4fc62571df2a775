/**
 * Request rates as AWS publishes them: per category for the account in a region, per operation and
 * pool for some, per user. A strict window of one second without any burst: AWS may allow short
 * bursts, which nobody should count on. Arithmetic of its own; the bridge's gate must not be judged
 * by itself.
 */
@NullMarked
package scimbridge.emulator.quota;

import org.jspecify.annotations.NullMarked;
