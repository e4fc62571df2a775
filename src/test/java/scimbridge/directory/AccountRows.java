package scimbridge.directory;

import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;

/**
 * Reads and writes rows of {@link Accounts}, each step in a transaction of its own, for what is
 * promised of them.
 */
public interface AccountRows extends DirectoryContract {

  default void insert(Account... accounts) {
    write(tx -> List.of(accounts).forEach(tx.accounts()::insert));
  }

  default Optional<Account> find(User user, PoolId pool) {
    return directory().read(tx -> tx.accounts().find(user.app(), pool, user.id()));
  }

  default List<Account> leaseDue(Instant now, int limit) {
    return directory().write(tx -> Examples.leaseDue(tx, now, "me/2", now.plusSeconds(30), limit));
  }
}
