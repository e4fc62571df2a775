package scimbridge.emulator.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The facts of {@code cognito-facts.txt}, whose head describes its format. */
public final class Facts {
  private static final String RESOURCE = "/scimbridge/emulator/cognito-facts.txt";
  private static final Facts BUNDLED = read();

  private final Map<String, OperationFacts> operations;
  private final Map<String, Shape> shapes;

  private Facts(Map<String, OperationFacts> operations, Map<String, Shape> shapes) {
    this.operations = Collections.unmodifiableMap(operations);
    this.shapes = Collections.unmodifiableMap(shapes);
  }

  /**
   * What the model says about one operation.
   *
   * @param input the request's shape
   * @param answersBody whether a success has a JSON body; some operations answer nothing at all
   * @param errors declared error types, spelled in full
   */
  public record OperationFacts(
      String name, String input, boolean answersBody, List<String> errors) {}

  /** The facts that ship with the emulator. */
  public static Facts bundled() {
    return BUNDLED;
  }

  /** Operations in the order of the file. */
  public Map<String, OperationFacts> operations() {
    return operations;
  }

  /** The facts of an operation, null when it is not one of ours. */
  public @Nullable OperationFacts operation(String name) {
    return operations.get(name);
  }

  /** A shape by its name; a request can only refer to shapes that exist. */
  public Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException("no such shape: " + name);
    }
    return shape;
  }

  private static Facts read() {
    Map<String, OperationFacts> operations = new LinkedHashMap<>();
    Map<String, Shape> shapes = new HashMap<>();
    try (InputStream in = Facts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + RESOURCE);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        List<String> fields = new ArrayList<>(List.of(line.split(" ", -1)));
        if (fields.get(0).equals("operation")) {
          OperationFacts operation = operation(fields);
          operations.put(operation.name(), operation);
        } else {
          Shape shape = shape(fields, line);
          shapes.put(shape.name(), shape);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Facts(operations, shapes);
  }

  private static OperationFacts operation(List<String> fields) {
    List<String> errors = new ArrayList<>();
    for (String error : fields.get(4).split(",", -1)) {
      errors.add(error + "Exception");
    }
    return new OperationFacts(
        fields.get(1), fields.get(2), fields.get(3).equals("object"), List.copyOf(errors));
  }

  private static Shape shape(List<String> fields, String line) {
    boolean secret = fields.remove("secret");
    String name = fields.get(1);
    return switch (fields.get(0)) {
      case "structure" ->
          new Shape.Structure(name, secret, members(fields.subList(2, fields.size())));
      case "list" -> new Shape.Listing(name, secret, range(fields.get(2)), fields.get(3));
      case "map" ->
          new Shape.Mapping(name, secret, range(fields.get(2)), fields.get(3), fields.get(4));
      case "string" -> new Shape.Text(name, secret, range(fields.get(2)), pattern(line));
      case "enum" -> new Shape.Choice(name, List.of(fields.get(2).split("\\|", -1)));
      case "integer" -> new Shape.Whole(name, range(fields.get(2)));
      case "boolean" -> new Shape.Flag(name);
      default -> throw new IllegalStateException("unknown fact: " + line);
    };
  }

  private static Map<String, Shape.Member> members(List<String> fields) {
    Map<String, Shape.Member> members = new LinkedHashMap<>();
    for (String field : fields) {
      boolean required = field.startsWith("!");
      int equals = field.indexOf('=');
      members.put(
          field.substring(required ? 1 : 0, equals),
          new Shape.Member(field.substring(equals + 1), required));
    }
    return Collections.unmodifiableMap(members);
  }

  private static Shape.Range range(String text) {
    int dots = text.indexOf("..");
    String min = text.substring(0, dots);
    String max = text.substring(dots + 2);
    return new Shape.Range(
        min.isEmpty() ? Long.MIN_VALUE : Long.parseLong(min),
        max.isEmpty() ? Long.MAX_VALUE : Long.parseLong(max));
  }

  private static @Nullable Pattern pattern(String line) {
    int slash = line.indexOf(" /");
    return slash < 0 ? null : Pattern.compile(line.substring(slash + 2));
  }
}
