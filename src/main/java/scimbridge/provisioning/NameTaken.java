package scimbridge.provisioning;

import scimbridge.directory.Names.Holder;
import scimbridge.identity.AppId;

/**
 * Whose the name is that a request wanted: the cause of the fault that the client gets, which does
 * not say it. The administrator reads it in the audit and the log.
 */
final class NameTaken extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AppId app;

  /**
   * A finding.
   *
   * @param space in which names it is unique; the name itself may be personal data
   * @param holder who has it
   */
  NameTaken(String space, Holder holder) {
    super(
        "This name in "
            + space
            + " is held by resource "
            + holder.resource()
            + " of app '"
            + holder.app()
            + "'.");
    this.app = holder.app();
  }

  /** Whether the name is another app's. */
  boolean isAnotherApps(AppId mine) {
    return !app.equals(mine);
  }
}
