package scimbridge.identity.schema;

import scimbridge.identity.AppId;

/** An attribute of an app's own. */
public record CustomAttribute(String name) {

  /** The URN of the extension that holds the app's own attributes. */
  public static String urn(AppId app) {
    return "urn:scimbridge:params:scim:schemas:extension:app:" + app + ":2.0:User";
  }
}
