package scimbridge.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.User;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;

/**
 * What AdminCreateUser is given as Username, and what a change of it means.
 *
 * <pre>
 *  kind   default                                  other rules   a change of the source
 *  -----  ---------------------------------------  ------------  --------------------------------
 *  PLAIN  userName                                 primaryEmail, 400 mutability; letter case: stays
 *                                                  id
 *  EMAIL  userName if it is an address, else the   userName,     follows: the e-mail attribute
 *         primary e-mail                           primaryEmail  changes, Cognito's Username is a
 *                                                                UUID
 *  PHONE  userName if it is a number, else the     userName      follows, likewise
 *         telephone number
 *  ALIAS  id                                       userName,     400 mutability; with id everything
 *                                                  primaryEmail  follows: aliases are attributes
 * </pre>
 */
public final class Usernames {
  /** AWS API model, UsernameType. */
  private static final Pattern LEGAL = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");

  private static final int MAX_LENGTH = 128;

  private Usernames() {}

  /**
   * Chooses the Username of a user.
   *
   * @throws Fault INVALID_VALUE if Cognito could not hold it; the detail names the SCIM attribute
   *     and the pool
   */
  public static String choose(User user, Pool pool, PoolTraits traits) {
    JsonNode document = user.attributes().view();
    return switch (traits.kind()) {
      case PLAIN -> legal(text(user, document, pool, rule(pool, UsernameRule.USER_NAME)), pool);
      case ALIAS ->
          noAlias(
              legal(text(user, document, pool, rule(pool, UsernameRule.ID)), pool), pool, traits);
      case EMAIL -> legal(address(user, document, pool), pool);
      case PHONE -> phoneNumber(user, document, pool);
    };
  }

  /**
   * Why a change of the user cannot reach the account that the user already has, if it cannot. Ask
   * only when there is an account: before, every change is free.
   */
  public static Optional<Fault> renameProblem(
      User before, User after, Pool pool, PoolTraits traits) {
    String old;
    try {
      old = choose(before, pool, traits);
    } catch (Fault neverHadOne) {
      return Optional.empty();
    }
    String now;
    try {
      now = choose(after, pool, traits);
    } catch (Fault illegal) {
      return Optional.of(illegal);
    }
    return switch (traits.kind()) {
      case PLAIN, ALIAS -> fixedUsername(old, now, pool, traits);
      case EMAIL -> followed("email", old, now, pool, traits);
      case PHONE -> followed("phone_number", old, now, pool, traits);
    };
  }

  /** Tells whether a call can name an account by it, as a Username or as an alias. */
  public static boolean isLegal(String name) {
    return name.length() <= MAX_LENGTH && LEGAL.matcher(name).matches();
  }

  private static UsernameRule rule(Pool pool, UsernameRule byDefault) {
    return pool.usernameRule().orElse(byDefault);
  }

  private static String text(User user, JsonNode document, Pool pool, UsernameRule rule) {
    return switch (rule) {
      case USER_NAME -> user.userName();
      case ID -> user.id().value();
      case PRIMARY_EMAIL ->
          Contacts.email(document)
              .orElseThrow(
                  () ->
                      invalid(
                          "emails: pool '"
                              + pool.id()
                              + "' uses the primary e-mail address as Username and the user has"
                              + " none"));
    };
  }

  private static String address(User user, JsonNode document, Pool pool) {
    UsernameRule rule = pool.usernameRule().orElse(null);
    String userName = user.userName();
    if (rule == UsernameRule.ID) {
      throw unusable(pool, "id", "e-mail addresses");
    }
    if (rule != UsernameRule.PRIMARY_EMAIL && Contacts.isAddress(userName)) {
      return userName;
    }
    if (rule == UsernameRule.USER_NAME) {
      throw invalid(
          "userName must be an e-mail address: it is the sign-in name in pool '" + pool.id() + "'");
    }
    return Contacts.email(document)
        .filter(Contacts::isAddress)
        .orElseThrow(
            () ->
                invalid(
                    (rule == null ? "userName or the primary one of emails" : "the primary e-mail")
                        + " must be an e-mail address: it is the sign-in name in pool '"
                        + pool.id()
                        + "'"));
  }

  private static String phoneNumber(User user, JsonNode document, Pool pool) {
    UsernameRule rule = pool.usernameRule().orElse(null);
    if (rule == UsernameRule.ID || rule == UsernameRule.PRIMARY_EMAIL) {
      throw unusable(pool, rule == UsernameRule.ID ? "id" : "primaryEmail", "telephone numbers");
    }
    return Contacts.e164(user.userName())
        .or(
            () ->
                rule == null ? Contacts.phone(document).flatMap(Contacts::e164) : Optional.empty())
        .orElseThrow(
            () ->
                invalid(
                    (rule == null ? "userName or one of phoneNumbers" : "userName")
                        + " must be a telephone number with country code, like +4930123456: it is"
                        + " the sign-in name in pool '"
                        + pool.id()
                        + "'"));
  }

  private static String legal(String username, Pool pool) {
    if (username.length() > MAX_LENGTH) {
      throw invalid(
          "the Username for pool '"
              + pool.id()
              + "' would have "
              + username.length()
              + " characters; Cognito allows "
              + MAX_LENGTH);
    }
    if (!LEGAL.matcher(username).matches()) {
      throw invalid(
          "the Username for pool '"
              + pool.id()
              + "' would be empty or hold a space or an invisible character; Cognito allows"
              + " letters, marks, numbers, symbols and punctuation only");
    }
    return username;
  }

  /** Where an address or number signs in as an alias, Cognito refuses a Username of its form. */
  private static String noAlias(String username, Pool pool, PoolTraits traits) {
    boolean address = traits.aliases().contains("email") && Contacts.isAddress(username);
    boolean number =
        traits.aliases().contains("phone_number")
            && username.startsWith("+")
            && Contacts.e164(username).isPresent();
    if (address || number) {
      throw invalid(
          "the Username for pool '"
              + pool.id()
              + "' would have the form of "
              + (address ? "an e-mail address" : "a telephone number")
              + ", which is a sign-in alias there; have the pool use 'username: id'");
    }
    return username;
  }

  private static Optional<Fault> fixedUsername(
      String old, String now, Pool pool, PoolTraits traits) {
    if (Fold.same(old, now)) {
      return Optional.empty();
    }
    UsernameRule rule =
        rule(pool, traits.kind() == Kind.ALIAS ? UsernameRule.ID : UsernameRule.USER_NAME);
    String source =
        switch (rule) {
          case USER_NAME -> "userName";
          case PRIMARY_EMAIL -> "the primary e-mail address";
          case ID -> "id";
        };
    return Optional.of(
        mutability(
            source
                + " cannot change: it is the Username of the account in pool '"
                + pool.id()
                + "' and Cognito never changes a Username; delete the user and create it anew, or"
                + " have the pool use 'username: id'"));
  }

  private static Optional<Fault> followed(
      String attribute, String old, String now, Pool pool, PoolTraits traits) {
    AttributeTraits held = traits.attributes().get(attribute);
    return held == null || held.mutable() || traits.sameValue(attribute, old, now)
        ? Optional.empty()
        : Optional.of(
            mutability(
                "the sign-in name cannot change: the schema of pool '"
                    + pool.id()
                    + "' makes "
                    + attribute
                    + " immutable"));
  }

  private static Fault unusable(Pool pool, String rule, String takes) {
    return invalid(
        "pool '"
            + pool.id()
            + "' takes "
            + takes
            + " as Username and is configured with 'username: "
            + rule
            + "'");
  }

  private static Fault invalid(String detail) {
    return Fault.of(Fault.Kind.INVALID_VALUE, detail);
  }

  private static Fault mutability(String detail) {
    return Fault.of(Fault.Kind.MUTABILITY, detail);
  }
}
