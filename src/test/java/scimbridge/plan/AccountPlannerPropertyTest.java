package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scimbridge.identity.PoolId;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.CognitoCall.OnAccount;
import scimbridge.plan.GroupPlanner.Seen;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.PlannerStates.State;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.PoolTraits.Kind;

/**
 * The proof of the planner: what holds for every state, on generated ones. The table of what was
 * generated is printed, and too little of anything fails.
 */
class AccountPlannerPropertyTest {
  private static final int STATES = 15_000;
  private static final int GROUP_STATES = 2_000;
  private static final int LEAST = 100;

  /**
   * The most rounds of planning that any state may take: a look at the account, its groups, its
   * aliases, a removal that goes first, and the rest.
   */
  private static final int ROUNDS = 8;

  private static final Set<Class<?>> REMOVALS =
      Set.of(
          AdminDisableUser.class,
          AdminRemoveUserFromGroup.class,
          AdminDisableProviderForUser.class,
          AdminDeleteUser.class);

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  @Test
  void everyPlanConvergesWithTheFewestCallsTouchesOnlyWhatIsOursAndTakesAccessAwayFirst() {
    expected().forEach(name -> counts.put(name, 0));
    PlannerStates states = new PlannerStates(42);
    for (int i = 0; i < STATES; i++) {
      State state = states.next();
      count("kind " + state.traits().kind());
      count("letter case " + (state.traits().caseSensitive() ? "counts" : "does not count"));
      count("first sign-in " + state.pool().firstSignIn());
      count("password sync " + state.operations().passwordSync());
      count("wish " + state.wish().getClass().getSimpleName());
      count("sight " + state.sight().getClass().getSimpleName());
      Walk walk = new Walk(state);
      walk.toTheEnd();
      touchesOnlyWhatIsOurs(state, walk);
      takesAccessAwayFirst(state, walk);
      isComplete(state, walk);
      takesTheFewestCalls(state, walk);
      neverWhatAwsRewrites(state, walk);
    }
    everyGroupPlan();
    counts.forEach((name, count) -> System.out.printf("%-45s %7d%n", name, count));
    assertThat(counts)
        .allSatisfy((name, count) -> assertThat(count).as(name).isGreaterThanOrEqualTo(LEAST));
  }

  /** Every call there is, every reason that a plan can give, every kind of pool. */
  private static List<String> expected() {
    List<String> names = new ArrayList<>();
    calls(CognitoCall.class).map(call -> "call " + call.getSimpleName()).forEach(names::add);
    // What Cognito alone says, or a look at it, no plan does.
    EnumSet.complementOf(
            EnumSet.of(
                Reason.NAME_TAKEN, Reason.VALUE_REFUSED, Reason.DISABLED_SINCE, Reason.VANISHED))
        .forEach(reason -> names.add("refusal " + reason));
    for (Kind kind : Kind.values()) {
      names.add("kind " + kind);
    }
    for (FirstSignIn way : FirstSignIn.values()) {
      names.add("first sign-in " + way);
    }
    for (PasswordSync sync : PasswordSync.values()) {
      names.add("password sync " + sync);
    }
    for (Class<?> wish : Wish.class.getPermittedSubclasses()) {
      names.add("wish " + wish.getSimpleName());
    }
    for (Class<?> sight : Sight.class.getPermittedSubclasses()) {
      names.add("sight " + sight.getSimpleName());
    }
    return names;
  }

  /** A pool is listed by who wants to see all of it; no plan does. */
  private static final Set<Class<?>> LISTINGS =
      Set.of(
          CognitoCall.ListUsers.class,
          CognitoCall.ListGroups.class,
          CognitoCall.ListUsersInGroup.class);

  private static Stream<Class<?>> calls(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(AccountPlannerPropertyTest::calls)
        : Stream.<Class<?>>of(type).filter(call -> !LISTINGS.contains(call));
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Plans, makes the calls on a simulated account, and plans again until nothing is left. */
  private final class Walk {
    private final State state;
    private final List<CognitoCall> calls = new ArrayList<>();
    private final List<Object> trace = new ArrayList<>();
    private Wish wish;
    private Sight sight;
    private AliasOwners known = AliasOwners.NONE;
    private Plan last = Plan.EMPTY;

    Walk(State state) {
      this.state = state;
      this.wish = state.wish();
      this.sight = state.sight();
    }

    void toTheEnd() {
      for (int round = 0; round < ROUNDS; round++) {
        last = state.plan(wish, sight, known);
        assertThat(state.plan(wish, sight, known)).isEqualTo(last);
        assertThat(last.sentences()).doesNotContainNull();
        last.refusals().forEach(refusal -> count("refusal " + refusal.reason()));
        if (!last.unknowns().isEmpty()) {
          // Nothing is done on what is not known.
          assertThat(last.calls()).isEmpty();
          assertThat(last.refusals()).isEmpty();
          last.unknowns().forEach(unknown -> answer(unknown.answer()));
        } else if (last.calls().isEmpty()) {
          return;
        } else {
          for (int i = 0; i < last.calls().size(); i++) {
            make(last.calls().get(i));
            losesNothing(last.calls().subList(i + 1, last.calls().size()));
          }
        }
      }
      throw new AssertionError("does not come to an end: " + state + " " + trace);
    }

    /** A stop after any call: what is left to plan is what was left to do. */
    private void losesNothing(List<CognitoCall> left) {
      assertThat(state.plan(wish, sight, known).calls())
          .as("%s", state)
          .isEqualTo(
              left.stream().filter(call -> !(call instanceof AdminUserGlobalSignOut)).toList());
    }

    private void answer(CognitoCall question) {
      assertThat(question.reads()).isTrue();
      count("call " + question.operation());
      trace.add(question);
      if (!(question instanceof AdminGetUser look)) {
        sight = ((Sight.WithoutGroups) sight).account();
      } else if (sight instanceof Sight.Unclear) {
        sight =
            state.truth() instanceof Sight.Present seen && seen.ours()
                ? new Sight.WithoutGroups(seen)
                : state.truth();
      } else {
        known = known.with(look.username(), state.owners().get(look.username()));
      }
    }

    private void make(CognitoCall call) {
      count("call " + call.operation());
      trace.add(call);
      calls.add(call);
      Sight next = AccountPlanner.after(sight, call);
      if (!(call instanceof AdminUserGlobalSignOut) && !(call instanceof AdminSetUserPassword)) {
        assertThat(next).as("%s changes something", call).isNotEqualTo(sight);
      }
      sight = next;
      boolean sets =
          call instanceof AdminSetUserPassword
              || (call instanceof AdminCreateUser create && create.temporaryPassword() != null);
      if (sets && wish instanceof Wish.Account account) {
        wish = account.withoutPassword();
      }
    }
  }

  private static void touchesOnlyWhatIsOurs(State state, Walk walk) {
    if (state.truth() instanceof Sight.Present seen && !seen.ours()) {
      assertThat(walk.calls).isEmpty();
    }
    Wish.Account wish = state.wish() instanceof Wish.Account account ? account : null;
    for (CognitoCall call : walk.calls) {
      assertThat(call.pool()).isEqualTo(state.pool().id());
      assertThat(call).isInstanceOf(OnAccount.class);
      if (state.truth() instanceof Sight.Present seen) {
        assertThat(((OnAccount) call).username()).isEqualTo(seen.username());
      }
      if (wish != null) {
        SortedSet<String> retiring = wish.retiring();
        if (call instanceof AdminAddUserToGroup add) {
          assertThat(retiring).doesNotContain(add.groupName());
          assertThat(wish.groups()).contains(add.groupName());
        } else if (call instanceof AdminRemoveUserFromGroup remove) {
          assertThat(retiring).doesNotContain(remove.groupName());
        } else if (call instanceof AdminUpdateUserAttributes update) {
          assertThat(wish.governed()).containsAll(update.attributes().keySet());
          update.attributes().forEach((name, value) -> isNobodyElses(state, wish, name, value));
        }
      }
    }
  }

  private static void isNobodyElses(State state, Wish.Account wish, String name, String value) {
    if (wish.aliases().contains(name) && !value.isEmpty()) {
      assertThat(state.owners().get(value)).as("owner of %s", name).isNotEqualTo(Owner.OTHER);
    }
    if (value.equals("true") && name.endsWith("_verified")) {
      String alias = name.replace("_verified", "");
      if (wish.aliases().contains(alias)) {
        assertThat(state.owners().get(wish.attributes().get(alias)))
            .as("owner of %s", alias)
            .isNotEqualTo(Owner.OTHER);
      }
    }
  }

  /** In an account that exists, and before any question about aliases. */
  private static void takesAccessAwayFirst(State state, Walk walk) {
    if (!(state.truth() instanceof Sight.Present)) {
      return;
    }
    boolean other = false;
    for (Object step : walk.trace) {
      boolean removal = REMOVALS.contains(step.getClass());
      assertThat(removal && other).as("%s %s", state, walk.trace).isFalse();
      boolean look =
          step instanceof AdminGetUser get
              ? !state.owners().containsKey(get.username())
              : step instanceof CognitoCall.AdminListGroupsForUser;
      other |= !removal && !look;
    }
    if (walk.calls.stream().anyMatch(AdminDisableUser.class::isInstance)) {
      assertThat(walk.calls.getFirst()).isInstanceOf(AdminDisableUser.class);
    }
  }

  /** What is left at the end is only what was refused, and no access that was not wished. */
  private static void isComplete(State state, Walk walk) {
    if (walk.last.refusals().isEmpty()) {
      assertThat(walk.last.isEmpty()).isTrue();
    }
    boolean ours = state.truth() instanceof Sight.Present seen && seen.ours();
    if (state.wish() instanceof Wish.Account wish) {
      if (ours && walk.sight instanceof Sight.Present left) {
        assertThat(left.enabled() && !wish.enabled()).isFalse();
        SortedSet<String> extra = new TreeSet<>(left.groups());
        extra.removeAll(wish.groups());
        extra.removeAll(wish.retiring());
        assertThat(extra).isEmpty();
        FederatedIdentity linked = left.identity();
        assertThat(linked == null || wish.identity() == null || linked.equals(wish.identity()))
            .isTrue();
      }
    } else if (state.wish() instanceof Wish.Left) {
      assertThat(walk.trace).isEmpty();
    } else if (ours) {
      assertThat(walk.sight instanceof Sight.Present left && left.enabled()).isFalse();
      assertThat(walk.last.refusals()).isEmpty();
    }
  }

  private static void neverWhatAwsRewrites(State state, Walk walk) {
    if (state.truth() instanceof Sight.Present seen && seen.federated()) {
      assertThat(walk.calls)
          .noneMatch(AdminUpdateUserAttributes.class::isInstance)
          .noneMatch(AdminSetUserPassword.class::isInstance)
          .noneMatch(CognitoCall.AdminLinkProviderForUser.class::isInstance);
    }
  }

  private static void takesTheFewestCalls(State state, Walk walk) {
    assertThat(walk.calls).as("%s", state).hasSize(Facets.differing(state));
  }

  private void everyGroupPlan() {
    PoolId pool = new PoolId("staff");
    Random random = new Random(7);
    for (int i = 0; i < GROUP_STATES; i++) {
      Operations operations =
          new Operations(
              random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), PasswordSync.OFF);
      boolean wished = random.nextBoolean();
      Seen seen = Seen.values()[random.nextInt(Seen.values().length)];
      Seen truth =
          random.nextBoolean() ? Seen.ABSENT : random.nextBoolean() ? Seen.OURS : Seen.FOREIGN;
      Plan plan = GroupPlanner.plan(pool, operations, "g", wished, seen);
      if (seen == Seen.UNCLEAR) {
        assertThat(plan.calls()).isEmpty();
        plan.unknowns().forEach(unknown -> count("call " + unknown.answer().operation()));
        seen = truth;
        plan = GroupPlanner.plan(pool, operations, "g", wished, seen);
      }
      assertThat(plan.unknowns()).isEmpty();
      plan.refusals().forEach(refusal -> count("refusal " + refusal.reason()));
      plan.calls().forEach(call -> count("call " + call.operation()));
      int least =
          wished && seen == Seen.ABSENT && operations.create()
                  || !wished && seen == Seen.OURS && operations.delete()
              ? 1
              : 0;
      assertThat(plan.calls()).hasSize(least);
      if (seen == Seen.FOREIGN) {
        assertThat(plan.calls()).isEmpty();
      }
      if (!plan.calls().isEmpty()) {
        Seen then = wished ? Seen.OURS : Seen.ABSENT;
        assertThat(GroupPlanner.plan(pool, operations, "g", wished, then).isEmpty()).isTrue();
      }
    }
  }
}
