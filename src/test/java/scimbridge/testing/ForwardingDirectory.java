package scimbridge.testing;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;

/** A real directory behind which a test watches or breaks something; it passes everything on. */
public class ForwardingDirectory implements Directory {
  protected final Directory directory;

  /** One in front of this. */
  protected ForwardingDirectory(Directory directory) {
    this.directory = directory;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    return directory.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    return directory.write(work);
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
