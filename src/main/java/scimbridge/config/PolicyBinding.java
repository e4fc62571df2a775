package scimbridge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Guard;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** What the keys mean that say what an app may do, for whom, and what becomes of who leaves. */
final class PolicyBinding {
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** AWS: GroupName. */
  private static final Pattern GROUP_NAME =
      Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}");

  private static final Pattern SOMETHING = Pattern.compile("(?s).*\\S.*");

  private PolicyBinding() {}

  static Operations operations(Section section) {
    boolean create = section.flag("create", Operations.ALL.create());
    boolean update = section.flag("update", Operations.ALL.update());
    boolean delete = section.flag("delete", Operations.ALL.delete());
    PasswordSync passwordSync =
        section
            .choice(
                "passwordSync",
                Map.of(
                    "off", PasswordSync.OFF,
                    "temporary", PasswordSync.TEMPORARY,
                    "permanent", PasswordSync.PERMANENT))
            .orElse(Operations.ALL.passwordSync());
    WhenOff whenOff =
        section
            .choice("whenOff", Map.of("refuse", WhenOff.REFUSE, "skip", WhenOff.SKIP))
            .orElse(Operations.ALL.whenOff());
    section.rejectUnknown();
    return new Operations(create, update, delete, passwordSync, whenOff);
  }

  static List<Policy> policies(Section app, Set<String> poolNames, Schemas schemas) {
    List<Policy> policies = new ArrayList<>();
    Map<Object, Section> seen = new HashMap<>();
    List<Section> sections = app.sections("policies");
    for (Section section : sections) {
      Optional<Policy> policy = policy(section, poolNames, schemas);
      policy.ifPresent(policies::add);
      policy
          .map(given -> seen.putIfAbsent(given.name(), section))
          .ifPresent(first -> section.problem("for", "there is a policy for the same already"));
    }
    if (sections.isEmpty()) {
      app.problem("policies", "at least one policy is needed, for example for: DEFAULT");
    }
    return policies;
  }

  private static Optional<Policy> policy(Section section, Set<String> poolNames, Schemas schemas) {
    Optional<Selection> selection = selection(section, schemas);
    List<PoolId> pools =
        section.names("pools", "pool", poolNames).stream()
            .filter(name -> Binding.NAME.matcher(name).matches())
            .map(PoolId::new)
            .toList();
    List<String> grants =
        section.texts(
            "groups", GROUP_NAME, "a name of a Cognito group: at most 128, and no spaces");
    section.rejectUnknown();
    return pools.isEmpty()
        ? Optional.empty()
        : selection.map(who -> new Policy(who, pools, new TreeSet<>(grants)));
  }

  private static Optional<Selection> selection(Section policy, Schemas schemas) {
    if (!policy.isSection("for")) {
      policy.required(
          "for",
          Pattern.compile("DEFAULT"),
          "DEFAULT, or one of group, groups, groupId, groupExternalId and filter with a value");
      return Optional.of(new Selection.Everybody());
    }
    Section section = policy.section("for");
    List<GroupRef> groups = new ArrayList<>();
    section
        .optional("group", SOMETHING, "a group's displayName")
        .ifPresent(name -> groups.add(new GroupRef(GroupRef.Key.DISPLAY_NAME, name)));
    section
        .texts("groups", SOMETHING, "a group's displayName")
        .forEach(name -> groups.add(new GroupRef(GroupRef.Key.DISPLAY_NAME, name)));
    section
        .optional("groupId", SOMETHING, "a group's id")
        .ifPresent(id -> groups.add(new GroupRef(GroupRef.Key.ID, id)));
    section
        .optional("groupExternalId", SOMETHING, "a group's externalId")
        .ifPresent(id -> groups.add(new GroupRef(GroupRef.Key.EXTERNAL_ID, id)));
    Optional<String> filter = section.optional("filter", SOMETHING, "a SCIM filter");
    section.rejectUnknown();
    if (groups.isEmpty() == filter.isEmpty()) {
      section.problem("needs groups or a filter, and not both");
      return Optional.empty();
    }
    if (filter.isEmpty()) {
      return Optional.of(new Selection.MembersOf(groups.stream().distinct().toList()));
    }
    try {
      return Optional.of(Selection.Matching.of(filter.get(), schemas));
    } catch (Fault wrong) {
      section.problem("filter", wrong.detail());
      return Optional.empty();
    }
  }

  static Deprovisioning deprovisioning(Section section) {
    Map<String, Action> all =
        Map.of("disable", Action.DISABLE, "delete", Action.DELETE, "leave", Action.LEAVE);
    Map<String, Action> removing = Map.of("disable", Action.DISABLE, "delete", Action.DELETE);
    Deprovisioning defaults = Deprovisioning.DEFAULT;
    Rule unassigned = rule(section.section("unassigned"), all, defaults.unassigned());
    Rule inactive = rule(section.section("inactive"), removing, defaults.inactive());
    Rule deleted = rule(section.section("deleted"), all, defaults.deleted());
    section.rejectUnknown();
    return new Deprovisioning(unassigned, inactive, deleted);
  }

  static Guard guard(Section app) {
    if (app.has("guard") && !app.isSection("guard")) {
      return app.choice("guard", Map.of("off", Guard.OFF)).orElse(Guard.DEFAULT);
    }
    Section section = app.section("guard");
    int share = section.percent("share", Guard.DEFAULT.sharePercent());
    int atLeast = section.number("atLeast", Guard.DEFAULT.atLeast(), 0, 1_000_000);
    section.rejectUnknown();
    return new Guard(true, share, atLeast);
  }

  private static Rule rule(Section section, Map<String, Action> actions, Rule defaults) {
    Action action = section.choice("action", actions).orElse(defaults.action());
    Duration after =
        section.duration("deleteAfter", defaults.deleteAfter(), Duration.ZERO, LONGEST);
    section.rejectUnknown();
    return new Rule(action, after);
  }
}
