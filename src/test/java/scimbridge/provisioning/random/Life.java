package scimbridge.provisioning.random;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.testing.ForwardingDirectory;

/**
 * One run of the bridge's process. When it is killed, whatever is in the middle of something does
 * not get to the next step: a transaction that had begun may be durable, a call that was sent may
 * arrive, and nobody in the process hears of either.
 */
final class Life extends ForwardingDirectory {
  private final AtomicInteger uses = new AtomicInteger();
  private volatile boolean killed;

  Life(Directory store) {
    super(store);
  }

  /** Kills it; returns when the store is let go of. */
  void kill() {
    killed = true;
    while (uses.get() > 0) {
      LockSupport.parkNanos(100_000);
    }
    directory.close();
  }

  /** Does a step, unless the process is gone before or after it. */
  <T> T step(Supplier<T> step) {
    check(killed);
    T result = step.get();
    check(killed);
    return result;
  }

  private static void check(boolean gone) {
    if (gone) {
      throw new Crash();
    }
  }

  private <T> T inStore(Supplier<T> use) {
    uses.incrementAndGet();
    try {
      return step(use);
    } finally {
      uses.decrementAndGet();
    }
  }

  @Override
  public <T> T read(Function<? super Transaction, ? extends T> work) {
    return this.<T>inStore(() -> directory.read(work));
  }

  @Override
  public <T> T write(Function<? super Transaction, ? extends T> work) {
    return this.<T>inStore(() -> directory.write(work));
  }

  @Override
  public <T> T rehearse(Function<? super Directory, ? extends T> work) {
    return this.<T>inStore(() -> directory.rehearse(work));
  }
}
