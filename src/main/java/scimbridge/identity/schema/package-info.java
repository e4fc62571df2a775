/**
 * The SCIM schemas (RFC 7643 §7) that this server knows, loaded at start from JSON documents, and
 * the questions the rest asks of them: what an attribute path means, how its values compare, what a
 * document must look like.
 */
@NullMarked
package scimbridge.identity.schema;

import org.jspecify.annotations.NullMarked;
