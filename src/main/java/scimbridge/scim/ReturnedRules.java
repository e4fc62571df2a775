package scimbridge.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Returned;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;

/**
 * What the schemas say of when an attribute is returned (RFC 7643 §7, {@code returned}), as far as
 * it is not the default. Paths are folded; those of an extension begin with its URN.
 */
final class ReturnedRules {
  private final Map<Returned, List<List<String>>> paths = new EnumMap<>(Returned.class);

  private ReturnedRules() {}

  static ReturnedRules of(Schemas schemas, ResourceType type) {
    ReturnedRules rules = new ReturnedRules();
    rules.add(List.of(), schemas.core(type).getAttributes());
    for (SchemaResource extension : schemas.extensions(type)) {
      rules.add(
          List.of(Fold.fold(Objects.requireNonNull(extension.getId()))), extension.getAttributes());
    }
    return rules;
  }

  /** The paths with this rule. */
  List<List<String>> paths(Returned returned) {
    return paths.getOrDefault(returned, List.of());
  }

  private void add(List<String> parent, @Nullable Collection<AttributeDefinition> definitions) {
    if (definitions == null) {
      return;
    }
    for (AttributeDefinition definition : definitions) {
      List<String> path = new ArrayList<>(parent);
      path.add(Fold.fold(definition.getName()));
      if (definition.getReturned() != Returned.DEFAULT) {
        paths.computeIfAbsent(definition.getReturned(), none -> new ArrayList<>()).add(path);
      }
      add(path, definition.getSubAttributes());
    }
  }
}
