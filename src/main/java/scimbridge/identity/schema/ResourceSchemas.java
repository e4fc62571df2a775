package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;

/** The core schema and the extensions of one resource type, ready to be asked for names. */
final class ResourceSchemas {

  /**
   * An extension and its attributes.
   *
   * @param required whether every resource must have it
   */
  record Extension(String urn, SchemaResource schema, AttributeSet attributes, boolean required) {
    static Extension of(SchemaResource schema) {
      String urn = urnOf(schema);
      return new Extension(
          urn,
          schema,
          AttributeSet.of(schema.getAttributes(), !Schemas.isBundled(urn)),
          CustomAttribute.isUrn(urn)
              && schema.getAttributes().stream().anyMatch(AttributeDefinition::isRequired));
    }
  }

  private final SchemaResource core;
  private final AttributeSet attributes;
  private final List<Extension> extensions;

  ResourceSchemas(SchemaResource core, List<SchemaResource> extensions) {
    this.core = core;
    List<AttributeDefinition> all = new ArrayList<>(CommonAttributes.ALL);
    all.addAll(core.getAttributes());
    this.attributes = AttributeSet.of(all);
    this.extensions = extensions.stream().map(Extension::of).toList();
  }

  SchemaResource core() {
    return core;
  }

  /** Core and common attributes. */
  AttributeSet attributes() {
    return attributes;
  }

  List<Extension> extensions() {
    return extensions;
  }

  /** The extension with this URN; Entra's mistyped URN of the enterprise extension counts. */
  Optional<Extension> extension(String urn) {
    String meant = Fold.same(urn, Schemas.ENTERPRISE_USER_MISTYPED) ? Schemas.ENTERPRISE_USER : urn;
    return extensions.stream().filter(known -> Fold.same(known.urn(), meant)).findFirst();
  }

  /** Finds the attribute that a name in SCIM notation names. */
  Optional<AttributePath> resolve(String text) {
    if (text.indexOf(':') >= 0) {
      return resolveQualified(text);
    }
    Optional<AttributePath> own = resolveIn(null, attributes, text);
    if (own.isPresent()) {
      return own;
    }
    // Entra and others name extension attributes without their URN, for instance manager.
    for (Extension extension : extensions) {
      Optional<AttributePath> found = resolveIn(extension.urn(), extension.attributes(), text);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<AttributePath> resolveQualified(String text) {
    Optional<String> local = localPart(text, urnOf(core));
    if (local.isPresent()) {
      return resolveIn(null, attributes, local.get());
    }
    for (Extension extension : extensions) {
      local = localPart(text, extension.urn());
      if (local.isEmpty() && extension.urn().equals(Schemas.ENTERPRISE_USER)) {
        local = localPart(text, Schemas.ENTERPRISE_USER_MISTYPED);
      }
      if (local.isPresent()) {
        return resolveIn(extension.urn(), extension.attributes(), local.get());
      }
    }
    return Optional.empty();
  }

  /** The id of a schema, which every document that was read has. */
  private static String urnOf(SchemaResource schema) {
    return Objects.requireNonNull(schema.getId());
  }

  private static Optional<String> localPart(String text, String urn) {
    int end = urn.length();
    return text.length() > end && text.charAt(end) == ':' && Fold.same(text.substring(0, end), urn)
        ? Optional.of(text.substring(end + 1))
        : Optional.empty();
  }

  private static Optional<AttributePath> resolveIn(
      @Nullable String urn, AttributeSet attributes, String local) {
    int dot = local.indexOf('.');
    Optional<AttributeSet.Entry> attribute =
        attributes.find(dot < 0 ? local : local.substring(0, dot));
    if (dot < 0) {
      return attribute.map(found -> new AttributePath(urn, found.name(), null));
    }
    return attribute.flatMap(
        found ->
            found
                .subAttributes()
                .find(local.substring(dot + 1))
                .map(sub -> new AttributePath(urn, found.name(), sub.name())));
  }

  /** What a path that {@link #resolve} gave leads to. */
  Optional<AttributeSet.Entry> entry(AttributePath path) {
    Optional<AttributeSet> set =
        path.extensionUrn() == null
            ? Optional.of(attributes)
            : extension(path.extensionUrn()).map(Extension::attributes);
    Optional<AttributeSet.Entry> attribute = set.flatMap(found -> found.find(path.name()));
    String sub = path.subName();
    if (sub != null) {
      attribute = attribute.flatMap(found -> found.subAttributes().find(sub));
    }
    return attribute;
  }
}
