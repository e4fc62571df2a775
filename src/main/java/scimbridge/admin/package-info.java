/** The operator's edge: commands that a running server carries out. */
@NullMarked
package scimbridge.admin;

import org.jspecify.annotations.NullMarked;
