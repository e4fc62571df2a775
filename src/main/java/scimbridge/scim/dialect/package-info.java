/**
 * Turns what clients really send into what the RFC says, before anything else sees it.
 *
 * <p>{@link scimbridge.scim.dialect.Tolerance} lists every deviation that is understood, and who
 * needs it; what is not on the list is refused. An app that is {@code strict} gets fewer of them.
 * Spelling and types inside a document are the normaliser's matter, the shape of messages and
 * operations is decided here.
 */
@NullMarked
package scimbridge.scim.dialect;

import org.jspecify.annotations.NullMarked;
