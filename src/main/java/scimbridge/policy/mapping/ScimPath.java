package scimbridge.policy.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;

/**
 * A value of a user by its SCIM path: {@code name.givenName}, {@code
 * urn:…:enterprise:2.0:User:department}, {@code emails[type eq "work"].value}.
 *
 * <p>Of several values with parts (e-mail addresses), the primary one counts, else the first; of
 * several plain values, all do. A complex attribute without a part means its {@code value}.
 */
final class ScimPath {
  /** Not in a user's document: derived, or the server's own. */
  private static final Set<String> NOT_KEPT = Set.of("groups", "meta", "schemas", "password");

  private final AttributePath attribute;
  private final @Nullable String part;
  private final @Nullable ValueFilter filter;

  private ScimPath(AttributePath attribute, @Nullable String part, @Nullable ValueFilter filter) {
    this.attribute = attribute;
    this.part = part;
    this.filter = filter;
  }

  /**
   * Understands a path.
   *
   * @throws Fault INVALID_VALUE with a detail that completes "the path …"
   */
  static Source parse(String text, Schemas schemas) {
    Path path;
    try {
      path = Path.fromString(text);
    } catch (BadRequestException malformed) {
      throw problem("is not a SCIM path like name.givenName or emails[type eq \"work\"].value");
    }
    AttributePath named =
        schemas
            .resolve(ResourceType.USER, path)
            .orElseThrow(() -> problem("names an attribute that no schema has"));
    AttributePath attribute = named.parent();
    if (attribute.extensionUrn() == null ? NOT_KEPT.contains(attribute.name()) : isOwn(attribute)) {
      throw problem("names an attribute that is not part of a user's own data");
    }
    AttributeDefinition definition = schemas.definition(ResourceType.USER, attribute);
    @Nullable ValueFilter filter = filter(path, attribute, definition, schemas);
    if (definition.getType() != AttributeDefinition.Type.COMPLEX) {
      return new Source(
          text,
          definition.isMultiValued() ? ValueType.TEXT : type(definition),
          new ScimPath(attribute, null, filter)::read);
    }
    AttributePath leaf =
        named.subName() != null
            ? named
            : schemas
                .resolve(ResourceType.USER, attribute.sub("value").toString())
                .orElseThrow(
                    () -> problem("names a complex attribute; add the part, as in name.givenName"));
    return new Source(
        text,
        type(schemas.definition(ResourceType.USER, leaf)),
        new ScimPath(attribute, leaf.subName(), filter)::read);
  }

  private static boolean isOwn(AttributePath attribute) {
    return Schemas.PROVISIONING_USER.equals(attribute.extensionUrn());
  }

  private static @Nullable ValueFilter filter(
      Path path, AttributePath attribute, AttributeDefinition definition, Schemas schemas) {
    @Nullable Filter found = null;
    for (int i = 0; i < path.size(); i++) {
      Filter here = path.getElement(i).getValueFilter();
      if (here != null && (i > 0 || !definition.isMultiValued())) {
        throw problem("has a filter where there is one value at the most");
      }
      found = here != null ? here : found;
    }
    try {
      return found == null
          ? null
          : ValueFilter.parse(found.toString(), ResourceType.USER, attribute, schemas);
    } catch (Fault invalid) {
      throw problem("has a filter that does not fit: " + invalid.detail());
    }
  }

  private static ValueType type(AttributeDefinition definition) {
    return switch (definition.getType()) {
      case BOOLEAN -> ValueType.BOOLEAN;
      case INTEGER, DECIMAL -> ValueType.NUMBER;
      case DATETIME -> ValueType.DATE_TIME;
      case STRING, BINARY, REFERENCE, COMPLEX -> ValueType.TEXT;
    };
  }

  private Reading read(User user) {
    if (attribute.extensionUrn() == null && attribute.name().equals("id")) {
      return Reading.of(Optional.of(user.id().value()));
    }
    JsonNode document = user.attributes().view();
    JsonNode values =
        (attribute.extensionUrn() == null ? document : document.path(attribute.extensionUrn()))
            .path(attribute.name());
    if (part == null) {
      return Reading.of(filter == null ? values : first(values));
    }
    return Reading.of((values.isArray() ? first(values) : values).path(part));
  }

  /** The primary one of the values that fit, else the first of them. */
  private JsonNode first(JsonNode values) {
    JsonNode first = MissingNode.getInstance();
    for (JsonNode value : values) {
      if (filter == null || filter.matches(value)) {
        if (value.path("primary").booleanValue()) {
          return value;
        }
        first = first.isMissingNode() ? value : first;
      }
    }
    return first;
  }

  private static Fault problem(String text) {
    return Fault.of(Fault.Kind.INVALID_VALUE, text);
  }
}
