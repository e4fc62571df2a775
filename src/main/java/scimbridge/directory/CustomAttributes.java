package scimbridge.directory;

import java.util.List;
import scimbridge.identity.AppId;
import scimbridge.identity.schema.CustomAttribute;

/** The attributes that each app has of its own. */
public interface CustomAttributes {

  /** Those of an app, by name. */
  List<CustomAttribute> of(AppId app);

  /**
   * Adds an attribute, or puts it in the place of the one with this name in any letter case.
   *
   * @return whether the app ever had one of this name, so that users may have values
   */
  boolean put(AppId app, CustomAttribute attribute);

  /**
   * Removes an attribute; that there was one is remembered, because users keep their values until
   * they are next changed.
   *
   * @return false if there is none of this name
   */
  boolean remove(AppId app, String name);

  /**
   * Lets an app have those of another whose names it has not, with what is remembered of those that
   * were removed. Its own stay as they are.
   */
  void copy(AppId from, AppId to);
}
