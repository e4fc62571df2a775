/** Turns what clients really send into what the RFC says, before anything else sees it. */
@NullMarked
package scimbridge.scim.dialect;

import org.jspecify.annotations.NullMarked;
