package scimbridge.provisioning;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.provisioning.CrashWatcher.Moment;

/** A directory whose transactions are watched. */
final class WatchedDirectory implements Directory {
  private final Directory directory;
  private final CrashWatcher watcher;

  WatchedDirectory(Directory directory, CrashWatcher watcher) {
    this.directory = directory;
    this.watcher = watcher;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    return directory.read(work);
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

  @Override
  public <T extends @Nullable Object> T rehearse(Function<? super Directory, ? extends T> work) {
    return directory.rehearse(work);
  }

  @Override
  public boolean exclusive() {
    return directory.exclusive();
  }

  @Override
  public void check() {
    directory.check();
  }

  @Override
  public void close() {
    directory.close();
  }
}
