package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceId;
import scimbridge.testing.PostgresServer;

/** An import runs while clients write the very users that it takes in. */
class ImportBesideClientsTest {
  private static final int ACCOUNTS = 240;

  @TempDir private Path folder;

  private ProvisioningFixture bridge;
  private ExistingPool pool;

  /** Whom a client has changed or deactivated, or given a group, with success. */
  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    pool = new ExistingPool(bridge);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void withOneWriter() throws Exception {
    nothingIsLostDoubledOrTouchedUnasked();
  }

  @Test
  void onPostgresWhereTransactionsRunSideBySide() throws Exception {
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
    nothingIsLostDoubledOrTouchedUnasked();
  }

  private void nothingIsLostDoubledOrTouchedUnasked() throws Exception {
    fill();
    Map<String, String> before = byName();
    AtomicBoolean imported = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        int own = client;
        clients.add(threads.submit(() -> write(own, imported)));
      }
      Future<?> running = threads.submit(() -> pool.takeIn());
      running.get();
      imported.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
    }

    List<String> lines = pool.takeIn();

    assertThat(lines).last().asString().startsWith("Pool customers: " + ACCOUNTS + " accounts:");
    assertThat(lines).noneMatch(line -> line.startsWith("not taken in"));
    assertThat(bridge.users()).isEqualTo(ACCOUNTS);
    eventually(
        "at rest",
        () -> bridge.directory.<Boolean>read(tx -> tx.accounts().pending(APP, 1).isEmpty()));
    Map<String, String> after = byName();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < ACCOUNTS; i++) {
      String name = name(i);
      Account link = bridge.link(pool.user(name).id()).orElseThrow();
      assertThat(link.username()).isEqualTo(name);
      if (changed.contains(name)) {
        assertThat(link.known()).as(name).isEqualTo(Known.OURS);
      }
      if (link.known() == Known.LISTED) {
        assertThat(after.get(name)).isEqualTo(before.get(name));
      }
    }
    assertThat(changed).isNotEmpty();
    assertThat(pool.membersOf("Sales")).isNotEmpty();
  }

  private static String name(int i) {
    return "user%03d".formatted(i);
  }

  private void fill() {
    for (int i = 0; i < ACCOUNTS; i++) {
      pool.person(name(i));
    }
    pool.group("Sales");
    for (int i = 0; i < ACCOUNTS; i += 16) {
      pool.join("Sales", name(i));
    }
  }

  /** A client of its own users: it goes round and round them until the import is done. */
  private void write(int own, AtomicBoolean imported) {
    boolean last;
    do {
      last = imported.get();
      for (int i = own; i < ACCOUNTS; i += 4) {
        try {
          write(name(i), i / 4 % 4);
        } catch (Fault refused) {
          assertThat(refused.kind())
              .isIn(Fault.Kind.UNIQUENESS, Fault.Kind.BUSY, Fault.Kind.NOT_FOUND);
        }
      }
    } while (!last);
  }

  private void write(String name, int what) {
    ResourceId id = holder(Name.userName(APP, name));
    if (id == null) {
      // The name is taken in the pool: refused, unless the import comes in between.
      bridge.create(name);
      return;
    }
    switch (what) {
      case 0 -> {
        ObjectNode document = pool.user(name).attributes().toNode();
        document.put("nickName", "Nick");
        bridge.replace(id, Attributes.of(document));
        changed.add(name);
      }
      case 1 -> bridge.delete(id);
      case 2 -> {
        ResourceId sales = holder(Name.displayName(APP, "Sales"));
        if (sales != null) {
          bridge.change(sales, new MemberDelta(false, Set.of(), add(id)));
          changed.add(name);
        }
      }
      default -> {
        // Stays as it was found.
      }
    }
  }

  private ResourceId holder(Name name) {
    return bridge.directory.<ResourceId>read(
        tx -> tx.names().holder(name).map(Holder::resource).orElse(null));
  }

  private Map<String, String> byName() {
    Map<String, String> lines = new TreeMap<>();
    pool.everything().stream()
        .filter(line -> line.startsWith("user"))
        .forEach(line -> lines.put(line.substring(0, line.indexOf(' ')), line));
    return lines;
  }
}
