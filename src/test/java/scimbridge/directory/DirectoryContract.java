package scimbridge.directory;

import java.util.function.Consumer;
import scimbridge.identity.AppId;

/** What every contract starts from: an empty directory. */
public interface DirectoryContract {
  AppId OKTA = new AppId("okta");
  AppId ENTRA = new AppId("entra");

  /** An open directory in which nothing is. */
  Directory directory();

  /** Does something to the store that the bridge would not. */
  void tamper(String sql);

  /** A transaction without a result. */
  default void write(Consumer<Transaction> work) {
    directory()
        .write(
            transaction -> {
              work.accept(transaction);
              return null;
            });
  }
}
