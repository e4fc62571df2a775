package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class RandomPasswordTest {
  private final RandomPassword passwords = new RandomPassword();

  @RepeatedTest(50)
  void satisfiesEveryPolicyThatCognitoCanHave() {
    assertThat(passwords.next())
        .hasSizeBetween(99, 256)
        .matches("\\S+")
        .containsPattern("[A-Z]")
        .containsPattern("[a-z]")
        .containsPattern("[0-9]")
        .containsPattern("[\\^$*.\\[\\]{}()?\"!@#%&/\\\\,><':;|_~`=+-]")
        .isNotEqualTo(passwords.next());
  }
}
