package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;

/**
 * Sorts documents into the core schema and the extensions of a resource type, and checks what the
 * program relies on.
 *
 * <p>A schema document does not say what it extends; by convention the last part of an extension's
 * URN does ({@code …:User}, {@code …:Group}), as in all URNs of RFC 7643 §10.3.
 */
final class SchemaFamily {
  private SchemaFamily() {}

  static ResourceSchemas of(ResourceType type, Collection<SchemaFile> files) {
    String coreUrn = type == ResourceType.USER ? Schemas.USER : Schemas.GROUP;
    SchemaFile core =
        files.stream()
            .filter(file -> Fold.same(file.urn(), coreUrn))
            .findFirst()
            .orElseThrow(
                () ->
                    Fault.of(
                        Fault.Kind.INTERNAL, "SCIM schema document of " + coreUrn + " is missing"));
    demand(core, "userName", type == ResourceType.USER, AttributeDefinition.Type.STRING, false);
    demand(core, "active", type == ResourceType.USER, AttributeDefinition.Type.BOOLEAN, false);
    demand(core, "password", type == ResourceType.USER, AttributeDefinition.Type.STRING, false);
    demand(core, "emails", type == ResourceType.USER, AttributeDefinition.Type.COMPLEX, true);
    demand(core, "groups", type == ResourceType.USER, AttributeDefinition.Type.COMPLEX, true);
    demand(core, "displayName", true, AttributeDefinition.Type.STRING, false);
    demand(core, "members", type == ResourceType.GROUP, AttributeDefinition.Type.COMPLEX, true);
    return new ResourceSchemas(core.schema(), extensions(type, files));
  }

  private static List<SchemaResource> extensions(ResourceType type, Collection<SchemaFile> files) {
    List<SchemaResource> extensions = new ArrayList<>();
    for (SchemaFile file : files) {
      if (isCore(file)) {
        continue;
      }
      demandNothingUnique(file, file.schema().getAttributes());
      String last = file.urn().substring(file.urn().lastIndexOf(':') + 1);
      if (Fold.same(last, type.scimName())) {
        extensions.add(file.schema());
      } else if (!Fold.same(last, "User") && !Fold.same(last, "Group")) {
        throw file.fault("has an id that ends neither in :User nor in :Group");
      }
      if (CustomAttribute.isUrn(file.urn())) {
        throw file.fault("has an id that is kept for attributes made by 'attribute add'");
      }
    }
    return extensions;
  }

  /** Clients are told what is unique, so it must not be said of what nobody looks after. */
  private static void demandNothingUnique(
      SchemaFile file, @Nullable Collection<AttributeDefinition> attributes) {
    if (attributes == null) {
      return;
    }
    for (AttributeDefinition attribute : attributes) {
      AttributeDefinition.Uniqueness uniqueness = attribute.getUniqueness();
      if (uniqueness != null && uniqueness != AttributeDefinition.Uniqueness.NONE) {
        throw file.fault(
            "says that "
                + attribute.getName()
                + " is unique, which this server ensures of userName only: it has to be \"none\"");
      }
      demandNothingUnique(file, attribute.getSubAttributes());
    }
  }

  private static boolean isCore(SchemaFile file) {
    return Fold.same(file.urn(), Schemas.USER) || Fold.same(file.urn(), Schemas.GROUP);
  }

  private static void demand(
      SchemaFile core,
      String name,
      boolean applies,
      AttributeDefinition.Type type,
      boolean multiValued) {
    if (!applies) {
      return;
    }
    AttributeDefinition definition =
        core.schema().getAttributes().stream()
            .filter(attribute -> attribute.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> core.fault("lacks the attribute " + name + " of RFC 7643"));
    if (definition.getType() != type || definition.isMultiValued() != multiValued) {
      throw core.fault("defines " + name + " otherwise than RFC 7643");
    }
  }
}
