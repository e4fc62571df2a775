/**
 * The words of the wire: errors as AWS names them, the signature header, timestamps, and the call
 * an operation is asked to answer. Knows nothing of pools.
 */
@NullMarked
package scimbridge.emulator.protocol;

import org.jspecify.annotations.NullMarked;
