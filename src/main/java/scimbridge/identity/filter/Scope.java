package scimbridge.identity.filter;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;

/** What the names in a filter, or in a part of it, refer to. */
sealed interface Scope {
  /** What is made for an answer, from the address that the server was asked at. */
  Set<String> ADDRESSES = Set.of("meta.location", "groups.$ref", "members.$ref");

  /** A name and what it stands for. */
  record Target(AttributePath path, AttributeDefinition definition) {

    /**
     * What a comparison compares: of an attribute with sub-attributes its {@code value} (RFC 7644
     * §3.4.2.2), which the SDK does not know.
     */
    Target compared() {
      if (definition.getType() != AttributeDefinition.Type.COMPLEX) {
        return this;
      }
      return subAttributes().stream()
          .filter(sub -> sub.getName().equals("value"))
          .findFirst()
          .map(sub -> new Target(path.sub("value"), sub))
          .orElseThrow(
              () ->
                  Fault.of(
                      Fault.Kind.INVALID_FILTER,
                      path + " is complex: name one of its sub-attributes, " + subNames()));
    }

    /** This, if brackets may follow it: what is simple and single has nothing to select from. */
    Target withElements() {
      boolean complex = definition.getType() == AttributeDefinition.Type.COMPLEX;
      if (path.subName() != null || !(complex || definition.isMultiValued())) {
        throw Fault.of(Fault.Kind.INVALID_FILTER, path + " has no elements to filter in brackets");
      }
      return this;
    }

    /** What the attribute consists of; empty if it is not complex. */
    Collection<AttributeDefinition> subAttributes() {
      Collection<AttributeDefinition> subs = definition.getSubAttributes();
      return subs == null ? List.of() : subs;
    }

    private String subNames() {
      return subAttributes().stream()
          .map(AttributeDefinition::getName)
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * Finds what the filter names, or throws a fault of kind {@code INVALID_FILTER}.
   *
   * @return null if it is an attribute of another type among those that are queried
   */
  @Nullable Target resolve(Path name);

  /**
   * The attributes of a resource.
   *
   * @param others what else the same query asks for
   */
  record Resources(ResourceType type, Schemas schemas, Set<ResourceType> others) implements Scope {
    @Override
    public @Nullable Target resolve(Path name) {
      Optional<AttributePath> found = schemas.resolve(type, name);
      if (found.isEmpty()
          && others.stream().anyMatch(other -> schemas.resolve(other, name).isPresent())) {
        return null;
      }
      AttributePath path = found.orElseThrow(() -> unknown(name, type.scimName()));
      return target(path, schemas.definition(type, path));
    }
  }

  /** One element of an attribute: {@code emails[…]}. */
  record Elements(Target attribute) implements Scope {
    @Override
    public Target resolve(Path name) {
      String text = name.withoutFilters().toString();
      if (attribute.definition().getType() != AttributeDefinition.Type.COMPLEX) {
        if (Fold.same(text, "value")) {
          return attribute;
        }
        throw unknown(name, attribute.path().toString());
      }
      Optional<AttributeDefinition> sub =
          attribute.subAttributes().stream()
              .filter(candidate -> Fold.same(candidate.getName(), text))
              .findFirst();
      return sub.map(found -> target(attribute.path().sub(found.getName()), found))
          .orElseThrow(() -> unknown(name, attribute.path().toString()));
    }
  }

  /** To say that nobody has such a value would be wrong, so it is refused. */
  private static Target target(AttributePath path, AttributeDefinition definition) {
    if (definition.getReturned() == AttributeDefinition.Returned.NEVER
        || ADDRESSES.contains(path.toString())) {
      throw Fault.of(Fault.Kind.INVALID_FILTER, path + " cannot be filtered by");
    }
    return new Target(path, definition);
  }

  private static Fault unknown(Path name, String where) {
    return Fault.of(
        Fault.Kind.INVALID_FILTER,
        "the filter names " + name.withoutFilters() + ", which " + where + " does not have");
  }
}
