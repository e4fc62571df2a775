package scimbridge.config;

import java.time.Duration;
import scimbridge.http.HttpLimits;
import scimbridge.scim.ScimLimits;

/** What each key of the section {@code limits} means; each limit's record has its default. */
final class LimitsBinding {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  private LimitsBinding() {}

  static HttpLimits http(Section limits) {
    HttpLimits defaults = HttpLimits.DEFAULT;
    int body = limits.size("maxBody", defaults.maxBodyBytes(), 64 * KIB, 64 * MIB);
    Duration bodyTimeout =
        limits.duration(
            "bodyTimeout", defaults.bodyTimeout(), Duration.ofSeconds(1), Duration.ofMinutes(10));
    int memory =
        limits.size("maxBodyMemory", Math.max(body, defaults.maxBodyMemory()), body, 1024 * MIB);
    int reads = limits.number("maxReads", defaults.maxReads(), 2, 10_000);
    int writes = limits.number("maxWrites", defaults.maxWrites(), 2, 10_000);
    int rate = limits.number("requestsPerSecond", defaults.requestsPerSecond(), 1, 100_000);
    return isBroken(limits)
        ? defaults
        : new HttpLimits(body, bodyTimeout, memory, reads, writes, rate);
  }

  static ScimLimits scim(Section limits, HttpLimits http) {
    ScimLimits defaults = ScimLimits.DEFAULT;
    int depth = limits.number("maxJsonDepth", defaults.maxJsonDepth(), 10, 500);
    int filter = limits.number("maxFilterLength", defaults.maxFilterLength(), 100, 100_000);
    int page = limits.number("maxPageSize", defaults.maxPageSize(), 1, 10_000);
    int unsaid = Math.min(page, defaults.defaultPageSize());
    int usualPage = limits.number("defaultPageSize", unsaid, 1, page);
    int operations =
        limits.number("maxPatchOperations", defaults.maxPatchOperations(), 1, 1_000_000);
    int members = limits.number("maxMembers", defaults.maxMembers(), 1, 1_000_000);
    int bulk = limits.number("maxBulkOperations", defaults.maxBulkOperations(), 1, 100_000);
    int scan = limits.number("scanLimit", defaults.scanLimit(), 1, 100_000_000);
    Duration cursors =
        limits.duration(
            "cursorTimeout", defaults.cursorTimeout(), Duration.ofSeconds(1), Duration.ofDays(7));
    return isBroken(limits)
        ? defaults
        : new ScimLimits(
            depth,
            filter,
            page,
            usualPage,
            operations,
            members,
            bulk,
            http.maxBodyBytes(),
            scan,
            cursors);
  }

  /** Then the numbers are not what the records take, and the server does not start anyway. */
  private static boolean isBroken(Section limits) {
    return limits.present() && !limits.clean();
  }
}
