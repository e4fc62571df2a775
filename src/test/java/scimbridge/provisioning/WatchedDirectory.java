package scimbridge.provisioning;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.provisioning.CrashWatcher.Moment;
import scimbridge.testing.ForwardingDirectory;

/** A directory whose transactions are watched. */
final class WatchedDirectory extends ForwardingDirectory {
  private final CrashWatcher watcher;

  WatchedDirectory(Directory directory, CrashWatcher watcher) {
    super(directory);
    this.watcher = watcher;
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    watcher.enter();
    try {
      watcher.transaction(Moment.BEFORE);
      T result =
          directory.write(
              tx -> {
                T done = work.apply(tx);
                watcher.transaction(Moment.INSIDE);
                return done;
              });
      watcher.transaction(Moment.AFTER);
      return result;
    } finally {
      watcher.leave();
    }
  }
}
