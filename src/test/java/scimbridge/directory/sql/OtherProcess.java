package scimbridge.directory.sql;

import java.nio.file.Path;
import scimbridge.fault.Fault;

/** A program that opens a store, for tests that need another process. */
final class OtherProcess {
  private OtherProcess() {}

  /** Opens the store and says what happened. */
  public static void main(String[] arguments) {
    try (SqlDirectory directory = SqlDirectory.sqlite(Path.of(arguments[0]))) {
      System.out.println("opened, exclusive=" + directory.exclusive());
    } catch (Fault fault) {
      System.out.println(fault.kind() + " " + fault.detail());
    }
  }
}
