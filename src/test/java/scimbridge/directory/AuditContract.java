package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Selection;
import scimbridge.directory.Audit.Stored;
import scimbridge.directory.Audit.Subject;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.testing.AuditTrail;

/** What {@link Audit} promises. */
public interface AuditContract extends DirectoryContract {

  @Test
  default void theNewestRecordsOfAnAppComeFirst() {
    Entry first = entry(OKTA, "user.create", user("ann"));
    Entry second = entry(OKTA, "token.create", null);
    Entry third = entry(OKTA, "user.delete", user("bob"));
    Entry foreign = entry(ENTRA, "user.create", user("ann"));
    append(first, second, foreign, third);

    directory()
        .read(
            tx -> {
              assertThat(AuditTrail.newest(tx.audit(), OKTA, 10))
                  .containsExactly(third, second, first);
              assertThat(AuditTrail.newest(tx.audit(), OKTA, 2)).containsExactly(third, second);
              assertThat(AuditTrail.newest(tx.audit(), new AppId("third"), 2)).isEmpty();
              return null;
            });
  }

  @Test
  default void aRecordIsReadAsItWasWritten() {
    Entry whole =
        entry(OKTA, "user.update", user("änn"))
            .in(STAFF)
            .changing(
                List.of(
                    new Change("name.givenName", "Ann", null),
                    new Change("title", null, "\"Chief\"\n✓")))
            .doing(
                List.of("set title of account 'ann' in pool staff"),
                List.of(
                    new Call("AdminUpdateUserAttributes", "set title", "done", "", 41),
                    new Call("AdminDisableUser", "disable", "lost", "timeout", 5000)));
    append(whole);

    assertThat(page(Selection.EVERYTHING, Place.START, 10)).containsExactly(whole);
    assertThat(whole.failed()).isTrue();
  }

  @Test
  default void pagesGoOnWhereTheLastOneEndedAlsoWithinOneMillisecond() {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(entryAt(NOON.plusMillis(i / 3), OKTA, "number." + i));
    }
    append(all.toArray(Entry[]::new));

    List<Entry> seen = new ArrayList<>();
    Place place = Place.START;
    for (List<Stored> page = stored(place); !page.isEmpty(); page = stored(place)) {
      page.forEach(stored -> seen.add(stored.entry()));
      place = page.getLast().place();
    }

    assertThat(seen).containsExactlyElementsOf(all);
  }

  private List<Stored> stored(Place place) {
    return directory().<List<Stored>>read(tx -> tx.audit().after(Selection.EVERYTHING, place, 2));
  }

  @Test
  default void theNewestFewAreFoundFromBehind() {
    append(
        entryAt(NOON.plusSeconds(2), OKTA, "second"),
        entryAt(NOON.plusSeconds(1), OKTA, "first"),
        entryAt(NOON.plusSeconds(3), ENTRA, "third"));

    assertThat(newest(Selection.EVERYTHING, 2)).containsExactly("second", "third");
    assertThat(newest(Selection.EVERYTHING, 9)).containsExactly("first", "second", "third");
    assertThat(newest(new Selection(OKTA, Set.of(), null, false), 1)).containsExactly("second");
  }

  private List<String> newest(Selection selection, int count) {
    return directory()
        .<List<Stored>>read(
            tx -> tx.audit().after(selection, tx.audit().beforeNewest(selection, count), 100))
        .stream()
        .map(stored -> stored.entry().action())
        .toList();
  }

  @Test
  default void recordsAreSelectedByAppSubjectTimeAndFailure() {
    Subject ann = user("Ann");
    Entry made = entry(OKTA, "user.create", ann);
    Entry refused = new Entry(NOON, OKTA, "worker", "account.converge", ann, "refused", "no", "");
    Entry other = entry(OKTA, "user.create", user("bob"));
    Entry foreign = entry(ENTRA, "user.create", user("carol"));
    Entry late = entryAt(NOON.plusSeconds(60), OKTA, "late");
    append(made, refused, other, foreign, late);

    assertThat(page(new Selection(OKTA, Set.of(), null, false), Place.START, 10))
        .containsExactly(made, refused, other, late);
    assertThat(page(new Selection(null, Set.of(ann.id()), null, false), Place.START, 10))
        .containsExactly(made, refused);
    assertThat(page(new Selection(ENTRA, Set.of(ann.id()), null, false), Place.START, 10))
        .isEmpty();
    assertThat(page(new Selection(OKTA, Set.of(), null, true), Place.START, 10))
        .containsExactly(refused);
    assertThat(page(Selection.EVERYTHING, Place.before(NOON.plusSeconds(60)), 10))
        .containsExactly(late);
  }

  @Test
  default void whoIsGoneIsFoundByTheNameItHad() {
    Subject ann = user("Ann");
    Subject foreign = user("ann");
    append(entry(OKTA, "user.delete", ann), entry(ENTRA, "user.create", foreign));

    directory()
        .read(
            tx -> {
              assertThat(tx.audit().named(null, "ANN", 9))
                  .containsExactlyInAnyOrder(ann.id(), foreign.id());
              assertThat(tx.audit().named(OKTA, "aNN", 9)).containsExactly(ann.id());
              assertThat(tx.audit().named(OKTA, "an", 9)).isEmpty();
              return null;
            });

    String endless = "endless".repeat(10_000);
    Subject refused = new Subject(ResourceType.USER, null, endless);
    append(entry(OKTA, "user.create", refused));
    assertThat(refused.name()).hasSizeLessThan(600);
    assertThat(page(new Selection(OKTA, Set.of(), endless, false), Place.START, 9)).hasSize(1);
  }

  @Test
  default void theOldestAreForgottenFirstAndPieceByPiece() {
    append(
        entryAt(NOON.plusSeconds(1), OKTA, "b"),
        entryAt(NOON, ENTRA, "a"),
        entryAt(NOON.plusSeconds(2), OKTA, "c"));
    Instant limit = NOON.plusSeconds(2);

    assertThat(directory().<Integer>write(tx -> tx.audit().purge(limit, 1))).isEqualTo(1);
    assertThat(newest(Selection.EVERYTHING, 9)).containsExactly("b", "c");
    assertThat(directory().<Integer>write(tx -> tx.audit().purge(limit, 5))).isEqualTo(1);
    assertThat(directory().<Integer>write(tx -> tx.audit().purge(limit, 5))).isZero();
    assertThat(newest(Selection.EVERYTHING, 9)).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parts = '{\"changes\":['",
        "parts = '{\"changes\":[],\"plan\":[],\"calls\":[],\"leftOut\":0,\"newer\":1}'",
        "parts = '{\"changes\":[{}],\"plan\":[],\"calls\":[],\"leftOut\":0}'",
        "parts = '{\"changes\":[],\"plan\":[null],\"calls\":[],\"leftOut\":0}'",
        "parts = '{\"changes\":[],\"plan\":[],\"calls\":[{\"operation\":\"X\",\"sentence\":\"x\","
            + "\"reason\":\"\",\"millis\":1}],\"leftOut\":0}'",
        "parts = '{}'",
        "parts = 'null'",
        "resource_type = 'DEVICE'",
        "resource = 'none of ours'",
        "pool = 'no such name'"
      })
  default void oneThatCannotBeReadIsInItsPlaceAmongTheOthers(String damage) {
    Entry first = entry(OKTA, "first", user("ann"));
    Entry last = entry(OKTA, "last", user("ann"));
    append(first, entry(OKTA, "damaged", user("Ann")), last);
    List<Place> places = storedOf("ann").stream().map(Stored::place).toList();
    tamper("UPDATE audit SET " + damage + " WHERE action = 'damaged'");

    assertThat(storedOf("ann"))
        .containsExactly(
            new Stored(places.get(0), first),
            new Stored(places.get(1), null),
            new Stored(places.get(2), last));
    assertThat(directory().<List<Entry>>read(tx -> AuditTrail.newest(tx.audit(), OKTA, 9)))
        .containsExactly(last, first);
  }

  private List<Stored> storedOf(String name) {
    return directory()
        .read(
            tx -> {
              Set<ResourceId> ids = tx.audit().named(OKTA, name, 9);
              return tx.audit().after(new Selection(OKTA, ids, name, false), Place.START, 9);
            });
  }

  @Test
  default void ofWhatIsLongOnlyAPartIsKept() {
    String long_ = "x\uD83D\uDE00".repeat(5000);
    List<Change> changes = Collections.nCopies(500, new Change("title", long_, "\u0000"));
    List<String> plan = Collections.nCopies(500, long_);
    List<Call> calls = Collections.nCopies(500, new Call("X", long_, "lost", long_, 1));
    append(entry(OKTA, "user.update", user("ann")).changing(changes).doing(plan, calls));

    Entry kept = page(Selection.EVERYTHING, Place.START, 1).getFirst();

    assertThat(kept.toString().length()).isLessThan(16 * 1024);
    assertThat(kept.calls()).isNotEmpty();
    assertThat(kept.leftOut())
        .isEqualTo(1500 - kept.calls().size() - kept.changes().size() - kept.plan().size());
  }

  private List<Entry> page(Selection selection, Place place, int limit) {
    return directory().<List<Stored>>read(tx -> tx.audit().after(selection, place, limit)).stream()
        .map(Stored::entry)
        .toList();
  }

  private void append(Entry... entries) {
    write(tx -> List.of(entries).forEach(tx.audit()::append));
  }

  private static Subject user(String name) {
    return new Subject(ResourceType.USER, ResourceId.random(), name);
  }

  private static Entry entry(AppId app, String action, @Nullable Subject subject) {
    return new Entry(NOON, app, "worker", action, subject, "accepted", "créer ✓", "r-1");
  }

  private static Entry entryAt(Instant at, AppId app, String action) {
    return new Entry(at, app, "worker", action, null, "accepted", "", "");
  }
}
