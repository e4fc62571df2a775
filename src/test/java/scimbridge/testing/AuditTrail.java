package scimbridge.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import scimbridge.directory.Audit;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Selection;
import scimbridge.identity.AppId;

/** What an app's audit says, as tests ask for it. */
public final class AuditTrail {
  private AuditTrail() {}

  /** The newest records of an app, newest first; those that cannot be read are left out. */
  public static List<Entry> newest(Audit audit, AppId app, int limit) {
    Selection ofApp = new Selection(app, Set.of(), null, false);
    List<Entry> newest = new ArrayList<>();
    audit.after(ofApp, audit.beforeNewest(ofApp, limit), limit).stream()
        .map(Audit.Stored::entry)
        .filter(Objects::nonNull)
        .forEach(newest::add);
    Collections.reverse(newest);
    return newest;
  }
}
