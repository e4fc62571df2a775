package scimbridge.plan;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an account was that others made, before a change which would have made it the bridge's and
 * was refused half-way. It is recorded among the attributes of the account, under names that no
 * attribute of Cognito can have, until the account is so again.
 */
public final class Former {
  private static final String ATTRIBUTE = "before: ";
  private static final String GROUP = "in group before: ";
  private static final String ENABLED = "enabled before";

  /** Recorded if the change could have enabled or disabled it. */
  private static final String SWITCHED = "enabled or disabled since";

  private Former() {}

  /**
   * Records it. What was recorded for an earlier change stays: that one is not undone yet.
   *
   * @param recorded what is recorded of the account
   * @param refused what the change wished of it
   * @param before how the account was seen before the first call
   */
  public static SortedMap<String, String> record(
      Map<String, String> recorded, Wish refused, Sight.Present before) {
    SortedMap<String, String> former = new TreeMap<>(recorded);
    if (!isSwitched(recorded)) {
      // Until then whether it is enabled is the others' business.
      former.put(ENABLED, Boolean.toString(before.enabled()));
      if (!(refused instanceof Wish.Account wished) || wished.enabled() != before.enabled()) {
        former.put(SWITCHED, "");
      }
    }
    if (!isRecorded(recorded)) {
      before.groups().forEach(name -> former.put(GROUP + name, ""));
    }
    if (refused instanceof Wish.Account wished) {
      wished
          .governed()
          .forEach(
              name ->
                  former.putIfAbsent(ATTRIBUTE + name, before.attributes().getOrDefault(name, "")));
    }
    return former;
  }

  /** Whether the account is to be put back. */
  public static boolean isRecorded(Map<String, String> recorded) {
    return recorded.containsKey(ENABLED);
  }

  /** Whether this attribute is. */
  static boolean isRecorded(Map<String, String> recorded, String attribute) {
    return recorded.containsKey(ATTRIBUTE + attribute);
  }

  /** Whether the change could have enabled or disabled it, so that this is put back, too. */
  public static boolean isSwitched(Map<String, String> recorded) {
    return recorded.containsKey(SWITCHED);
  }

  /** Whether it was enabled. */
  public static boolean enabled(Map<String, String> recorded) {
    return Boolean.parseBoolean(recorded.get(ENABLED));
  }

  /** The attributes that the change could have written, as they were; empty is none. */
  public static SortedMap<String, String> attributes(Map<String, String> recorded) {
    return named(ATTRIBUTE, recorded);
  }

  /** The GroupNames of the groups of ours that it was in. */
  public static SortedSet<String> groups(Map<String, String> recorded) {
    return new TreeSet<>(named(GROUP, recorded).keySet());
  }

  /** What is recorded when it is so again. */
  public static SortedMap<String, String> done(Map<String, String> recorded) {
    SortedMap<String, String> rest = new TreeMap<>(recorded);
    rest.remove(ENABLED);
    rest.remove(SWITCHED);
    rest.keySet().removeIf(name -> name.startsWith(ATTRIBUTE) || name.startsWith(GROUP));
    return rest;
  }

  private static SortedMap<String, String> named(String prefix, Map<String, String> recorded) {
    SortedMap<String, String> named = new TreeMap<>();
    recorded.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            named.put(name.substring(prefix.length()), value);
          }
        });
    return named;
  }
}
