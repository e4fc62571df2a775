package scimbridge.identity.filter;

import scimbridge.identity.ResourceId;

/**
 * A group as it is shown in {@code User.groups} (RFC 7643 §4.1.2).
 *
 * @param id the group, {@code value} on the wire
 * @param display its {@code displayName}
 */
public record GroupReference(ResourceId id, String display) {}
