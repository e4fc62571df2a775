package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scimbridge.identity.Fold;

/** Attributes by name, without regard to case (RFC 7643 §2.1). */
final class AttributeSet {

  /**
   * A definition and what it consists of.
   *
   * @param binding whether its canonical values are the only ones; else they are suggestions
   */
  record Entry(AttributeDefinition definition, AttributeSet subAttributes, boolean binding) {
    /** The name as the schema spells it. */
    String name() {
      return definition.getName();
    }
  }

  private final List<Entry> inOrder = new ArrayList<>();
  private final Map<String, Entry> byName = new HashMap<>();

  private AttributeSet() {}

  /** Attributes whose canonical values are suggestions (RFC 7643 §7). */
  static AttributeSet of(Collection<AttributeDefinition> definitions) {
    return of(definitions, false);
  }

  /** Later definitions replace earlier ones of the same name. */
  static AttributeSet of(Collection<AttributeDefinition> definitions, boolean binding) {
    AttributeSet set = new AttributeSet();
    for (AttributeDefinition definition : definitions) {
      Collection<AttributeDefinition> subs = definition.getSubAttributes();
      Entry entry = new Entry(definition, of(subs == null ? List.of() : subs, binding), binding);
      set.inOrder.add(entry);
      set.byName.put(Fold.fold(definition.getName()), entry);
    }
    return set;
  }

  Optional<Entry> find(String name) {
    return Optional.ofNullable(byName.get(Fold.fold(name)));
  }

  List<Entry> entries() {
    return inOrder;
  }
}
