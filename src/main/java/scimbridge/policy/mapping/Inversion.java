package scimbridge.policy.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Normalizer;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.PoolTraits;

/**
 * A mapping read backwards: the user that an account could be the account of. The first SCIM path
 * of each claim gets the value; what comes from an expression cannot be read backwards and is left
 * out.
 *
 * <p>Where one value stands for many (e-mail addresses), it becomes the primary one, of the type
 * that the mapping would prefer. What several claims read from one place, it has from the first of
 * them, by the names of their Cognito attributes.
 */
public final class Inversion {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Not to be had from an attribute: the caller knows them better. */
  private static final Set<String> GIVEN = Set.of("userName", "id", "active");

  private final Schemas schemas;
  private final Normalizer normalizer;
  private final List<Target> targets = new ArrayList<>();

  /** Reads the mapping backwards for accounts of such a pool. */
  public Inversion(Mapping mapping, PoolTraits traits, Schemas schemas) {
    this.schemas = schemas;
    this.normalizer = new Normalizer(schemas);
    for (Claim claim : mapping.claims(traits)) {
      claim.sources().stream()
          .flatMap(source -> target(claim.attribute(), source.text()).stream())
          .findFirst()
          .ifPresent(targets::add);
    }
  }

  /**
   * The document of a user: normalised, valid by schema as far as it can be.
   *
   * @param userName its userName
   * @param active whether it is active
   * @param attributes what the account holds
   */
  public ObjectNode document(String userName, boolean active, Map<String, String> attributes) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("userName", userName).put("active", active);
    ObjectNode all = document;
    for (Target target : targets) {
      all = with(all, target, attributes);
    }
    ObjectNode whole = normalized(all);
    if (whole != null) {
      return whole;
    }
    // One of them does not fit. Or the account lacks what an administrator's schema requires.
    if (normalized(document) == null) {
      return all;
    }
    for (Target target : targets) {
      ObjectNode fitting = normalized(with(document, target, attributes));
      document = fitting != null ? fitting : document;
    }
    return document;
  }

  private static ObjectNode with(
      ObjectNode document, Target target, Map<String, String> attributes) {
    String value = attributes.get(target.attribute);
    if (value == null || value.isBlank()) {
      return document;
    }
    ObjectNode more = document.deepCopy();
    return write(more, target, value) ? more : document;
  }

  private @Nullable ObjectNode normalized(ObjectNode document) {
    try {
      return normalizer
          .normalize(ResourceType.USER, document, Normalizer.Mode.LENIENT)
          .attributes()
          .toNode();
    } catch (Fault unfit) {
      return null;
    }
  }

  /**
   * Where a value goes.
   *
   * @param attribute Cognito's attribute
   * @param path the SCIM attribute, without a part
   * @param definition its definition
   * @param part the part of a complex attribute, or null
   * @param partDefinition its definition, or null
   * @param element what the element has that gets the part, where there may be several
   */
  private record Target(
      String attribute,
      AttributePath path,
      AttributeDefinition definition,
      @Nullable String part,
      @Nullable AttributeDefinition partDefinition,
      @Nullable ObjectNode element) {
    AttributeDefinition leaf() {
      return partDefinition != null ? partDefinition : definition;
    }
  }

  private Optional<Target> target(String attribute, String text) {
    Path path;
    try {
      path = Path.fromString(text);
    } catch (BadRequestException anExpression) {
      return Optional.empty();
    }
    AttributePath named = schemas.resolve(ResourceType.USER, path).orElse(null);
    if (named == null || (named.extensionUrn() == null && GIVEN.contains(named.name()))) {
      return Optional.empty();
    }
    AttributePath whole = named.parent();
    AttributeDefinition definition = schemas.definition(ResourceType.USER, whole);
    if (definition.getMutability() == Mutability.READ_ONLY) {
      return Optional.empty();
    }
    if (definition.getType() != AttributeDefinition.Type.COMPLEX) {
      return Optional.of(new Target(attribute, whole, definition, null, null, null));
    }
    String part = named.subName() != null ? named.subName() : standsFor(whole);
    AttributePath leaf =
        schemas.resolve(ResourceType.USER, whole.sub(part).toString()).orElse(null);
    ObjectNode element = definition.isMultiValued() ? element(path, whole) : null;
    if (leaf == null || (definition.isMultiValued() && element == null)) {
      return Optional.empty();
    }
    AttributeDefinition partDefinition = schemas.definition(ResourceType.USER, leaf);
    return Optional.of(
        new Target(attribute, whole, definition, leaf.subName(), partDefinition, element));
  }

  /** The part that a complex attribute without one means: see {@link Claim#STANDARD}. */
  private static String standsFor(AttributePath attribute) {
    return attribute.extensionUrn() == null && attribute.name().equals("addresses")
        ? "formatted"
        : "value";
  }

  /** The element that a path selects; null if nothing says what it would have to look like. */
  private @Nullable ObjectNode element(Path path, AttributePath attribute) {
    for (Path.Element step : path) {
      if (step.getValueFilter() != null) {
        return ValueFilter.parse(
                step.getValueFilter().toString(), ResourceType.USER, attribute, schemas)
            .described()
            .orElse(null);
      }
    }
    ObjectNode preferred = JsonNodeFactory.instance.objectNode();
    if (attribute.extensionUrn() == null) {
      switch (attribute.name()) {
        case "emails", "addresses" -> preferred.put("type", "work");
        case "phoneNumbers" -> preferred.put("type", "mobile");
        case "photos" -> preferred.put("type", "photo");
        default -> {}
      }
    }
    return preferred.put("primary", true);
  }

  /** Answers whether the value could be written; what is there already is never replaced. */
  private static boolean write(ObjectNode document, Target target, String value) {
    ObjectNode holder =
        target.path.extensionUrn() == null
            ? document
            : object(document, target.path.extensionUrn());
    String name = target.path.name();
    if (target.part == null) {
      JsonNode read =
          target.definition.isMultiValued() ? values(target, value) : scalar(target, value);
      return read != null && !holder.has(name) && holder.set(name, read) != null;
    }
    JsonNode read = scalar(target, value);
    ObjectNode complex =
        target.element == null ? object(holder, name) : element(holder, name, target.element);
    return read != null && !complex.has(target.part) && complex.set(target.part, read) != null;
  }

  private static ObjectNode object(ObjectNode in, String name) {
    return in.get(name) instanceof ObjectNode there ? there : in.putObject(name);
  }

  /** The element that looks as described, or a new one. */
  private static ObjectNode element(ObjectNode in, String name, ObjectNode described) {
    ArrayNode elements = in.get(name) instanceof ArrayNode there ? there : in.putArray(name);
    for (JsonNode element : elements) {
      boolean same =
          described.properties().stream()
              .allMatch(part -> part.getValue().equals(element.get(part.getKey())));
      if (same) {
        return (ObjectNode) element;
      }
    }
    ObjectNode fresh = described.deepCopy();
    elements.add(fresh);
    return fresh;
  }

  /** Several plain values, which the mapping writes as a JSON array. */
  private static @Nullable JsonNode values(Target target, String value) {
    try {
      return JSON.readTree(value) instanceof ArrayNode array ? array : null;
    } catch (JsonProcessingException text) {
      JsonNode one = scalar(target, value);
      return one == null ? null : JsonNodeFactory.instance.arrayNode().add(one);
    }
  }

  private static @Nullable JsonNode scalar(Target target, String value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (target.leaf().getType()) {
      case BOOLEAN ->
          value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
              ? nodes.booleanNode(value.equalsIgnoreCase("true"))
              : null;
      case INTEGER, DECIMAL ->
          PoolTraits.NUMBER.matcher(value).matches()
              ? nodes.numberNode(new BigDecimal(value))
              : null;
      case STRING, REFERENCE, DATETIME -> nodes.textNode(value);
      case BINARY, COMPLEX -> null;
    };
  }
}
