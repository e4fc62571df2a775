package scimbridge.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The attributes of one resource as an immutable document.
 *
 * <p>Extension attributes stand under their schema's URN (RFC 7643 §3.3). Names are spelled as the
 * schema spells them; see the package's rules for what a document never holds.
 */
public final class Attributes {
  private final ObjectNode document;

  private Attributes(ObjectNode document) {
    this.document = document;
  }

  /** A document with no attribute. */
  public static Attributes none() {
    return new Attributes(JsonNodeFactory.instance.objectNode());
  }

  /** Takes a copy of a normalised document. */
  public static Attributes of(ObjectNode document) {
    return new Attributes(document.deepCopy());
  }

  /** A copy that the caller may change. */
  public ObjectNode toNode() {
    return document.deepCopy();
  }

  /** The document itself, to be read only: it is shared and must not be changed. */
  public JsonNode view() {
    return document;
  }

  /** A top-level attribute that is a string, if it is assigned. */
  public Optional<String> string(String name) {
    JsonNode value = document.get(name);
    return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  /** A top-level attribute that is a boolean, if it is assigned. */
  public Optional<Boolean> bool(String name) {
    JsonNode value = document.get(name);
    return value != null && value.isBoolean()
        ? Optional.of(value.booleanValue())
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && document.equals(that.document);
  }

  @Override
  public int hashCode() {
    return document.hashCode();
  }

  /** The document as JSON; it holds personal data and belongs in no log. */
  public String toJson() {
    return document.toString();
  }

  @Override
  public String toString() {
    return "Attributes[" + document.size() + " assigned]";
  }
}
