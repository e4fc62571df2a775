package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.identity.ResourceId;

/** What {@link Names} promises. */
public interface NamesContract extends DirectoryContract {

  @Test
  default void aNameHasOneHolderWhoMayTakeItAgain() {
    ResourceId jane = ResourceId.random();
    ResourceId mary = ResourceId.random();
    write(
        tx -> {
          assertThat(tx.names().reserve(Name.userName(OKTA, "Jane"), OKTA, jane)).isEmpty();
          assertThat(tx.names().reserve(Name.userName(OKTA, "jANE"), OKTA, jane)).isEmpty();
          assertThat(tx.names().reserve(Name.userName(OKTA, "JANE"), OKTA, mary))
              .contains(new Holder(OKTA, jane));
          assertThat(tx.names().reserve(Name.userName(ENTRA, "jane"), ENTRA, mary)).isEmpty();
          assertThat(tx.names().reserve(Name.displayName(OKTA, "jane"), OKTA, mary)).isEmpty();
        });

    assertThat(holder(Name.userName(OKTA, "jane"))).contains(new Holder(OKTA, jane));
    assertThat(holder(Name.userName(OKTA, "nobody"))).isEmpty();
  }

  @Test
  default void aNameInASharedPoolIsTakenForEveryApp() {
    ResourceId jane = ResourceId.random();
    Name name = Name.username(Examples.STAFF, "Jane", false);
    write(
        tx -> {
          assertThat(tx.names().reserve(name, OKTA, jane)).isEmpty();
          assertThat(tx.names().reserve(name, ENTRA, jane)).contains(new Holder(OKTA, jane));
        });
  }

  @Test
  default void keepOnlyGivesBackTheOthersOfTheHolder() {
    ResourceId jane = ResourceId.random();
    ResourceId mary = ResourceId.random();
    Name old = Name.userName(OKTA, "old");
    Name kept = Name.userName(OKTA, "kept");
    Name marys = Name.userName(OKTA, "mary");
    write(
        tx -> {
          tx.names().reserve(old, OKTA, jane);
          tx.names().reserve(kept, OKTA, jane);
          tx.names().reserve(marys, OKTA, mary);
          tx.names().keepOnly(ENTRA, jane, List.of());
          tx.names().keepOnly(OKTA, jane, List.of(kept, Name.userName(OKTA, "never had")));
        });
    assertThat(holder(old)).isEmpty();
    assertThat(holder(kept)).contains(new Holder(OKTA, jane));
    assertThat(holder(marys)).contains(new Holder(OKTA, mary));
    assertThat(holder(Name.userName(OKTA, "never had"))).isEmpty();

    write(tx -> tx.names().keepOnly(OKTA, jane, List.of()));
    assertThat(holder(kept)).isEmpty();
    assertThat(holder(marys)).contains(new Holder(OKTA, mary));
  }

  @Test
  default void aLongNameIsToldApartFromAnotherWithTheSameBeginning() {
    ResourceId jane = ResourceId.random();
    Name one = Name.displayName(OKTA, "n".repeat(4000) + "1");
    Name two = Name.displayName(OKTA, "n".repeat(4000) + "2");
    write(
        tx -> {
          tx.names().reserve(one, OKTA, jane);
          tx.names().reserve(two, OKTA, jane);
          tx.names().keepOnly(OKTA, jane, List.of(one));
        });
    assertThat(holder(one)).isPresent();
    assertThat(holder(two)).isEmpty();
  }

  private Optional<Holder> holder(Name name) {
    return directory().read(tx -> tx.names().holder(name));
  }
}
