/**
 * Expressions over a user in CEL, the Common Expression Language: typed, without side effects, and
 * always at an end. The only package that knows the library.
 *
 * <p>Nothing here is loaded unless a mapping holds an expression: the first one costs half a
 * second.
 */
@NullMarked
package scimbridge.policy.mapping.cel;

import org.jspecify.annotations.NullMarked;
