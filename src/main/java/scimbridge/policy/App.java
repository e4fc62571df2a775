package scimbridge.policy;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;

/**
 * One connected SCIM client and its rules.
 *
 * @param id its name in configuration, tokens and logs
 * @param operations what it may do to Cognito
 * @param policies who is provisioned where; at least one
 * @param groups which of its groups become Cognito groups, and under which names
 * @param strict whether unknown attributes are refused with 400 instead of dropped
 * @param requestWait how long one request may wait for Cognito before it is answered
 * @param memberWait for how many members' accounts a group request waits within {@code
 *     requestWait}; it waits for none if it changes more
 * @param whenBusy what to do with a request that the quota has no room for in time
 * @param maxPendingAge when the oldest pending change is older than this, new writes get 429
 * @param deprovisioning what becomes of accounts that are not to be any more
 * @param onDuplicate what a creation is answered whose name the app has already
 * @param reconcile when its pools are compared with its directory
 * @param adopt what becomes of accounts and groups that the app knows from an import only
 * @param guard how many of its accounts may be removed within an hour
 */
public record App(
    AppId id,
    Operations operations,
    List<Policy> policies,
    GroupRules groups,
    boolean strict,
    Duration requestWait,
    int memberWait,
    WhenBusy whenBusy,
    Duration maxPendingAge,
    Deprovisioning deprovisioning,
    OnDuplicate onDuplicate,
    ReconcileRule reconcile,
    Adopt adopt,
    Guard guard) {

  /** Default of {@link #requestWait()}. */
  public static final Duration DEFAULT_WAIT = Duration.ofSeconds(3);

  /** Default of {@link #memberWait()}. */
  public static final int DEFAULT_MEMBER_WAIT = 10;

  /** Default of {@link #maxPendingAge()}. */
  public static final Duration DEFAULT_MAX_PENDING_AGE = Duration.ofMinutes(15);

  /** Copies the list and checks it. */
  public App {
    policies = List.copyOf(policies);
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("an app needs at least one policy");
    }
  }

  /** An app for which a duplicate is a conflict. */
  public App(
      AppId id,
      Operations operations,
      List<Policy> policies,
      GroupRules groups,
      boolean strict,
      Duration requestWait,
      int memberWait,
      WhenBusy whenBusy,
      Duration maxPendingAge,
      Deprovisioning deprovisioning) {
    this(
        id,
        operations,
        policies,
        groups,
        strict,
        requestWait,
        memberWait,
        whenBusy,
        maxPendingAge,
        deprovisioning,
        OnDuplicate.CONFLICT,
        ReconcileRule.OFF,
        Adopt.ON_WRITE,
        Guard.DEFAULT);
  }

  /** An app with one DEFAULT policy and defaults everywhere else. */
  public static App withDefaults(AppId id, List<PoolId> pools) {
    return new App(
        id,
        Operations.ALL,
        List.of(Policy.everybody(pools)),
        GroupRules.ALL,
        false,
        DEFAULT_WAIT,
        DEFAULT_MEMBER_WAIT,
        WhenBusy.ACCEPT,
        DEFAULT_MAX_PENDING_AGE,
        Deprovisioning.DEFAULT);
  }

  /** The same with other operations. */
  public App with(Operations otherOperations) {
    return changed(copy -> copy.operations = otherOperations);
  }

  /** The same with other policies. */
  public App with(List<Policy> otherPolicies) {
    return changed(copy -> copy.policies = otherPolicies);
  }

  /** The same with other rules for groups. */
  public App with(GroupRules otherGroups) {
    return changed(copy -> copy.groups = otherGroups);
  }

  /** The same with other rules for who leaves. */
  public App with(Deprovisioning otherRules) {
    return changed(copy -> copy.deprovisioning = otherRules);
  }

  /** The same with another answer to duplicates. */
  public App with(OnDuplicate otherAnswer) {
    return changed(copy -> copy.onDuplicate = otherAnswer);
  }

  /** The same with another schedule for comparing. */
  public App with(ReconcileRule otherRule) {
    return changed(copy -> copy.reconcile = otherRule);
  }

  /** The same with another rule for what it knows from an import. */
  public App with(Adopt otherRule) {
    return changed(copy -> copy.adopt = otherRule);
  }

  /** The same with another guard. */
  public App with(Guard otherGuard) {
    return changed(copy -> copy.guard = otherGuard);
  }

  /** The same with another {@link #requestWait()}. */
  public App withRequestWait(Duration otherWait) {
    return changed(copy -> copy.requestWait = otherWait);
  }

  private App changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new App(
        id,
        copy.operations,
        copy.policies,
        copy.groups,
        strict,
        copy.requestWait,
        memberWait,
        whenBusy,
        maxPendingAge,
        copy.deprovisioning,
        copy.onDuplicate,
        copy.reconcile,
        copy.adopt,
        copy.guard);
  }

  /** The pools that any policy names, in order of their names. */
  public List<PoolId> pools() {
    TreeSet<PoolId> pools = new TreeSet<>();
    policies.forEach(policy -> pools.addAll(policy.pools()));
    return List.copyOf(pools);
  }

  /** What to do with a request that cannot be carried out within {@link App#requestWait()}. */
  public enum WhenBusy {
    /** Keep the change and carry it out later: the answer is 2xx and the resource says pending. */
    ACCEPT,
    /** Keep nothing and answer 429 with {@code Retry-After}. */
    REJECT
  }

  /** What a creation is answered whose name the app has already. */
  public enum OnDuplicate {
    /** 409, as RFC 7644 §3.3 has it. */
    CONFLICT,
    /** As if it was the first: the resource is there, and becomes what the request says. */
    MATCH
  }

  /** What becomes of accounts and groups that the app knows from an import only. */
  public enum Adopt {
    /** The client's first change of one makes it the bridge's. */
    ON_WRITE,
    /** They stay as they are; changes stay in the directory. */
    NEVER
  }

  /** The parts of an app that another one may have different. */
  private static final class Copy {
    private Operations operations;
    private List<Policy> policies;
    private GroupRules groups;
    private Duration requestWait;
    private Deprovisioning deprovisioning;
    private OnDuplicate onDuplicate;
    private ReconcileRule reconcile;
    private Adopt adopt;
    private Guard guard;

    Copy(App app) {
      operations = app.operations();
      policies = app.policies();
      groups = app.groups();
      requestWait = app.requestWait();
      deprovisioning = app.deprovisioning();
      onDuplicate = app.onDuplicate();
      reconcile = app.reconcile();
      adopt = app.adopt();
      guard = app.guard();
    }
  }
}
