/** Reads the configuration: strict, all errors at once, with line numbers. */
@NullMarked
package scimbridge.config;

import org.jspecify.annotations.NullMarked;
