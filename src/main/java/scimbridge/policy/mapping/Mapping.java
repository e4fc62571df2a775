package scimbridge.policy.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.identity.User;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.mapping.Projection.Skipped;

/**
 * Which SCIM attributes become which Cognito attributes.
 *
 * <p>Three sets of names must be told apart. <em>Mapped</em> are the claims that this pool's kind
 * and schema have; all of them are sent when an account is created. <em>Governed</em> are those of
 * them that may be written later too: mutable in the pool's schema, and not an e-mail address in a
 * pool with aliases, where writing it takes it from whoever has it. Everything else in an account
 * belongs to the application and its users and is never touched.
 */
public final class Mapping {
  private static final String EMAIL = "email";
  private static final String EMAIL_VERIFIED = "email_verified";
  private static final String PHONE = "phone_number";
  private static final String PHONE_VERIFIED = "phone_number_verified";

  private static final Mapping STANDARD = new Mapping(Claim.STANDARD);

  private final List<Claim> claims;

  private Mapping(List<Claim> claims) {
    this.claims = claims;
  }

  /** The default mapping: the OIDC standard claims and the enterprise extension. */
  public static Mapping standard() {
    return STANDARD;
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
    JsonNode document = user.attributes().view();
    SortedMap<String, String> attributes = new TreeMap<>();
    List<Skipped> skipped = new ArrayList<>();
    for (Claim claim : claims) {
      if (isFor(claim, traits)) {
        project(claim, document, traits, attributes, skipped);
      }
    }
    String signInName = signInName(traits.kind());
    if (!signInName.isEmpty()) {
      String replaced = attributes.put(signInName, username);
      skipped.removeIf(skip -> skip.attribute().equals(signInName));
      if (replaced != null && !traits.sameValue(signInName, username, replaced)) {
        skipped.add(
            new Skipped(
                source(signInName),
                signInName,
                "in this pool it is the sign-in name, and that is another one"));
      }
    }
    if (attributes.containsKey(EMAIL)) {
      attributes.put(EMAIL_VERIFIED, "true");
    }
    if (traits.kind() == Kind.PHONE) {
      attributes.put(PHONE_VERIFIED, "true");
    }
    SortedSet<String> governed = new TreeSet<>(governed(traits));
    governed.removeIf(name -> !attributes.containsKey(name) && isRequired(name, traits));
    return new Projection(attributes, governed, skipped);
  }

  /**
   * The Cognito attributes that the mapping keeps in step in a pool after an account was created.
   */
  public SortedSet<String> governed(PoolTraits traits) {
    SortedSet<String> governed = new TreeSet<>();
    for (Claim claim : claims) {
      AttributeTraits held = traits.attributes().get(claim.attribute());
      if (held != null
          && held.mutable()
          && isFor(claim, traits)
          && !(traits.kind() == Kind.ALIAS && claim.attribute().equals(EMAIL))) {
        governed.add(claim.attribute());
      }
    }
    if (governed.contains(EMAIL)) {
      governed.add(EMAIL_VERIFIED);
    }
    if (traits.kind() == Kind.PHONE && governed.contains(PHONE)) {
      governed.add(PHONE_VERIFIED);
    }
    return Collections.unmodifiableSortedSet(governed);
  }

  /**
   * The governed attributes that a read of the account found, in the spelling that was wished where
   * the pool holds them to be the same: a pool that answers in lower case has not drifted.
   *
   * @param wished what the account should have
   * @param found what AdminGetUser returned
   * @param governed the names that count
   * @param traits how the pool compares
   */
  public static SortedMap<String, String> seen(
      Map<String, String> wished,
      Map<String, String> found,
      SortedSet<String> governed,
      PoolTraits traits) {
    SortedMap<String, String> seen = new TreeMap<>();
    for (String name : governed) {
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
      JsonNode document,
      PoolTraits traits,
      SortedMap<String, String> attributes,
      List<Skipped> skipped) {
    for (Source source : claim.sources()) {
      Optional<String> value = source.read().apply(document);
      if (value.isPresent()) {
        AttributeTraits held = traits.attributes().get(claim.attribute());
        Optional<String> problem =
            held == null
                ? Optional.of("the pool's schema has no such attribute")
                : Fit.problem(claim.attribute(), value.get(), held);
        problem.ifPresentOrElse(
            reason -> skipped.add(new Skipped(source.path(), claim.attribute(), reason)),
            () -> attributes.put(claim.attribute(), value.get()));
        return;
      }
    }
  }

  /**
   * A custom attribute is mapped where the pool has it. {@code preferred_username} adds nothing
   * where people sign in by address, and in pools with aliases it may be one, which cannot be given
   * at creation.
   */
  private static boolean isFor(Claim claim, PoolTraits traits) {
    return claim.isCustom()
        ? traits.attributes().containsKey(claim.attribute())
        : traits.kind() == Kind.PLAIN || !claim.attribute().equals("preferred_username");
  }

  private static boolean isRequired(String name, PoolTraits traits) {
    AttributeTraits held = traits.attributes().get(name);
    return held != null && held.required();
  }

  private String source(String attribute) {
    return claims.stream()
        .filter(claim -> claim.attribute().equals(attribute))
        .map(claim -> claim.sources().getFirst().path())
        .findFirst()
        .orElse(attribute);
  }

  private static String signInName(Kind kind) {
    return switch (kind) {
      case EMAIL -> EMAIL;
      case PHONE -> PHONE;
      case PLAIN, ALIAS -> "";
    };
  }
}
