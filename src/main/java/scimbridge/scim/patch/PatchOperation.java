package scimbridge.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;

/**
 * One change, as the RFC says it: one operation, one resolved path, a normalised value.
 *
 * @param op what to do
 * @param target the path as the client wrote it, for faults
 * @param path the attribute or sub-attribute; never a read-only one
 * @param filter which elements of a multi-valued attribute, or null for all
 * @param value as the document would hold it; only a removal has none, and a removal that has one
 *     removes no more than the elements it lists
 */
public record PatchOperation(
    Op op,
    String target,
    AttributePath path,
    @Nullable ValueFilter filter,
    @Nullable JsonNode value) {

  /** Checks that only a removal has no value. */
  public PatchOperation {
    if (value == null && op != Op.REMOVE) {
      throw new IllegalArgumentException("only a removal has no value");
    }
  }

  /** What an operation does. */
  public enum Op {
    /** RFC 7644 §3.5.2.1. */
    ADD,
    /** RFC 7644 §3.5.2.3. */
    REPLACE,
    /** RFC 7644 §3.5.2.2. */
    REMOVE
  }
}
