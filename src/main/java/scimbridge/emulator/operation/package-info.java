/**
 * The operations of the service, one class each, named as AWS names them. A class here reads what
 * it needs from the call, asks {@link scimbridge.emulator.pool} for the rules and {@link
 * scimbridge.emulator.store} for the state, and builds the answer. Requests have passed the model's
 * checks before they come here.
 */
@NullMarked
package scimbridge.emulator.operation;

import org.jspecify.annotations.NullMarked;
