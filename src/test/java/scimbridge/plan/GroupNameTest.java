package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupNameTest {
  private static final Pattern LEGAL = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}");

  @ParameterizedTest
  @CsvSource({
    "Engineering, Engineering",
    "Domain Admins, Domain+Admins",
    "app_users, app_users",
    "R&D / Zürich, R&D+/+Zürich",
    "C++, C%2B%2B",
    "100 %, 100+%25",
    "管理者, 管理者",
    "' a  b ', +a++b+",
    "a\tb, a%09b",
    "a\u00a0b, a%C2%A0b",
    "a\u200bb, a%E2%80%8Bb",
    "👩‍💻, 👩%E2%80%8D💻",
  })
  void aNameStaysReadableAndComesBack(String displayName, String groupName) {
    assertThat(GroupName.encode(displayName)).isEqualTo(groupName);
    assertThat(GroupName.decode(groupName)).contains(displayName);
  }

  @Test
  void aNameThatIsTooLongKeepsItsBeginningAndIsToldApartByAHash() {
    String words = "Everybody who works in the building at the corner of ";
    String one = GroupName.encode(words.repeat(3) + "A");
    String other = GroupName.encode(words.repeat(3) + "B");
    assertThat(one).startsWith("Everybody+who+works+in+the+building").contains("%~").hasSize(128);
    assertThat(one).isNotEqualTo(other).matches(LEGAL);
    assertThat(GroupName.decode(one)).isEmpty();
  }

  @Test
  void aNameOf128CharactersIsNotShortened() {
    assertThat(GroupName.encode("x".repeat(128))).isEqualTo("x".repeat(128));
    assertThat(GroupName.encode("x".repeat(129))).contains("%~");
    assertThat(GroupName.encode("😀".repeat(65))).startsWith("😀").matches(LEGAL);
  }

  @Test
  void evenNoNameAndHalfACharacterHaveALegalGroupName() {
    assertThat(GroupName.encode("")).matches(LEGAL);
    assertThat(GroupName.encode("a\ud800b")).isEqualTo("a%uD800b");
    assertThat(GroupName.decode("a%uD800b")).contains("a\ud800b");
  }

  @ParameterizedTest
  @CsvSource({"100%", "%2", "%zz", "%2b", "%41", "%FF", "%u00e4", "a%~b", "a b"})
  void whatEncodeNeverMakesIsNotDecoded(String groupName) {
    assertThat(GroupName.decode(groupName)).isEmpty();
  }

  @Test
  void generatedNamesAreLegalReversibleAndNeverMeet() {
    Random random = new Random(20261123);
    String alphabet = "aB +%_~u2\t\u00e4\u00a0\u200b\u2028\ud83d\ude00\ud800\u0000\ue000é";
    Map<String, String> seen = new HashMap<>();
    int shortened = 0;
    for (int i = 0; i < 20_000; i++) {
      int length = random.nextInt(i % 10 == 0 ? 200 : 6) + 1;
      StringBuilder name = new StringBuilder();
      while (name.length() < length) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String displayName = name.toString();
      String groupName = GroupName.encode(displayName);
      assertThat(LEGAL.matcher(groupName).matches()).as(groupName).isTrue();
      assertThat(seen.getOrDefault(groupName, displayName)).isEqualTo(displayName);
      seen.put(groupName, displayName);
      if (groupName.contains("%~")) {
        shortened++;
        assertThat(GroupName.decode(groupName)).isEmpty();
      } else {
        assertThat(GroupName.decode(groupName)).contains(displayName);
      }
    }
    assertThat(shortened).isGreaterThan(500);
  }
}
