package scimbridge.identity.schema;

import org.jspecify.annotations.Nullable;

/**
 * A member as a client names it (RFC 7643 §4.2); whether it exists is not known yet.
 *
 * @param value the id of the member, or {@code bulkId:…} inside a bulk request
 * @param type {@code User} or {@code Group} as the client sent it, if it did
 */
public record MemberReference(String value, @Nullable String type) {}
