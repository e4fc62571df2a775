/**
 * The operator's edge: commands, and the two ways to run them.
 *
 * <p>Beside a running server a command goes through a Unix socket in the data folder, which only
 * the server's user may open, and the server carries it out. Without a server the command takes the
 * data folder's lock and runs in its own process. Never both: whoever holds the lock of {@link
 * scimbridge.admin.DataFolder} is the only one that writes.
 */
@NullMarked
package scimbridge.admin;

import org.jspecify.annotations.NullMarked;
