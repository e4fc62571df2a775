/** The protocol edge: SCIM 2.0 resources, discovery, PATCH, bulk and paging (RFC 7644). */
@NullMarked
package scimbridge.scim;

import org.jspecify.annotations.NullMarked;
