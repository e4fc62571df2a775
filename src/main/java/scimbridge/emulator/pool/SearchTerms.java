package scimbridge.emulator.pool;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a user can be found by with a filter, besides username and sub. */
public final class SearchTerms {
  private SearchTerms() {}

  /** Attribute name to the value as {@link Filter} compares it. */
  public static Map<String, String> of(User user) {
    Map<String, String> terms = new LinkedHashMap<>();
    for (String name : Filter.INDEXED) {
      String value = user.attribute(name);
      if (value != null) {
        terms.put(name, Filter.fold(value));
      }
    }
    terms.put("cognito:user_status", Filter.fold(user.status().name()));
    terms.put("status", user.enabled() ? "Enabled" : "Disabled");
    return terms;
  }
}
