package scimbridge.policy.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;

/** Compares a mapping with the schema of a pool: what it asks for and the pool cannot do. */
final class PoolCheck {
  private final PoolTraits traits;
  private final List<String> problems = new ArrayList<>();

  private PoolCheck(PoolTraits traits) {
    this.traits = traits;
  }

  static List<String> problems(SortedMap<String, Claim> claims, PoolTraits traits) {
    PoolCheck check = new PoolCheck(traits);
    claims.values().stream()
        .filter(claim -> claim.origin() != Claim.Origin.DEFAULT)
        .forEach(check::look);
    check.lookForRequired(claims);
    return List.copyOf(check.problems);
  }

  private void look(Claim claim) {
    String attribute = claim.attribute();
    if (attribute.equals(Mapping.signInName(traits.kind()))) {
      if (claim.isOff() || claim.when() == Claim.When.CREATE) {
        add(attribute, "it is the sign-in name in this pool, so it is kept in step all the same");
      }
      return;
    }
    AttributeTraits held = traits.attributes().get(attribute);
    if (claim.isOff()) {
      return;
    }
    if (held == null) {
      add(
          attribute,
          "the pool's schema has no such attribute, so every value is skipped"
              + (attribute.startsWith(Claim.CUSTOM)
                  ? "; add it to the pool, and know that it can never be removed there"
                  : ""));
      return;
    }
    if (attribute.equals("preferred_username")
        && !Mapping.signInName(traits.kind()).isEmpty()
        && !held.required()) {
      add(attribute, "it is not written in pools that sign people in by address");
    }
    if (!held.mutable() && claim.when() == Claim.When.ALWAYS) {
      add(
          attribute,
          "the pool's schema makes it immutable: it is written at creation and never again; say so"
              + " with 'when: create'");
    }
    for (Source source : claim.sources()) {
      if (source.type().contradicts(held.type())) {
        add(
            attribute,
            source.text()
                + " gives "
                + source.type().words()
                + " and the pool's attribute is of type "
                + held.type()
                + ", so every value is skipped");
      }
    }
  }

  /** A required attribute without a value makes Cognito refuse every new account. */
  private void lookForRequired(SortedMap<String, Claim> claims) {
    Map<String, AttributeTraits> sorted = new TreeMap<>(traits.attributes());
    sorted.forEach(
        (attribute, held) -> {
          Claim claim = claims.get(attribute);
          boolean written =
              (claim != null && !claim.isOff())
                  || attribute.equals(Mapping.signInName(traits.kind()));
          if (held.required() && !written && !attribute.equals("sub")) {
            add(
                attribute,
                "the pool requires it and nothing is mapped to it: no account can be made");
          }
        });
  }

  private void add(String attribute, String problem) {
    problems.add(attribute + ": " + problem);
  }
}
