package scimbridge.provisioning;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.identity.Attributes;
import scimbridge.identity.PoolId;
import scimbridge.provisioning.PoolContents.PoolAccount;

/**
 * A user as the identity provider wants it, and what its accounts are to be.
 *
 * @param title null for none
 * @param password null for none
 * @param access what it has in the pools
 * @param granted the groups that a policy gives it there
 * @param link who it is at the external identity provider that its account is linked to, or null
 * @param refusedIn the pool that does not take the user as it is, or null
 * @param refusedAs the user that this pool's account still is, or null if it has none
 * @param listed whether it is only known from a listing, with what the pool has of it
 */
record DesiredPerson(
    String userName,
    String givenName,
    String email,
    String title,
    boolean active,
    String password,
    Access access,
    Set<String> granted,
    String link,
    PoolId refusedIn,
    DesiredPerson refusedAs,
    boolean listed) {

  /** What somebody has in the pools. */
  enum Access {
    /** An account as the directory says. */
    ACCOUNT,
    /** An account that is disabled whatever the directory says, in whatever groups. */
    BARRED,
    /** No account. */
    NONE,
    /** No user in the directory any more, and a disabled account that waits to be deleted. */
    DEPARTED
  }

  static DesiredPerson named(String userName) {
    return new DesiredPerson(
        userName,
        "Ann",
        userName.contains("@") ? userName : userName + "@example.org",
        null,
        true,
        null,
        Access.ACCOUNT,
        Set.of(),
        null,
        null,
        null,
        false);
  }

  private static DesiredPerson copy(
      DesiredPerson from, String userName, String givenName, String email, String title) {
    return new DesiredPerson(
        userName,
        givenName,
        email,
        title,
        from.active,
        from.password,
        from.access,
        from.granted,
        from.link,
        from.refusedIn,
        from.refusedAs,
        from.listed);
  }

  private DesiredPerson having(
      boolean isActive, String newPassword, Access newAccess, Set<String> newGranted) {
    return new DesiredPerson(
        userName,
        givenName,
        email,
        title,
        isActive,
        newPassword,
        newAccess,
        newGranted,
        link,
        refusedIn,
        refusedAs,
        listed);
  }

  DesiredPerson renamed(String newName) {
    return copy(this, newName, givenName, newName.contains("@") ? newName : email, title);
  }

  DesiredPerson called(String newGivenName) {
    return copy(this, userName, newGivenName, email, title);
  }

  DesiredPerson mailed(String newEmail) {
    return copy(this, userName, givenName, newEmail, title);
  }

  DesiredPerson titled(String newTitle) {
    return copy(this, userName, givenName, email, newTitle);
  }

  DesiredPerson active(boolean isActive) {
    return having(isActive, password, access, granted);
  }

  DesiredPerson withPassword(String newPassword) {
    return having(active, newPassword, access, granted);
  }

  DesiredPerson with(Access newAccess) {
    return having(active, password, newAccess, granted);
  }

  DesiredPerson granted(String... groups) {
    return having(active, password, access, Set.of(groups));
  }

  DesiredPerson linked() {
    return new DesiredPerson(
        userName, givenName, email, title, active, password, access, granted, userName, null, null,
        false);
  }

  /** A pool refuses it; its account there is still what this was, or none if null. */
  DesiredPerson refused(PoolId in, DesiredPerson as) {
    return new DesiredPerson(
        userName, givenName, email, title, active, password, access, granted, link, in, as, false);
  }

  /** Known from a listing of the pool. */
  DesiredPerson onlyListed() {
    return new DesiredPerson(
        userName, givenName, email, title, active, password, access, granted, link, null, null,
        true);
  }

  boolean inDirectory() {
    return access != Access.DEPARTED;
  }

  /** The SCIM user that is sent. */
  Attributes attributes() {
    String titled = title == null ? "" : "\"title\":\"" + title + "\",";
    return ProvisioningFixture.attributes(
        """
        {"userName":"%s","active":%s,%s"name":{"givenName":"%s","familyName":"Lee"},
         "emails":[{"value":"%s","type":"work","primary":true}]}
        """
            .formatted(userName, active, titled, givenName, email));
  }

  String signInName(CrashPool pool) {
    DesiredPerson there = pool.id().equals(refusedIn) && refusedAs != null ? refusedAs : this;
    return pool.kind() == CrashPool.Kind.EMAIL ? there.email : there.userName;
  }

  /** Its account in a pool. */
  Optional<PoolAccount> account(CrashPool pool, Set<String> groups) {
    if (pool.id().equals(refusedIn)) {
      return refusedAs == null ? Optional.empty() : refusedAs.account(pool, groups);
    }
    if (access == Access.NONE) {
      return Optional.empty();
    }
    SortedMap<String, String> all = new TreeMap<>();
    all.put("email", email);
    all.put("email_verified", "true");
    all.put("family_name", "Lee");
    all.put("given_name", givenName);
    all.put("preferred_username", userName);
    all.keySet().retainAll(pool.attributes());
    if (listed) {
      all.remove("preferred_username");
    }
    if (link != null) {
      all.put("identities", link);
    }
    PoolAccount account =
        new PoolAccount(
            all, active && access == Access.ACCOUNT, "CONFIRMED", new TreeSet<>(groups));
    return Optional.of(access == Access.ACCOUNT ? account : account.inAnyGroups());
  }
}
