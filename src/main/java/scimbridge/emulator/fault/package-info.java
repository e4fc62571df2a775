/**
 * Faults on purpose: what the network and AWS do to a client sooner or later, when a test says so.
 */
@NullMarked
package scimbridge.emulator.fault;

import org.jspecify.annotations.NullMarked;
