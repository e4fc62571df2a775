/**
 * Reads the configuration: strict, all errors at once, with line numbers.
 *
 * <p>YAML 1.2 is bound by hand, key by key, to records that the packages own; nothing is bound by
 * reflection, so what a key means can be read in {@code Binding}. Values may hold {@code ${NAME}},
 * {@code ${NAME:default}} and {@code ${file:PATH}}. A key that nobody asked for is an error: a
 * misspelt limit that is silently its default is worse than a server that does not start. What a
 * secret is, and what came from the environment or a file, never appears in a message.
 */
@NullMarked
package scimbridge.config;

import org.jspecify.annotations.NullMarked;
