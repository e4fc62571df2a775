package scimbridge.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scimbridge.emulator.fault.FaultKind;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.emulator.fault.Faults;
import scimbridge.emulator.operation.FederatedSignIn;
import scimbridge.emulator.operation.ListingBehavior;
import scimbridge.emulator.quota.Category;
import scimbridge.emulator.quota.Quotas;
import scimbridge.emulator.store.Store;

/**
 * What a test can see of and do to a running emulator from the same process. The same is offered to
 * other processes under {@code /_emulator/}.
 */
public final class Controls {
  private final Store store;
  private final CallCounts counts;
  private final CallLog log;
  private final Faults faults;
  private final Quotas quotas;
  private final ListingBehavior listing;
  private final FederatedSignIn federation;
  private final Snapshots snapshots;

  Controls(
      Store store,
      CallCounts counts,
      CallLog log,
      Faults faults,
      Quotas quotas,
      ListingBehavior listing,
      FederatedSignIn federation,
      Snapshots snapshots) {
    this.store = store;
    this.counts = counts;
    this.log = log;
    this.faults = faults;
    this.quotas = quotas;
    this.listing = listing;
    this.federation = federation;
    this.snapshots = snapshots;
  }

  /**
   * Calls received since the start or the last reset, by operation; never-called ones are missing.
   */
  public Map<String, Long> calls() {
    return counts.all();
  }

  /** As {@link #calls}, by quota category. */
  public Map<String, Long> callsByCategory() {
    Map<String, Long> calls = counts.all();
    Map<String, Long> sums = new TreeMap<>();
    for (Category category : Category.all()) {
      long sum = 0;
      for (String operation : category.operations()) {
        sum += calls.getOrDefault(operation, 0L);
      }
      if (sum > 0) {
        sums.put(category.name(), sum);
      }
    }
    return sums;
  }

  /** How many calls were over an enforced request rate since the start. */
  public long throttledCalls() {
    return quotas.throttled();
  }

  /** Starts counting from nothing. */
  public void resetCalls() {
    counts.reset();
  }

  /** Lets calls fail or come late from now on. */
  public void addFault(FaultRule rule) {
    faults.add(rule);
  }

  /** The faults that are not over. */
  public List<FaultRule> faults() {
    return faults.all();
  }

  /**
   * Lets the chance of faults that strike a share of the calls come from this seed: the same
   * sequence of calls is struck in the same places.
   */
  public void seedFaults(long seed) {
    faults.seed(seed);
  }

  /** How many calls each kind of fault has struck since the start. */
  public Map<FaultKind, Long> faultCounts() {
    return faults.counts();
  }

  /** How many calls any fault has struck since the start. */
  public long struckCalls() {
    return faults.struckCalls();
  }

  /** Ends all faults. */
  public void clearFaults() {
    faults.clear();
  }

  /**
   * Enforces AWS's request rates times a factor.
   *
   * @param factor 1 for AWS's rates, 0 for none, at most 1000
   */
  public void enforceQuotas(double factor) {
    quotas.setFactor(factor);
  }

  /** The factor that request rates are enforced with, 0 for none. */
  public double quotaFactor() {
    return quotas.factor();
  }

  /** Lets ListUsers show what was true that long ago, at most five minutes. */
  public void lagListings(Duration behind) {
    listing.setLag(behind);
  }

  /** Lets ListUsers give pages that are shorter than asked for though there is more. */
  public void shortenPages(boolean isShort) {
    listing.setShortPages(isShort);
  }

  /** Keeps all pools and users under a name of letters, digits, dots, underscores and hyphens. */
  public void takeSnapshot(String name) throws IOException {
    Path file = snapshots.toWrite(name);
    store.snapshot(file);
  }

  /** Makes all pools and users what they were at a snapshot. */
  public void restoreSnapshot(String name) throws IOException {
    store.restore(snapshots.toRead(name));
  }

  /**
   * Removes all pools and users, counts, the log and faults; request rates and listings are as they
   * were at the start.
   */
  public void reset() {
    faults.clear();
    quotas.reset();
    listing.setLag(Duration.ZERO);
    listing.setShortPages(false);
    store.reset();
    counts.reset();
    log.clear();
  }

  /**
   * What a first or later sign-in through an identity provider does: makes or updates the user.
   *
   * @return the Username of the user who is signed in
   */
  public String federatedSignIn(
      String poolId, String provider, String subject, Map<String, String> attributes) {
    return federation.signIn(poolId, provider, subject, attributes);
  }

  CallLog log() {
    return log;
  }

  ListingBehavior listing() {
    return listing;
  }
}
