package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.OnAccount;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.mapping.Mapping;

/** What holds for every wish and every sight, on generated ones. */
class AccountPlannerPropertyTest {
  private static final int STATES = 20_000;
  private static final List<String> NAMES =
      List.of("email", "email_verified", "given_name", "name", "custom:tier", "locale");
  private static final List<String> GROUPS = List.of("a", "b", "c", "d");
  private static final List<String> ORDER =
      List.of(
          "AdminCreateUser",
          "AdminDisableUser",
          "AdminRemoveUserFromGroup",
          "AdminUpdateUserAttributes",
          "AdminAddUserToGroup",
          "AdminSetUserPassword",
          "AdminEnableUser",
          "AdminUserGlobalSignOut",
          "AdminDeleteUser");

  private final Random random = new Random(42);

  @Test
  void everyPlanConvergesKeepsTheOrderAndTouchesOnlyWhatIsOurs() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < STATES; i++) {
      State state = new State(pool(), operations(), wish(), sight());
      Plan plan = state.plan(state.wish(), state.sight());
      assertThat(state.plan(state.wish(), state.sight())).isEqualTo(plan);
      plan.calls().forEach(call -> counts.merge(call.operation(), 1, Integer::sum));
      plan.unknowns().forEach(u -> counts.merge(u.answer().operation(), 1, Integer::sum));
      plan.refusals().forEach(refusal -> counts.merge(refusal.kind().name(), 1, Integer::sum));

      keepsTheOrder(state, plan);
      touchesOnlyWhatIsOurs(state, plan);
      asksBeforeItActs(plan);
      converges(state, plan);
      everyCallIsNeeded(state, plan);
      removalOfAccessIsComplete(state, plan);
    }
    List<String> kinds = new ArrayList<>(ORDER);
    kinds.addAll(List.of("AdminGetUser", "AdminListGroupsForUser", "FORBIDDEN", "UNIQUENESS"));
    assertThat(kinds).allSatisfy(kind -> assertThat(counts.get(kind)).as(kind).isGreaterThan(200));
  }

  private static void keepsTheOrder(State state, Plan plan) {
    List<Integer> places =
        plan.calls().stream().map(call -> ORDER.indexOf(call.operation())).toList();
    assertThat(places).as("%s", state).isSorted();
    assertThat(plan.calls()).doesNotHaveDuplicates();
  }

  private static void touchesOnlyWhatIsOurs(State state, Plan plan) {
    if (present(state.sight()) instanceof Sight.Present seen && !seen.ours()) {
      assertThat(plan.calls()).isEmpty();
      assertThat(plan.unknowns()).isEmpty();
    }
    SortedSet<String> retiring =
        state.wish() instanceof Wish.Account wish ? wish.retiring() : new TreeSet<>();
    for (CognitoCall call : plan.calls()) {
      assertThat(call.pool()).isEqualTo(state.pool().id());
      if (call instanceof AdminAddUserToGroup add) {
        assertThat(retiring).doesNotContain(add.groupName());
      } else if (call instanceof AdminRemoveUserFromGroup remove) {
        assertThat(retiring).doesNotContain(remove.groupName());
      } else if (call instanceof CognitoCall.AdminUpdateUserAttributes update) {
        assertThat(((Wish.Account) state.wish()).governed())
            .containsAll(update.attributes().keySet());
      }
      if (state.sight() instanceof Sight.Present seen) {
        assertThat(((OnAccount) call).username()).isEqualTo(seen.username());
      }
    }
  }

  private static void asksBeforeItActs(Plan plan) {
    if (!plan.unknowns().isEmpty()) {
      assertThat(plan.calls()).isEmpty();
      assertThat(plan.refusals()).isEmpty();
      assertThat(plan.unknowns()).allMatch(unknown -> unknown.answer().reads());
    }
  }

  private static void converges(State state, Plan plan) {
    Sight seen = state.sight();
    for (CognitoCall call : plan.calls()) {
      seen = AccountPlanner.after(seen, call);
      Plan rest = state.plan(state.wish(), seen);
      assertThat(rest.unknowns()).isEmpty();
    }
    if (plan.calls().isEmpty()) {
      return;
    }
    Plan again = state.plan(withoutPassword(state.wish()), seen);
    assertThat(again.calls()).as("%s", state).isEmpty();
    if (state.operations().update()) {
      assertThat(again.isEmpty()).as("%s", state).isTrue();
    }
  }

  /** A crash after any call loses nothing: what is left to plan is what was left to do. */
  private static void everyCallIsNeeded(State state, Plan plan) {
    Wish wish = withoutPassword(state.wish());
    Plan lean = state.plan(wish, state.sight());
    Sight seen = state.sight();
    for (int i = 0; i < lean.calls().size(); i++) {
      CognitoCall call = lean.calls().get(i);
      Sight next = AccountPlanner.after(seen, call);
      if (!(call instanceof CognitoCall.AdminUserGlobalSignOut)) {
        assertThat(next).as("%s changes something", call).isNotEqualTo(seen);
      }
      seen = next;
      List<CognitoCall> left =
          lean.calls().subList(i + 1, lean.calls().size()).stream()
              .filter(rest -> !(rest instanceof CognitoCall.AdminUserGlobalSignOut))
              .toList();
      assertThat(state.plan(wish, seen).calls()).as("%s", state).isEqualTo(left);
    }
    assertThat(plan.calls())
        .containsAll(lean.calls().stream().filter(c -> !isPassword(c)).toList());
  }

  private static void removalOfAccessIsComplete(State state, Plan plan) {
    if (!(state.sight() instanceof Sight.Present seen) || !seen.ours()) {
      return;
    }
    Sight last = seen;
    for (CognitoCall call : plan.calls()) {
      last = AccountPlanner.after(last, call);
    }
    if (state.wish() instanceof Wish.Gone) {
      assertThat(plan.refusals()).isEmpty();
      assertThat(last instanceof Sight.Present left && left.enabled()).isFalse();
    } else if (state.wish() instanceof Wish.Account wish && last instanceof Sight.Present left) {
      assertThat(left.enabled() && !wish.enabled()).isFalse();
      SortedSet<String> extra = new TreeSet<>(left.groups());
      extra.removeAll(wish.groups());
      extra.removeAll(wish.retiring());
      assertThat(extra).isEmpty();
    }
  }

  private static boolean isPassword(CognitoCall call) {
    return call instanceof CognitoCall.AdminSetUserPassword;
  }

  private static Sight.@Nullable Present present(Sight sight) {
    return switch (sight) {
      case Sight.Present present -> present;
      case Sight.WithoutGroups without -> without.account();
      default -> null;
    };
  }

  private static Wish withoutPassword(Wish wish) {
    return wish instanceof Wish.Account account
        ? new Wish.Account(
            account.username(),
            account.attributes(),
            account.governed(),
            account.enabled(),
            account.groups(),
            account.retiring(),
            null)
        : wish;
  }

  private record State(Pool pool, Operations operations, Wish wish, Sight sight) {
    Plan plan(Wish wish, Sight sight) {
      return AccountPlanner.plan(pool, operations, wish, sight);
    }
  }

  private Pool pool() {
    return new Pool(
        new PoolId("staff"),
        null,
        FirstSignIn.CONFIRMED,
        random.nextBoolean(),
        false,
        Mapping.standard());
  }

  private Operations operations() {
    return new Operations(
        often(),
        often(),
        often(),
        random.nextBoolean() ? PasswordSync.OFF : PasswordSync.PERMANENT);
  }

  private Wish wish() {
    if (random.nextInt(5) == 0) {
      return new Wish.Gone();
    }
    TreeSet<String> governed = new TreeSet<>(some(NAMES));
    if (governed.contains("email")) {
      governed.add("email_verified");
    } else {
      governed.remove("email_verified");
    }
    return new Wish.Account(
        "alice",
        attributes(),
        governed,
        random.nextBoolean(),
        some(GROUPS),
        random.nextInt(4) == 0 ? some(GROUPS) : new TreeSet<>(),
        random.nextInt(4) == 0 ? Password.of("Secret-1") : null);
  }

  private Sight sight() {
    Sight.Present present =
        new Sight.Present("4be0-uuid", null, attributes(), often(), some(GROUPS), often(), often());
    return switch (random.nextInt(10)) {
      case 0 -> new Sight.Unclear("alice");
      case 1 -> new Sight.WithoutGroups(present);
      case 2, 3 -> new Sight.Absent();
      default -> present;
    };
  }

  private TreeMap<String, String> attributes() {
    TreeMap<String, String> attributes = new TreeMap<>();
    some(NAMES).forEach(name -> attributes.put(name, "v" + random.nextInt(2)));
    attributes.remove("email_verified");
    if (attributes.containsKey("email")) {
      attributes.put("email_verified", "true");
    }
    return attributes;
  }

  private TreeSet<String> some(List<String> from) {
    TreeSet<String> some = new TreeSet<>();
    from.stream().filter(each -> random.nextBoolean()).forEach(some::add);
    return some;
  }

  private boolean often() {
    return random.nextInt(4) != 0;
  }
}
