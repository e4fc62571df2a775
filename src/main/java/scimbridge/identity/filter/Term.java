package scimbridge.identity.filter;

/**
 * One indexed value of a resource.
 *
 * @param path the attribute as its schema spells it, e.g. {@code userName} or {@code emails.value}
 * @param value the value as the index compares it: folded unless the attribute is case-exact
 */
public record Term(String path, String value) {}
