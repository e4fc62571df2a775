package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import scimbridge.policy.App;

/**
 * What an identity provider does while the process may end at any moment.
 *
 * @param name what it is about
 * @param pools its user pools
 * @param rules the rules of its app
 * @param before what is in the pools before the bridge comes
 * @param refusing what stands between the bridge and Cognito, also after a restart
 * @param setup steps during which nothing is recorded
 * @param steps the steps that are recorded
 */
record CrashScenario(
    String name,
    List<CrashPool> pools,
    UnaryOperator<App> rules,
    Consumer<CrashWorld> before,
    ProvisioningFixture.Interposed refusing,
    List<Step> setup,
    List<Step> steps) {

  static CrashScenario of(String name, CrashPool... pools) {
    return new CrashScenario(
        name,
        List.of(pools),
        app -> app,
        world -> {},
        (call, pool) -> pool.attempt(call),
        List.of(),
        List.of());
  }

  /**
   * One request, or something else that happens.
   *
   * @param send does it and returns when it is answered
   * @param effect what follows from it once it is answered
   * @param unanswered what else may be if it is not answered; that it may be as before or as after
   *     goes without saying
   * @param settles whether the next one waits until the bridge has nothing left to do
   * @param repeatable whether it means something to a bridge that has just come to rest
   */
  record Step(
      String name,
      Consumer<CrashClient> send,
      UnaryOperator<Desired> effect,
      List<UnaryOperator<Desired>> unanswered,
      boolean settles,
      boolean repeatable) {

    Step(String name, Consumer<CrashClient> send, UnaryOperator<Desired> effect) {
      this(name, send, effect, List.of(), true, true);
    }

    /** The same, which may leave this behind when it is not answered. */
    Step orUnanswered(UnaryOperator<Desired> other) {
      return new Step(name, send, effect, List.of(other), settles, repeatable);
    }

    /** The same, with the next one right behind it. */
    Step andAtOnce() {
      return new Step(name, send, effect, unanswered, false, repeatable);
    }

    /** The same, which only makes sense right behind the one before it. */
    Step onlyAtOnce() {
      return new Step(name, send, effect, unanswered, settles, false);
    }
  }

  CrashScenario with(UnaryOperator<App> otherRules) {
    return new CrashScenario(name, pools, otherRules, before, refusing, setup, steps);
  }

  CrashScenario where(Consumer<CrashWorld> prepared) {
    return new CrashScenario(name, pools, rules, prepared, refusing, setup, steps);
  }

  CrashScenario refusing(ProvisioningFixture.Interposed between) {
    return new CrashScenario(name, pools, rules, before, between, setup, steps);
  }

  CrashScenario given(Step... first) {
    return new CrashScenario(name, pools, rules, before, refusing, List.of(first), steps);
  }

  CrashScenario given(List<Step> first) {
    return given(first.toArray(Step[]::new));
  }

  CrashScenario when(Step... then) {
    return new CrashScenario(name, pools, rules, before, refusing, setup, List.of(then));
  }

  /** What may be desired when this many recorded steps are answered, and perhaps another begun. */
  List<Desired> desired(int answered, boolean another) {
    Desired state = Desired.NOTHING;
    for (Step step : setup) {
      state = step.effect().apply(state);
    }
    for (Step step : steps.subList(0, answered)) {
      state = step.effect().apply(state);
    }
    List<Desired> possible = new ArrayList<>(List.of(state));
    if (another) {
      Step step = steps.get(answered);
      possible.add(step.effect().apply(state));
      for (UnaryOperator<Desired> other : step.unanswered()) {
        possible.add(other.apply(state));
      }
    }
    return possible;
  }

  @Override
  public String toString() {
    return name;
  }
}
