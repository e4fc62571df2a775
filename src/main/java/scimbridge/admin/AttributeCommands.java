package scimbridge.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.policy.mapping.Claim;
import scimbridge.provisioning.AppAttributes;

/** {@code attribute add}, {@code attribute list} and {@code attribute remove}. */
public final class AttributeCommands {
  private static final String OFF = "off";

  private final AppAttributes attributes;
  private final AppNames apps;

  /** Commands for the own attributes of the configured apps. */
  public AttributeCommands(AppAttributes attributes, AppNames apps) {
    this.attributes = attributes;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands
        .add("attribute add", this::add)
        .add("attribute list", this::list)
        .add("attribute remove", this::remove);
  }

  private void add(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String name = arguments.getOrDefault("name", "");
    CustomAttribute attribute =
        new CustomAttribute(
            name,
            type(arguments.getOrDefault("type", CustomAttribute.Type.STRING.word())),
            arguments.containsKey("required"),
            arguments.containsKey("multiValued"),
            arguments.containsKey("caseExact"),
            values(arguments.getOrDefault("values", "")),
            poolAttribute(arguments.getOrDefault("poolAttribute", Claim.CUSTOM + name)));
    List<String> told = attributes.add(app, attribute);
    out.accept(CustomAttribute.urn(app) + ":" + describe(attribute));
    told.forEach(out);
  }

  private void list(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    List<CustomAttribute> found = attributes.of(app);
    out.accept(found.isEmpty() ? "no attributes" : CustomAttribute.urn(app));
    found.forEach(attribute -> out.accept("  " + describe(attribute)));
  }

  private void remove(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String name = arguments.getOrDefault("name", "");
    if (!attributes.remove(app, name)) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND,
          "the app '" + app + "' has no attribute of its own with the name '" + name + "'");
    }
    out.accept(
        "removed "
            + name
            + "; users keep their values until they are next changed, accounts keep them for good");
  }

  private static String describe(CustomAttribute attribute) {
    return attribute.name()
        + ": "
        + attribute.type().word()
        + (attribute.required() ? ", required" : "")
        + (attribute.multiValued() ? ", multi-valued" : "")
        + (attribute.caseExact() ? ", case-exact" : "")
        + (attribute.values().isEmpty() ? "" : ", one of " + String.join("; ", attribute.values()))
        + (attribute.poolAttribute() == null
            ? ", stays in the bridge"
            : ", becomes " + attribute.poolAttribute());
  }

  private static CustomAttribute.Type type(String word) {
    return Arrays.stream(CustomAttribute.Type.values())
        .filter(type -> type.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Fault.of(
                    Fault.Kind.INVALID_VALUE,
                    "'" + word + "' is no type; there are string, number, boolean and dateTime"));
  }

  private static List<String> values(String list) {
    return Arrays.stream(list.split(";")).map(String::strip).filter(v -> !v.isEmpty()).toList();
  }

  private static @Nullable String poolAttribute(String given) {
    return given.equals(OFF) ? null : given;
  }
}
