package scimbridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in {@code ${NAME}} (environment variable), {@code ${NAME:default}} and {@code ${file:PATH}}
 * (content of a file without the newline at its end). A doubled dollar sign before a brace stands
 * for a plain one.
 */
final class Interpolation {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final long LARGEST_FILE = 64 * 1024;

  private final Map<String, String> environment;
  private final Path folder;

  Interpolation(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /** A reference that leads nowhere. The message names it and no value. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    Unresolved(String message) {
      super(message);
    }
  }

  /** The text with its references filled in. What they bring is not looked through again. */
  String fill(String text) throws Unresolved {
    Matcher reference = REFERENCE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (reference.find()) {
      String value = reference.group(1) == null ? "${" : resolve(reference.group());
      reference.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return reference.appendTail(filled).toString();
  }

  private String resolve(String reference) throws Unresolved {
    if (!reference.endsWith("}")) {
      throw new Unresolved("a '${' has no '}'; write '$${' for a plain '${'");
    }
    String inside = reference.substring(2, reference.length() - 1);
    if (inside.startsWith("file:")) {
      return content(inside.substring("file:".length()));
    }
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      throw new Unresolved("a '${...}' does not name an environment variable");
    }
    String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (colon < 0) {
      throw new Unresolved("the environment variable " + name + " is not set");
    }
    return inside.substring(colon + 1);
  }

  private String content(String name) throws Unresolved {
    try {
      Path file = folder.resolve(name);
      if (Files.size(file) > LARGEST_FILE) {
        throw new Unresolved("the file " + name + " is larger than " + LARGEST_FILE + " bytes");
      }
      return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException | InvalidPathException e) {
      throw new Unresolved("the file " + name + " cannot be read");
    }
  }
}
