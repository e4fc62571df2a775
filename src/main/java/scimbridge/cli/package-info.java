/** The command line. */
@NullMarked
package scimbridge.cli;

import org.jspecify.annotations.NullMarked;
