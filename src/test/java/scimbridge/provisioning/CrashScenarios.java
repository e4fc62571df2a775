package scimbridge.provisioning;

import static scimbridge.provisioning.DesiredPerson.named;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import scimbridge.cognito.Outcome;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.Federation;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Selection;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Source;
import scimbridge.provisioning.CrashScenario.Step;
import scimbridge.provisioning.DesiredPerson.Access;

/** What identity providers do, each with the rules of bridge and pools that make it interesting. */
final class CrashScenarios {
  private static final String PASSWORD = "Correct-Horse-7";
  private static final Duration DAY = Duration.ofHours(24);

  private CrashScenarios() {}

  static List<CrashScenario> all() {
    return List.of(
        creation(),
        update(),
        password(),
        rename("rename of a user with an alias", CrashPool.ALIAS, "ann", "anna"),
        rename(
            "rename of a user with an address",
            CrashPool.EMAIL,
            "ann@example.org",
            "anna@example.org"),
        swap(),
        group(),
        renameOfGroup(),
        renameBack(),
        largeGroup(),
        disabling(),
        deletion(),
        deletionOfGroup(),
        deletionOfPending(),
        scopeByTitle(),
        scopeByGroup(),
        returning(),
        twoPools(),
        refusedPassword(),
        refusedInSecondPool(),
        refusedUpdate(),
        freed(),
        adoption(),
        linked());
  }

  // Steps.

  static Step create(String key, DesiredPerson person) {
    return new Step(
        "create " + key, client -> client.create(key, person), state -> state.with(key, person));
  }

  static Step replace(String key, UnaryOperator<DesiredPerson> change, DesiredPerson from) {
    return new Step(
        "replace " + key,
        client -> client.replace(key, change.apply(from)),
        state -> state.with(key, change.apply(from)));
  }

  static Step delete(String key) {
    return new Step("delete " + key, client -> client.delete(key), state -> state.without(key));
  }

  static Step group(String name, String... members) {
    return new Step(
        "create group " + name,
        client -> client.group(name, Set.of(members)),
        state -> state.withTeam(name, Set.of(members)));
  }

  static Step rename(String from, String to) {
    return new Step(
        "rename group " + from,
        client -> client.rename(from, to),
        state -> state.renamed(from, to));
  }

  static Step deleteGroup(String name) {
    return new Step(
        "delete group " + name,
        client -> client.deleteGroup(name),
        state -> state.withoutTeam(name));
  }

  // Scenarios.

  private static UnaryOperator<App> everybodyGets(String grant) {
    return app ->
        app.with(
            List.of(
                new Policy(new Selection.Everybody(), app.pools(), new TreeSet<>(Set.of(grant)))));
  }

  private static CrashScenario creation() {
    DesiredPerson ann = named("ann").withPassword(PASSWORD).granted("Staff");
    return CrashScenario.of("create with password and groups", CrashPool.PLAIN)
        .with(everybodyGets("Staff"))
        .given(group("Readers"))
        .when(
            create("ann", ann),
            new Step(
                "join Readers",
                client -> client.join("Readers", Set.of("ann")),
                state -> state.withTeam("Readers", Set.of("ann"))));
  }

  private static CrashScenario update() {
    DesiredPerson ann = named("ann");
    return CrashScenario.of("update", CrashPool.PLAIN)
        .given(create("ann", ann))
        .when(replace("ann", person -> person.called("Anna").mailed("anna@example.org"), ann));
  }

  /** A password that was set and whose request was not answered cannot be taken back. */
  private static CrashScenario password() {
    DesiredPerson ann = named("ann").withPassword(PASSWORD);
    DesiredPerson changed = ann.called("Anna").withPassword("Battery-Staple-8");
    return CrashScenario.of("update with a password", CrashPool.PLAIN)
        .given(create("ann", ann))
        .when(
            new Step(
                    "new password",
                    client -> client.replaceWithPassword("ann", changed),
                    state -> state.with("ann", changed))
                .orUnanswered(state -> state.with("ann", ann.withPassword(changed.password()))));
  }

  private static CrashScenario rename(String name, CrashPool pool, String from, String to) {
    DesiredPerson ann = named(from);
    return CrashScenario.of(name, pool)
        .given(create("ann", ann), group("Readers", "ann"))
        .when(
            replace("ann", person -> person.renamed(to), ann),
            create("other", named(from).called("Other")));
  }

  private static CrashScenario swap() {
    DesiredPerson ann = named("ann");
    DesiredPerson bob = named("bob");
    return CrashScenario.of("a name goes from one user to another", CrashPool.ALIAS)
        .given(create("ann", ann), create("bob", bob))
        .when(
            replace("bob", person -> person.renamed("robert"), bob).andAtOnce(),
            replace("ann", person -> person.renamed("bob"), ann));
  }

  private static List<Step> three() {
    return List.of(
        create("ann", named("ann")), create("bob", named("bob")), create("cid", named("cid")));
  }

  private static List<Step> threeIn(String group) {
    List<Step> steps = new ArrayList<>(three());
    steps.add(group(group, "ann", "bob", "cid"));
    return steps;
  }

  private static CrashScenario group() {
    return CrashScenario.of("a group with members", CrashPool.PLAIN)
        .given(three())
        .when(
            group("Readers", "ann", "bob"),
            new Step(
                "leave and join",
                client -> {
                  client.leave("Readers", Set.of("ann"));
                },
                state -> state.withTeam("Readers", Set.of("bob"))));
  }

  private static CrashScenario renameOfGroup() {
    return CrashScenario.of("rename of a group", CrashPool.PLAIN)
        .given(threeIn("Readers"))
        .when(rename("Readers", "Authors"));
  }

  private static CrashScenario renameBack() {
    return CrashScenario.of("a group's old name is taken at once", CrashPool.PLAIN)
        .given(threeIn("Readers"))
        .when(
            rename("Readers", "Authors").andAtOnce(),
            rename("Authors", "Readers").andAtOnce(),
            rename("Readers", "Editors").andAtOnce(),
            group("Readers", "bob"));
  }

  private static CrashScenario largeGroup() {
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "user%02d".formatted(i)).toList();
    return CrashScenario.of("a group of 50 members", CrashPool.PLAIN)
        .given(keys.stream().map(key -> create(key, named(key))).toList())
        .when(group("Everybody", keys.toArray(String[]::new)));
  }

  private static CrashScenario disabling() {
    DesiredPerson ann = named("ann");
    return CrashScenario.of("disable and enable", CrashPool.PLAIN)
        .given(create("ann", ann), group("Readers", "ann"))
        .when(
            replace("ann", person -> person.active(false).called("Anna"), ann),
            replace("ann", person -> person.called("Anna"), ann));
  }

  private static CrashScenario deletion() {
    return CrashScenario.of("delete", CrashPool.PLAIN)
        .given(create("ann", named("ann")), group("Readers", "ann"))
        .when(delete("ann").andAtOnce(), create("again", named("ann").called("Other")));
  }

  private static CrashScenario deletionOfGroup() {
    return CrashScenario.of("delete of a group, and another of its name", CrashPool.PLAIN)
        .given(threeIn("Readers"))
        .when(deleteGroup("Readers").andAtOnce(), group("Readers", "cid"));
  }

  /** The worker is about to make the account when its user is deleted. */
  private static CrashScenario deletionOfPending() {
    DesiredPerson ann = named("ann");
    return CrashScenario.of("delete while a create is pending", CrashPool.PLAIN)
        .when(
            new Step(
                    "create while Cognito is out of reach",
                    client -> {
                      client.world.between = (call, pool) -> new Outcome.Unavailable("Not now.");
                      client.create("ann", ann);
                    },
                    state -> state.with("ann", ann))
                .andAtOnce(),
            new Step(
                    "delete while the worker creates",
                    client -> {
                      CountDownLatch creating = new CountDownLatch(1);
                      client.world.between =
                          (call, pool) -> {
                            if (call instanceof CognitoCall.AdminCreateUser) {
                              creating.countDown();
                              ProvisioningFixture.eventually(
                                  "the user is deleted",
                                  () ->
                                      client
                                          .world
                                          .directory()
                                          .<Boolean>read(
                                              tx ->
                                                  tx.resources()
                                                      .user(
                                                          ProvisioningFixture.APP,
                                                          client.user("ann"))
                                                      .isEmpty()));
                            }
                            return pool.attempt(call);
                          };
                      await(creating);
                      client.delete("ann");
                    },
                    state -> state.without("ann"))
                .onlyAtOnce());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the worker does not create the account");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CrashScenario scopeByTitle() {
    DesiredPerson ann = named("ann").titled("Nurse");
    return CrashScenario.of("leave and re-enter scope, by a filter", CrashPool.PLAIN)
        .with(
            app ->
                app.with(
                    List.of(
                        new Policy(
                            Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled()),
                            app.pools(),
                            new TreeSet<>()))))
        .given(create("ann", ann), group("Readers", "ann"))
        .when(
            replace("ann", person -> person.titled("Clerk").with(Access.BARRED), ann),
            replace("ann", person -> person.called("Anna"), ann),
            create("bob", named("bob").titled("Clerk").with(Access.NONE)));
  }

  private static Step sales(String name, boolean join, DesiredPerson then) {
    return new Step(
        name,
        client -> {
          if (join) {
            client.join("Sales", Set.of("ann"));
          } else {
            client.leave("Sales", Set.of("ann"));
          }
        },
        state -> state.with("ann", then).withTeam("Sales", join ? Set.of("ann") : Set.of()));
  }

  private static CrashScenario scopeByGroup() {
    DesiredPerson ann = named("ann").with(Access.NONE);
    DesiredPerson seller = ann.with(Access.ACCOUNT).granted("Crm");
    return CrashScenario.of("leave and re-enter scope, by a group", CrashPool.PLAIN)
        .with(
            app ->
                app.with(
                    List.of(
                        new Policy(
                            new Selection.MembersOf(
                                List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales"))),
                            app.pools(),
                            new TreeSet<>(Set.of("Crm"))))))
        .given(create("ann", ann), group("Sales"))
        .when(
            sales("enter", true, seller),
            sales("leave", false, ann.with(Access.BARRED)),
            sales("enter again", true, seller),
            deleteGroup("Sales"));
  }

  private static CrashScenario returning() {
    DesiredPerson ann = named("ann");
    DesiredPerson again = named("ann").called("Again");
    return CrashScenario.of("a deleted user returns, and is deleted", CrashPool.PLAIN)
        .with(
            app ->
                app.with(
                    new Deprovisioning(
                        new Rule(Action.DISABLE, DAY),
                        new Rule(Action.DISABLE, DAY),
                        new Rule(Action.DELETE, DAY))))
        .given(create("ann", ann))
        .when(
            departing("ann"),
            new Step(
                "return",
                client -> client.create("again", again),
                state -> state.without("ann").with("again", again)),
            departing("again"),
            new Step(
                "a day passes",
                client -> {
                  client.world.clock.set(client.world.clock.instant().plus(DAY).plusSeconds(1));
                  client.world.engine().wake();
                },
                state -> state.without("again")));
  }

  private static Step departing(String key) {
    return new Step(
        "delete " + key,
        client -> client.delete(key),
        state -> state.changed(key, person -> person.with(Access.DEPARTED)));
  }

  private static CrashScenario twoPools() {
    DesiredPerson ann = named("ann@example.org").withPassword(PASSWORD);
    return CrashScenario.of("two pools", CrashPool.PLAIN, CrashPool.EMAIL)
        .when(
            create("ann", ann),
            group("Readers", "ann"),
            replace("ann", person -> person.called("Anna"), ann),
            replace("ann", person -> person.called("Anna").active(false), ann),
            delete("ann"));
  }

  private static final CrashPool SECOND =
      new CrashPool(CrashPool.Kind.PLAIN, Pool.withDefaults(new PoolId("second")));

  private static CrashScenario refusedPassword() {
    DesiredPerson ann = named("ann").withPassword("short").granted("Staff");
    return CrashScenario.of("undo of a creation whose password is refused", CrashPool.PLAIN)
        .with(everybodyGets("Staff"))
        .when(
            new Step(
                    "create with a bad password",
                    client ->
                        CrashClient.refused(
                            Fault.Kind.INVALID_VALUE, () -> client.create("ann", ann)),
                    state -> state)
                .andAtOnce(),
            create("ann", ann.withPassword(PASSWORD)));
  }

  private static CrashScenario refusedInSecondPool() {
    DesiredPerson ann = named("ann");
    return CrashScenario.of(
            "undo of a creation that the second pool refuses", CrashPool.PLAIN, SECOND)
        .where(world -> longAgo(world, SECOND))
        .when(
            new Step(
                    "create whom the second pool has",
                    client ->
                        CrashClient.refused(Fault.Kind.UNIQUENESS, () -> client.create("ann", ann)),
                    state -> state)
                .orUnanswered(state -> state.with("ann", ann.refused(SECOND.id(), null))));
  }

  private static CrashScenario refusedUpdate() {
    DesiredPerson ann = named("ann");
    DesiredPerson forbidden = ann.called("Forbidden");
    return CrashScenario.of(
            "undo of an update that the second pool refuses", CrashPool.PLAIN, SECOND)
        .refusing(
            (call, pool) ->
                call instanceof CognitoCall.AdminUpdateUserAttributes update
                        && update.pool().equals(SECOND.id())
                        && "Forbidden".equals(update.attributes().get("given_name"))
                    ? new Outcome.Refused(
                        new Refusal(Reason.VALUE_REFUSED, "A trigger refused it."))
                    : pool.attempt(call))
        .given(create("ann", ann))
        .when(
            new Step(
                    "update that the second pool refuses",
                    client ->
                        CrashClient.refused(
                            Fault.Kind.INVALID_VALUE, () -> client.replace("ann", forbidden)),
                    state -> state)
                .orUnanswered(state -> state.with("ann", forbidden.refused(SECOND.id(), ann))));
  }

  /** An account that was somebody else's is gone, and its name is the user's now. */
  private static CrashScenario freed() {
    DesiredPerson ann = named("ann").with(Access.NONE);
    DesiredPerson seller = ann.with(Access.ACCOUNT).granted("Crm");
    return CrashScenario.of("a name that was somebody else's", CrashPool.PLAIN)
        .with(scopeByGroup().rules())
        .where(world -> longAgo(world, CrashPool.PLAIN))
        .given(
            create("ann", ann),
            group("Sales"),
            losingAnAnswer(sales("enter", true, seller.refused(CrashPool.PLAIN.id(), null))),
            new Step(
                "somebody deletes the other account",
                client -> {
                  client.world.cognito.adminDeleteUser(
                      r ->
                          r.userPoolId(client.world.userPoolId(CrashPool.PLAIN.id()))
                              .username("ann"));
                  client.world.begin();
                },
                state -> state))
        .when(replace("ann", person -> person.called("Anna"), seller));
  }

  /** The first call of a step is not carried out, and nobody says so: then the bridge looks. */
  private static Step losingAnAnswer(Step step) {
    AtomicBoolean lost = new AtomicBoolean();
    return new Step(
        step.name(),
        client -> {
          client.world.between =
              (call, pool) ->
                  lost.compareAndSet(false, true)
                      ? new Outcome.Lost("The answer was lost.")
                      : pool.attempt(call);
          step.send().accept(client);
        },
        step.effect());
  }

  /** Somebody else has made an account named ann. */
  private static void longAgo(CrashWorld world, CrashPool pool) {
    world.clock.set(world.clock.instant().minus(DAY));
    world.cognito.adminCreateUser(r -> r.userPoolId(world.userPoolId(pool.id())).username("ann"));
    world.clock.set(world.clock.instant().plus(DAY));
  }

  /** Somebody who was in the pool before the bridge, in a group that was there as well. */
  private static CrashScenario adoption() {
    DesiredPerson ann = named("ann");
    CrashPool pool = CrashPool.PLAIN;
    return CrashScenario.of("adopt", pool)
        .where(
            world -> {
              String id = world.userPoolId(pool.id());
              world.cognito.adminCreateUser(
                  r ->
                      r.userPoolId(id)
                          .username("ann")
                          .userAttributes(
                              a -> a.name("email").value("ann@example.org"),
                              a -> a.name("email_verified").value("true"),
                              a -> a.name("given_name").value("Ann"),
                              a -> a.name("family_name").value("Lee")));
              world.cognito.adminSetUserPassword(
                  r -> r.userPoolId(id).username("ann").password(PASSWORD).permanent(true));
              world.cognito.createGroup(r -> r.userPoolId(id).groupName("Team"));
              world.cognito.adminAddUserToGroup(
                  r -> r.userPoolId(id).groupName("Team").username("ann"));
            })
        .given(
            new Step(
                "import",
                client -> {
                  client
                      .world
                      .engine()
                      .importing()
                      .run(new Importing.Order(ProvisioningFixture.APP, null, false), line -> {});
                  client.find("ann", "ann");
                  client.find("Team");
                  client.world.beginWithNothing();
                },
                state -> state.with("ann", ann.onlyListed()).withTeam("Team", Set.of("ann"))),
            create("bob", named("bob")))
        .when(
            replace("ann", person -> person.called("Anna"), ann),
            team("join", true, "bob", "ann", "bob"),
            team("leave", false, "ann", "bob"),
            replace("ann", person -> person.called("Anna").active(false), ann),
            delete("ann"));
  }

  private static Step team(String name, boolean join, String key, String... then) {
    return new Step(
        key + " " + name,
        client -> {
          if (join) {
            client.join("Team", Set.of(key));
          } else {
            client.leave("Team", Set.of(key));
          }
        },
        state -> state.withTeam("Team", Set.of(then)));
  }

  private static CrashScenario linked() {
    Federation federation =
        new Federation(
            "Corporate", "Cognito_Subject", Source.ofPath("userName", Schemas.bundled()));
    CrashPool pool =
        new CrashPool(
            CrashPool.Kind.ALIAS,
            new Pool(
                new PoolId("linked"),
                null,
                Pool.FirstSignIn.CONFIRMED,
                true,
                false,
                Mapping.standard(),
                federation));
    DesiredPerson ann = named("ann").linked();
    return CrashScenario.of("an account linked to an identity provider", pool)
        .when(create("ann", ann), replace("ann", person -> person.called("Anna"), ann));
  }
}
