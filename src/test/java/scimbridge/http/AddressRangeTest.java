package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.0,false",
    "192.0.2.128/25,192.0.2.128,true",
    "192.0.2.128/25,192.0.2.127,false",
    "192.0.2.7,192.0.2.7,true",
    "192.0.2.7,192.0.2.6,false",
    "0.0.0.0/0,203.0.113.9,true",
    "0.0.0.0/0,::1,false",
    "fd00::/8,fdab::1,true",
    "fd00::/8,fe80::1,false",
    "::1,::1,true",
    "::ffff:10.0.0.0/8,10.1.2.3,true"
  })
  void an_address_is_in_it_or_not(String range, String address, boolean isIn) throws Exception {
    assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)))
        .isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0/8",
        "10.0.0.256",
        "::/129",
        "::g",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "example.com/8",
        ":",
        "1"
      })
  void what_is_neither_is_not_taken_and_not_looked_up(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
