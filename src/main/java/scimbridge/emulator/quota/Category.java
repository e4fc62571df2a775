package scimbridge.emulator.quota;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations that share a request rate.
 *
 * @param rate requests a second, for an account in a region
 * @param adjustable whether AWS raises it on demand
 * @param perPoolRate requests a second that each operation may have on one pool; 0 for no such
 *     limit
 */
public record Category(
    String name, int rate, boolean adjustable, int perPoolRate, List<String> operations) {
  private static final String RESOURCE = "/scimbridge/emulator/cognito-quotas.txt";
  private static final List<Category> ALL = read();

  /** All categories that have operations of ours. */
  public static List<Category> all() {
    return ALL;
  }

  /** Operation to its category. */
  static Map<String, Category> byOperation() {
    Map<String, Category> categories = new HashMap<>();
    for (Category category : ALL) {
      category.operations().forEach(operation -> categories.put(operation, category));
    }
    return Map.copyOf(categories);
  }

  private static List<Category> read() {
    List<Category> all = new ArrayList<>();
    try (InputStream in = Category.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + RESOURCE);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] fields = line.split(" +", -1);
          all.add(
              new Category(
                  fields[0],
                  Integer.parseInt(fields[1]),
                  fields[2].equals("adjustable"),
                  fields[3].equals("-") ? 0 : Integer.parseInt(fields[3]),
                  List.of(fields[4].split(",", -1))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(all);
  }
}
