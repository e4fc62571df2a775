package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;

/**
 * An attribute of users that one app has of its own, in an extension of the app's.
 *
 * @param name its name, which no other schema of the app uses
 * @param type its type; never complex
 * @param required whether every user must have a value
 * @param multiValued whether it may have several values
 * @param caseExact whether letter case matters, in filters and in {@code values}
 * @param values the only values that it may have; empty if it may have any. Only for strings
 * @param poolAttribute the Cognito attribute that it becomes; null if it stays here
 */
public record CustomAttribute(
    String name,
    Type type,
    boolean required,
    boolean multiValued,
    boolean caseExact,
    List<String> values,
    @Nullable String poolAttribute) {
  /** How many attributes of its own an app may have: as many as a user pool may have. */
  public static final int MAX_PER_APP = 50;

  /** How many values may be listed. */
  public static final int MAX_VALUES = 500;

  private static final String URN_PREFIX = "urn:scimbridge:params:scim:schemas:extension:app:";
  private static final String URN_SUFFIX = ":2.0:User";

  private static final int MAX_VALUE_LENGTH = 256;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  /** The types that an administrator may choose (RFC 7643 §2.3), those that Cognito has as well. */
  public enum Type {
    /** Text. */
    STRING("string", AttributeDefinition.Type.STRING),
    /** A number, whole or not. */
    NUMBER("number", AttributeDefinition.Type.DECIMAL),
    /** True or false. */
    BOOLEAN("boolean", AttributeDefinition.Type.BOOLEAN),
    /** A date with a time. */
    DATE_TIME("dateTime", AttributeDefinition.Type.DATETIME);

    private final String word;
    private final AttributeDefinition.Type scim;

    Type(String word, AttributeDefinition.Type scim) {
      this.word = word;
      this.scim = scim;
    }

    /** As the command line and this page of the documentation call it. */
    public String word() {
      return word;
    }
  }

  /**
   * Copies the list and checks everything that can be checked of one attribute alone.
   *
   * @throws Fault INVALID_VALUE with a sentence for the administrator
   */
  public CustomAttribute {
    values = List.copyOf(values);
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "the name of an attribute begins with a letter and has letters, digits, '_' and '-', at"
              + " most 64 (RFC 7643 §2.1)");
    }
    if (type != Type.STRING && !values.isEmpty()) {
      throw invalid("a list of values is for attributes of type string");
    }
    if (values.size() > MAX_VALUES) {
      throw invalid("at most " + MAX_VALUES + " values can be listed");
    }
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (value.isBlank() || value.length() > MAX_VALUE_LENGTH || !Values.storable(value)) {
        throw invalid("a listed value has 1 to " + MAX_VALUE_LENGTH + " characters");
      }
      if (!seen.add(caseExact ? value : Fold.fold(value))) {
        throw invalid("the value '" + value + "' is listed twice");
      }
    }
  }

  /** The URN of the extension that holds an app's own attributes. */
  public static String urn(AppId app) {
    return URN_PREFIX + app + URN_SUFFIX;
  }

  static boolean isUrn(String urn) {
    return urn.startsWith(URN_PREFIX);
  }

  /** The extension that consists of these attributes. */
  static SchemaResource schema(AppId app, List<CustomAttribute> attributes) {
    return new SchemaResource(
        urn(app),
        "Attributes of " + app,
        "What the administrator added for this app.",
        attributes.stream().map(CustomAttribute::definition).toList());
  }

  AttributeDefinition definition() {
    AttributeDefinition.Builder builder =
        new AttributeDefinition.Builder()
            .setName(name)
            .setType(type.scim)
            .setRequired(required)
            .setMultiValued(multiValued)
            .setCaseExact(caseExact);
    values.forEach(builder::addCanonicalValues);
    return builder.build();
  }

  private static Fault invalid(String text) {
    return Fault.of(Fault.Kind.INVALID_VALUE, text);
  }
}
