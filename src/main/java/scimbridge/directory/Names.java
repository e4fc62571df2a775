package scimbridge.directory;

import java.util.Collection;
import java.util.Optional;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * Names that are taken, by an accepted resource, by an open proposal, or by an account that is
 * still to be removed. GroupNames in pools are reserved by their {@link PoolGroup}.
 */
public interface Names {

  /**
   * Takes a name, or keeps one that the holder has.
   *
   * @return empty if the holder has it now, else who has it
   */
  Optional<Holder> reserve(Name name, AppId app, ResourceId holder);

  /** Gives back every name of the holder but these. */
  void keepOnly(AppId app, ResourceId holder, Collection<Name> names);

  /** Who has the name. */
  Optional<Holder> holder(Name name);

  /**
   * Who has a name.
   *
   * @param app the holder's app; another app must never be told
   * @param resource the holder's SCIM id
   */
  record Holder(AppId app, ResourceId resource) {}

  /**
   * A name in the space in which it is unique.
   *
   * @param space the space, e.g. {@code app/okta/userName}
   * @param value the name as that space compares it
   */
  record Name(String space, String value) {
    /** A userName in an app, without regard to case (RFC 7643 §4.1.1). */
    public static Name userName(AppId app, String userName) {
      return new Name("app/" + app + "/userName", Fold.fold(userName));
    }

    /** A group's displayName in an app, without regard to case. */
    public static Name displayName(AppId app, String displayName) {
      return new Name("app/" + app + "/displayName", Fold.fold(displayName));
    }

    /**
     * A Username in a pool, as that pool compares; or an alias, since a call that names an account
     * takes either.
     */
    public static Name username(PoolId pool, String username, boolean caseSensitive) {
      return new Name("pool/" + pool + "/Username", caseSensitive ? username : Fold.fold(username));
    }
  }
}
