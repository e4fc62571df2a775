/**
 * The command line: options in, one clear line and an exit code out.
 *
 * <p>It starts nothing itself; {@link scimbridge.cli.Services} is what it asks the root package
 * for. The only package that writes to standard output.
 */
@NullMarked
package scimbridge.cli;

import org.jspecify.annotations.NullMarked;
