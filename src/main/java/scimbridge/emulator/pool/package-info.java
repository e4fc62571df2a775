/**
 * The rules of user pools as values and pure functions: pool kinds, schema, users and their states,
 * aliases, the password policy, the filter grammar. No I/O, no clock.
 */
@NullMarked
package scimbridge.emulator.pool;

import org.jspecify.annotations.NullMarked;
