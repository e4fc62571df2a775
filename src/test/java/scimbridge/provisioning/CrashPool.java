package scimbridge.provisioning;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import scimbridge.identity.PoolId;
import scimbridge.policy.Pool;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * A user pool of a scenario.
 *
 * @param kind what it is
 * @param rules the bridge's rules for it
 */
record CrashPool(Kind kind, Pool rules) {
  static final CrashPool PLAIN = of(Kind.PLAIN, "plain");
  static final CrashPool EMAIL = of(Kind.EMAIL, "email");
  static final CrashPool ALIAS = of(Kind.ALIAS, "alias");

  private static CrashPool of(Kind kind, String name) {
    return new CrashPool(kind, Pool.withDefaults(new PoolId(name)));
  }

  /** The kinds of pools, and by what their accounts are told apart here. */
  enum Kind {
    PLAIN(pool -> pool, null),
    EMAIL(pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL), "email"),
    ALIAS(
        pool -> pool.aliasAttributes(AliasAttributeType.PREFERRED_USERNAME), "preferred_username");

    private final UnaryOperator<CreateUserPoolRequest.Builder> made;
    private final String nameAttribute;

    Kind(UnaryOperator<CreateUserPoolRequest.Builder> made, String nameAttribute) {
      this.made = made;
      this.nameAttribute = nameAttribute;
    }

    CreateUserPoolRequest request() {
      return made.apply(CreateUserPoolRequest.builder().poolName("pool")).build();
    }

    /** The name by which people sign in; the Username may be a random one. */
    String signInName(String username, Map<String, String> attributes) {
      return nameAttribute == null ? username : attributes.getOrDefault(nameAttribute, username);
    }
  }

  PoolId id() {
    return rules.id();
  }

  /** What accounts in it hold of these attributes. */
  List<String> attributes() {
    return kind == Kind.EMAIL
        ? List.of("email", "email_verified", "family_name", "given_name")
        : List.of("email", "email_verified", "family_name", "given_name", "preferred_username");
  }
}
