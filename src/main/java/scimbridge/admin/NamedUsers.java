package scimbridge.admin;

import java.util.Set;
import scimbridge.directory.Directory;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** The users of apps, as commands name them. */
public final class NamedUsers {
  private final Directory directory;

  /** The users in a store. */
  public NamedUsers(Directory directory) {
    this.directory = directory;
  }

  /**
   * The user that {@link #of} finds, or one who was deleted and of whom an account is left, by SCIM
   * id.
   *
   * @throws Fault NOT_FOUND if the app has none
   */
  ResourceId withAccounts(AppId app, String name) {
    return ResourceId.parse(name)
        .filter(
            id ->
                directory.<Boolean>read(
                    tx -> tx.accounts().ofUsers(app, Set.of(id)).containsKey(id)))
        .orElseGet(() -> of(app, name));
  }

  /**
   * The user that an administrator means, by userName or SCIM id.
   *
   * @throws Fault NOT_FOUND if the app has none
   */
  ResourceId of(AppId app, String name) {
    return directory.<ResourceId>read(
        tx ->
            ResourceId.parse(name)
                .filter(id -> tx.resources().user(app, id).isPresent())
                .or(
                    () ->
                        tx.names()
                            .holder(Name.userName(app, name))
                            .filter(held -> held.app().equals(app))
                            .map(Holder::resource)
                            .filter(id -> tx.resources().user(app, id).isPresent()))
                .orElseThrow(
                    () ->
                        Fault.of(
                            Fault.Kind.NOT_FOUND,
                            "the app '"
                                + app
                                + "' has no user with the userName or SCIM id '"
                                + name
                                + "'")));
  }
}
