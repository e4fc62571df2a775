package scimbridge.cognito;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How fast calls of one category are let through now.
 *
 * @param scope the AWS account and region whose quota it is
 * @param category the name that AWS gives the category
 * @param quota requests per second that AWS allows, as published, configured or read from the
 *     account
 * @param share the bridge's part of it
 * @param allowed requests per second now: the share, or less after Cognito throttled
 * @param lastSecond requests let through in the last second
 * @param lastTenSeconds requests let through in the last ten seconds
 * @param throttled how many requests Cognito throttled since the start
 * @param waiting how many calls wait, by class; a class without any is absent
 * @param waitingByApp the same by app
 */
public record Pace(
    String scope,
    String category,
    int quota,
    int share,
    int allowed,
    int lastSecond,
    int lastTenSeconds,
    long throttled,
    Map<Priority, Integer> waiting,
    SortedMap<String, Integer> waitingByApp) {
  /** Copies the maps. */
  public Pace {
    Map<Priority, Integer> ordered = new EnumMap<>(Priority.class);
    ordered.putAll(waiting);
    waiting = Collections.unmodifiableMap(ordered);
    waitingByApp = Collections.unmodifiableSortedMap(new TreeMap<>(waitingByApp));
  }

  /** Whether it goes slower than it might because Cognito throttled. */
  public boolean slowed() {
    return allowed < share;
  }
}
