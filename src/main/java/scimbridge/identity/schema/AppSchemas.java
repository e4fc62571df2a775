package scimbridge.identity.schema;

import scimbridge.identity.AppId;

/**
 * The schemas of each app: those that all have, and the app's own attributes.
 *
 * <p>What is returned is a snapshot that never changes. Whoever works on a request takes one and
 * keeps to it, so that an attribute which is added meanwhile is there for all of the request or for
 * none of it.
 */
public interface AppSchemas {

  /** The schemas of an app as they are now. Cheap: asked for every request. */
  Schemas of(AppId app);

  /** What all apps have; for those who ask without a token. */
  Schemas shared();

  /** The same schemas for every app. */
  static AppSchemas alike(Schemas schemas) {
    return new AppSchemas() {
      @Override
      public Schemas of(AppId app) {
        return schemas;
      }

      @Override
      public Schemas shared() {
        return schemas;
      }
    };
  }
}
