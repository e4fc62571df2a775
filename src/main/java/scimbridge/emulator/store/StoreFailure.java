package scimbridge.emulator.store;

import org.jspecify.annotations.Nullable;

/** The database did not do what it should; the caller's change was not made. */
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFailure(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  StoreFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
