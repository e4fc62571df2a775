package scimbridge.provisioning;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;

/** A directory that asks before each use whether it may still be used. It is not closed. */
final class BoundedDirectory implements Directory {
  private final Directory directory;
  private final Runnable mayGoOn;

  /**
   * Bounds a directory.
   *
   * @param mayGoOn throws if it may not
   */
  BoundedDirectory(Directory directory, Runnable mayGoOn) {
    this.directory = directory;
    this.mayGoOn = mayGoOn;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    mayGoOn.run();
    return directory.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    mayGoOn.run();
    return directory.write(work);
  }

  @Override
  public <T extends @Nullable Object> T rehearse(Function<? super Directory, ? extends T> work) {
    mayGoOn.run();
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
  public void close() {}
}
