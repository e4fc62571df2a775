package scimbridge.policy.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scimbridge.identity.User;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Projection.Skipped;

/**
 * Which SCIM attributes become which Cognito attributes.
 *
 * <p>Three sets of names must be told apart. <em>Mapped</em> are the claims that this pool's kind
 * and schema have; all of them are sent when an account is created. <em>Governed</em> are those of
 * them that may be written later too: mutable in the pool's schema. Everything else in an account
 * belongs to the application and its users and is never touched.
 *
 * <p>Three may have something to say of an attribute: the default, the app whose own attribute it
 * is, and the pool's configuration. The last of them that does, decides.
 */
public final class Mapping {
  private static final String EMAIL = "email";
  private static final String EMAIL_VERIFIED = "email_verified";

  /** The attribute of a telephone number. */
  public static final String PHONE = "phone_number";

  /** The flag that says that a telephone number belongs to the account's owner. */
  public static final String PHONE_VERIFIED = "phone_number_verified";

  private static final String PREFERRED_USERNAME = "preferred_username";

  // What stands for the source where it is none of the user's attributes.
  private static final String SIGN_IN = "the sign-in name";
  private static final String VOUCHED = "set with it";

  private static final Mapping STANDARD = of(Claim.STANDARD);

  /** One for each attribute, by its name. */
  private final SortedMap<String, Claim> claims;

  private Mapping(SortedMap<String, Claim> claims) {
    this.claims = Collections.unmodifiableSortedMap(claims);
  }

  private static Mapping of(Collection<Claim> claims) {
    SortedMap<String, Claim> byAttribute = new TreeMap<>();
    claims.forEach(claim -> byAttribute.put(claim.attribute(), claim));
    return new Mapping(byAttribute);
  }

  /** The default mapping: the OIDC standard claims and the enterprise extension. */
  public static Mapping standard() {
    return STANDARD;
  }

  /** The same with other claims in the place of those of the same attributes. */
  public Mapping with(Collection<Claim> others) {
    if (others.isEmpty()) {
      return this;
    }
    SortedMap<String, Claim> merged = new TreeMap<>(claims);
    others.forEach(
        claim ->
            merged.merge(
                claim.attribute(),
                claim,
                (old, other) -> old.origin().compareTo(other.origin()) > 0 ? old : other));
    return new Mapping(merged);
  }

  /** What of this mapping a pool cannot do; one sentence each, for the administrator. */
  public List<String> problems(PoolTraits traits) {
    return PoolCheck.problems(claims, traits);
  }

  /**
   * Projects a user onto a pool; {@link scimbridge.policy.Pool#project} knows the Username.
   *
   * @param user the user
   * @param traits the pool
   * @param username what AdminCreateUser is given; where it is an e-mail address or a telephone
   *     number, Cognito copies it to the attribute, so the attribute is projected from it
   */
  public Projection project(User user, PoolTraits traits, String username) {
    SortedMap<String, String> attributes = new TreeMap<>();
    SortedMap<String, String> sources = new TreeMap<>();
    List<Skipped> skipped = new ArrayList<>();
    for (Claim claim : claims.values()) {
      if (isFor(claim, traits)) {
        project(claim, user, traits, attributes, sources, skipped);
      }
    }
    String signInName = signInName(traits.kind());
    if (!signInName.isEmpty()) {
      String replaced = attributes.put(signInName, username);
      String source = Objects.requireNonNullElse(sources.put(signInName, SIGN_IN), signInName);
      skipped.removeIf(skip -> skip.attribute().equals(signInName));
      if (replaced != null && !traits.sameValue(signInName, username, replaced)) {
        skipped.add(
            new Skipped(
                source,
                signInName,
                "in this pool it is the sign-in name, and that is another one"));
      }
    }
    for (String alias : traits.aliases()) {
      String value = attributes.get(alias);
      if (value != null && !Usernames.isLegal(value)) {
        attributes.remove(alias);
        skipped.add(
            new Skipped(
                Objects.requireNonNullElse(sources.remove(alias), alias),
                alias,
                "longer than 128 characters or with a space, so that nobody can sign in with it"));
      }
    }
    if (attributes.containsKey(EMAIL)) {
      attributes.put(EMAIL_VERIFIED, "true");
      sources.put(EMAIL_VERIFIED, VOUCHED);
    }
    if (isSignInNumber(traits) && attributes.containsKey(PHONE)) {
      attributes.put(PHONE_VERIFIED, "true");
      sources.put(PHONE_VERIFIED, VOUCHED);
    }
    if (traits.aliases().contains(PREFERRED_USERNAME)) {
      // An account signs in by its Username anyway, and Cognito would not take it twice.
      if (attributes.remove(PREFERRED_USERNAME, username)) {
        sources.remove(PREFERRED_USERNAME);
      }
    }
    SortedSet<String> governed = new TreeSet<>(governed(traits));
    governed.removeIf(name -> !attributes.containsKey(name) && isRequired(name, traits));
    return new Projection(attributes, sources, governed, skipped);
  }

  /**
   * The Cognito attributes that the mapping keeps in step in a pool after an account was created.
   */
  public SortedSet<String> governed(PoolTraits traits) {
    String signInName = signInName(traits.kind());
    SortedSet<String> governed = new TreeSet<>();
    for (Claim claim : claims.values()) {
      AttributeTraits held = traits.attributes().get(claim.attribute());
      boolean kept =
          claim.attribute().equals(signInName)
              || (isFor(claim, traits) && claim.when() == Claim.When.ALWAYS);
      if (kept && held != null && held.mutable()) {
        governed.add(claim.attribute());
      }
    }
    if (governed.contains(EMAIL)) {
      governed.add(EMAIL_VERIFIED);
    }
    if (isSignInNumber(traits) && governed.contains(PHONE)) {
      governed.add(PHONE_VERIFIED);
    }
    return Collections.unmodifiableSortedSet(governed);
  }

  /**
   * The attributes that a read of the account found, in the spelling that was wished where the pool
   * holds them to be the same: a pool that answers in lower case has not drifted.
   *
   * @param wished what the account should have
   * @param found what AdminGetUser returned
   * @param names those that count
   * @param traits how the pool compares
   */
  public static SortedMap<String, String> seen(
      Map<String, String> wished,
      Map<String, String> found,
      SortedSet<String> names,
      PoolTraits traits) {
    SortedMap<String, String> seen = new TreeMap<>();
    for (String name : names) {
      String theirs = found.get(name);
      if (theirs != null && !theirs.isEmpty()) {
        String ours = wished.get(name);
        seen.put(name, ours != null && traits.sameValue(name, ours, theirs) ? ours : theirs);
      }
    }
    return seen;
  }

  private static void project(
      Claim claim,
      User user,
      PoolTraits traits,
      SortedMap<String, String> attributes,
      SortedMap<String, String> sources,
      List<Skipped> skipped) {
    String attribute = claim.attribute();
    for (Source source : claim.sources()) {
      Reading reading = source.read().apply(user);
      if (reading.problem() != null) {
        skipped.add(new Skipped(source.text(), attribute, reading.problem()));
        return;
      }
      if (reading.value() != null) {
        AttributeTraits held = traits.attributes().get(attribute);
        String value =
            held == null ? reading.value() : Fit.spelled(attribute, reading.value(), held);
        Optional<String> problem =
            held == null
                ? Optional.of("the pool's schema has no such attribute")
                : Fit.problem(attribute, value, held);
        problem.ifPresentOrElse(
            reason -> skipped.add(new Skipped(source.text(), attribute, reason)),
            () -> {
              attributes.put(attribute, value);
              sources.put(attribute, source.text());
            });
        return;
      }
    }
  }

  /**
   * A custom attribute that nobody asked for is mapped where the pool has it. {@code
   * preferred_username} adds nothing where people sign in by address.
   */
  private static boolean isFor(Claim claim, PoolTraits traits) {
    return !claim.isOff()
        && (claim.isOptional()
            ? traits.attributes().containsKey(claim.attribute())
            : signInName(traits.kind()).isEmpty()
                || !claim.attribute().equals(PREFERRED_USERNAME)
                || isRequired(PREFERRED_USERNAME, traits));
  }

  /** The claims that count in a pool, by attribute. */
  List<Claim> claims(PoolTraits traits) {
    return claims.values().stream().filter(claim -> isFor(claim, traits)).toList();
  }

  /** Whether people sign in with their telephone number, so that it has to be a verified one. */
  private static boolean isSignInNumber(PoolTraits traits) {
    return traits.kind() == Kind.PHONE || traits.aliases().contains(PHONE);
  }

  private static boolean isRequired(String name, PoolTraits traits) {
    AttributeTraits held = traits.attributes().get(name);
    return held != null && held.required();
  }

  /** Whether an attribute is to be kept in step, and not written at creation only. */
  public boolean keeps(String attribute) {
    Claim claim = claims.get(attribute);
    return claim == null || claim.when() == Claim.When.ALWAYS;
  }

  /** Where a Cognito attribute comes from, for people; its own name if nothing is mapped to it. */
  public String source(String attribute) {
    Claim claim = claims.get(attribute);
    return claim == null || claim.isOff() ? attribute : claim.sources().getFirst().text();
  }

  /** The attribute that is the sign-in name in such a pool; empty if there is none. */
  public static String signInName(Kind kind) {
    return switch (kind) {
      case EMAIL -> EMAIL;
      case PHONE -> PHONE;
      case PLAIN, ALIAS -> "";
    };
  }

  /** The claims, one a line, by attribute: equal texts mean equal mappings, in every process. */
  @Override
  public String toString() {
    return claims.values().stream().map(Claim::toString).collect(Collectors.joining("\n"));
  }
}
