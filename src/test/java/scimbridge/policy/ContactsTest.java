package scimbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactsTest {
  @ParameterizedTest
  @CsvSource({
    "+4930123456, +4930123456",
    "+1 (201) 555-0123, +12015550123",
    "tel:+1-201-555-0123, +12015550123",
    "TEL:+1.201.555.0123, +12015550123",
    "0049 30 123456, +4930123456",
    "+49 (0) 30 123456, +4930123456",
    "0049(0)30 123456, +4930123456",
  })
  void numbersWithACountryCodeAreNormalised(String sent, String held) {
    assertThat(Contacts.e164(sent)).contains(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "030 123456",
        "555-0123",
        "+0123456789",
        "+123456",
        "+1234567890123456",
        "+1 201 555 0123 x5",
        "tel:+1-201-555-0123;ext=5",
        "+١٢٣٤٥٦٧٨",
        ""
      })
  void othersAreNotGuessed(String sent) {
    assertThat(Contacts.e164(sent)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@x.org", "Bob.O'Neil+1@mail.example.com", "jörg@bücher.example"})
  void addressesAreKnown(String text) {
    assertThat(Contacts.isAddress(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "a@b", "a@@x.org", "a b@x.org", "@x.org", "a@.org", "a@x.org\n"})
  void othersAreNot(String text) {
    assertThat(Contacts.isAddress(text)).isFalse();
  }

  @Test
  void anEndlessAddressIsNone() {
    assertThat(Contacts.isAddress("a@x" + ".b".repeat(1_000_000))).isFalse();
  }

  @Test
  void thePrimaryEmailComesBeforeTheOneForWorkBeforeTheFirst() {
    String home = "{'value':'h@x.org','type':'home'}";
    String work = "{'value':'w@x.org','type':'Work'}";
    String primary = "{'value':'p@x.org','primary':true}";
    assertThat(Contacts.email(emails(home, work, primary))).contains("p@x.org");
    assertThat(Contacts.email(emails(home, work))).contains("w@x.org");
    assertThat(Contacts.email(emails(home))).contains("h@x.org");
    assertThat(Contacts.email(emails("{'type':'work'}"))).isEmpty();
    assertThat(Contacts.email(emails())).isEmpty();
  }

  @Test
  void theMobileNumberComesFirstIfItCanBeUsed() {
    String work = "{'value':'+4930111111','type':'work','primary':true}";
    String mobile = "{'value':'+49 170 2222222','type':'mobile'}";
    String local = "{'value':'0170 3333','type':'mobile'}";
    assertThat(phone(work, mobile)).contains("+491702222222");
    assertThat(phone(local, work)).contains("+4930111111");
    assertThat(phone(local)).contains("0170 3333");
  }

  @Test
  void aPhotoIsNotAThumbnail() {
    JsonNode user =
        Users.user(
                "{'photos':[{'value':'https://x/t','type':'thumbnail','primary':true},"
                    + "{'value':'https://x/p','type':'photo'}]}")
            .attributes()
            .view();
    assertThat(Contacts.photo(user)).contains("https://x/p");
  }

  private static JsonNode emails(String... values) {
    return Users.user("{'emails':[" + String.join(",", values) + "]}").attributes().view();
  }

  private static Optional<String> phone(String... values) {
    return Contacts.phone(
        Users.user("{'phoneNumbers':[" + String.join(",", values) + "]}").attributes().view());
  }
}
