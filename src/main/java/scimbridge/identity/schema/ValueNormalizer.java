package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.ResourceType;

/**
 * Turns the value that a PATCH operation brings into the internal model, by the rules by which
 * {@link Normalizer} does it for the same attribute in a document.
 */
public final class ValueNormalizer {

  /**
   * What remains of a value.
   *
   * @param value as the document would hold it: an array for a multi-valued attribute; null if it
   *     is unassigned (RFC 7643 §2.5)
   * @param unknown sub-attributes that no schema knows and that were therefore dropped, as paths
   */
  public record Value(@Nullable JsonNode value, List<String> unknown) {
    /** Copies the list. */
    public Value {
      unknown = List.copyOf(unknown);
    }
  }

  private final Schemas schemas;

  /** Normalises by these schemas. */
  public ValueNormalizer(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Normalises a value for what a path names; mutability is not looked at. Faults are those of
   * {@link Normalizer#normalize}.
   *
   * @param path as {@link Schemas#resolve(ResourceType, String)} gave it for the same type
   */
  public Value normalize(
      ResourceType type, AttributePath path, JsonNode fromClient, Normalizer.Mode mode) {
    UnknownAttributes unknown = new UnknownAttributes(mode == Normalizer.Mode.STRICT);
    AttributeSet.Entry attribute =
        schemas
            .of(type)
            .entry(path)
            .orElseThrow(() -> new IllegalArgumentException(path + " is not of " + type));
    JsonNode value = new AttributeReader(unknown).read(attribute, fromClient, path.toString());
    return new Value(value, unknown.names());
  }
}
