/** Root package: {@code Main} and the wiring by hand. */
@NullMarked
package scimbridge;

import org.jspecify.annotations.NullMarked;
