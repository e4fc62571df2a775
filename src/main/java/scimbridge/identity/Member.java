package scimbridge.identity;

/**
 * One member of a group: a user, or a group inside the group.
 *
 * @param id the member's SCIM id, {@code value} on the wire
 * @param type what the id names
 */
public record Member(ResourceId id, ResourceType type) {}
