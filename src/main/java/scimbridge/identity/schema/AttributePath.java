package scimbridge.identity.schema;

import org.jspecify.annotations.Nullable;

/**
 * The name of an attribute that the schemas know, spelled as they spell it (RFC 7644 §3.10).
 *
 * @param extensionUrn the extension that defines it; null for core and common attributes
 * @param name the attribute
 * @param subName the sub-attribute; null if the attribute itself is meant
 */
public record AttributePath(@Nullable String extensionUrn, String name, @Nullable String subName) {

  /** An attribute of the core schema, or a common one. */
  public static AttributePath of(String name) {
    return new AttributePath(null, name, null);
  }

  /** A sub-attribute of this attribute. */
  public AttributePath sub(String sub) {
    return new AttributePath(extensionUrn, name, sub);
  }

  /** The attribute without its sub-attribute. */
  public AttributePath parent() {
    return subName == null ? this : new AttributePath(extensionUrn, name, null);
  }

  /** The SCIM notation, for instance {@code name.familyName}; extensions with their URN. */
  @Override
  public String toString() {
    String local = subName == null ? name : name + "." + subName;
    return extensionUrn == null ? local : extensionUrn + ":" + local;
  }
}
