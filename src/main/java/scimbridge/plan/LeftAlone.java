package scimbridge.plan;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Attributes of an account that others made, which hold what its user cannot say: the mapping makes
 * something else of the user, or nothing. They are left alone until the client changes what the
 * mapping makes of them; a change of anything else must not cost what the account holds. Whether an
 * address is verified is left alone until the client changes the address: nobody has vouched for
 * it.
 *
 * <p>They are recorded among the attributes of the account, under names that no attribute of
 * Cognito can have, with what the mapping made when the account became known. So is that nobody has
 * looked at an adopted account since: what is recorded is what was listed until then, but for the
 * attributes that were written meanwhile, which are recorded, too.
 */
public final class LeftAlone {
  private static final String PREFIX = "left alone: ";

  /** Recorded until somebody has looked at an account that was adopted as it had been listed. */
  private static final String UNSEEN = "as listed";

  private static final String WRITTEN = "written since: ";

  private static final String ENABLING_ASKED = "enabling was asked for";

  private LeftAlone() {}

  /**
   * Records one.
   *
   * @param projected what the mapping makes of the user
   */
  public static void record(
      SortedMap<String, String> recorded, String attribute, Map<String, String> projected) {
    recorded.put(PREFIX + attribute, meant(attribute, projected));
  }

  /** What the client has to change so that the attribute is left alone no more. */
  private static String meant(String attribute, Map<String, String> projected) {
    return projected.getOrDefault(AttributeChanges.flagged(attribute), "");
  }

  /**
   * What of the governed attributes is to be kept in step.
   *
   * @param projected what the mapping makes of the user now
   * @param recorded what is recorded of the account
   */
  public static SortedSet<String> without(
      SortedSet<String> governed, Map<String, String> projected, Map<String, String> recorded) {
    SortedSet<String> kept = new TreeSet<>(governed);
    for (String attribute : governed) {
      String then = recorded.get(PREFIX + attribute);
      if (then != null && then.equals(meant(attribute, projected))) {
        kept.remove(attribute);
        String flag = AttributeChanges.flagOf(attribute);
        if (flag != null) {
          kept.remove(flag);
        }
      }
    }
    return kept;
  }

  /**
   * Records what others have changed since an account was listed, where the client wishes what was
   * listed and nothing was written for it.
   *
   * @param listed what was recorded when the account became known
   * @return what is recorded from now on
   */
  public static SortedMap<String, String> since(
      Wish.Account wish, Map<String, String> listed, Map<String, String> seen) {
    SortedMap<String, String> recorded = new TreeMap<>(seen);
    for (String name : wish.governed()) {
      String then = listed.get(name);
      if (!listed.containsKey(WRITTEN + name)
          && !Former.isRecorded(listed, name)
          && Objects.equals(then, wish.attributes().get(name))
          && !Objects.equals(then, seen.get(name))) {
        record(recorded, name, wish.attributes());
      }
    }
    return recorded;
  }

  /** What is recorded of an account that is adopted, until somebody has looked at it. */
  public static SortedMap<String, String> unseen(Map<String, String> listed) {
    SortedMap<String, String> recorded = new TreeMap<>(listed);
    recorded.put(UNSEEN, "");
    return recorded;
  }

  /** The same once the client has said whether the account is to be enabled. */
  public static SortedMap<String, String> enablingAsked(Map<String, String> recorded) {
    SortedMap<String, String> asked = new TreeMap<>(recorded);
    asked.replace(UNSEEN, ENABLING_ASKED);
    return asked;
  }

  /** What is recorded of one that is only known again, or was looked at. */
  public static SortedMap<String, String> seen(Map<String, String> recorded) {
    SortedMap<String, String> seen = new TreeMap<>(recorded);
    seen.remove(UNSEEN);
    seen.keySet().removeIf(name -> name.startsWith(WRITTEN));
    return seen;
  }

  /** Whether nobody has looked at the account since it was listed. */
  public static boolean isUnseen(Map<String, String> recorded) {
    return recorded.containsKey(UNSEEN);
  }

  /** Whether the client has said of such an account whether it is to be enabled. */
  public static boolean isEnablingAsked(Map<String, String> recorded) {
    return ENABLING_ASKED.equals(recorded.get(UNSEEN));
  }

  /** Takes them over into what was seen of the account anew. */
  public static void carry(Map<String, String> recorded, SortedMap<String, String> seen) {
    recorded.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            seen.put(name, value);
          }
        });
  }

  /** What was written is left alone no more. */
  static void written(SortedMap<String, String> attributes, Collection<String> names) {
    names.forEach(name -> attributes.remove(PREFIX + name));
    if (isUnseen(attributes)) {
      names.forEach(name -> attributes.put(WRITTEN + name, ""));
    }
  }
}
