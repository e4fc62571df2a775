/**
 * PATCH (RFC 7644 §3.5.2) on the internal model.
 *
 * <p>The operations come in already translated by {@code scim.dialect}: their paths are resolved,
 * path-less ones are taken apart. What is applied here is our own and not the UnboundID SDK's,
 * which stores dotted and URN-qualified keys literally, checks no mutability, accepts several
 * primary values, adds an element again that differs in a display name only, and works on members
 * as one array, in quadratic time. Its parsers of paths and filters are used.
 *
 * <p>Members never become part of a document: {@link scimbridge.scim.patch.MemberPatch} turns their
 * operations into rows to add and to remove.
 */
@NullMarked
package scimbridge.scim.patch;

import org.jspecify.annotations.NullMarked;
