package scimbridge.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits, written like {@code 10.0.0.0/8} (RFC 4632 §3.1) or
 * {@code fd00::/8} (RFC 4291 §2.3).
 *
 * @param address one of them
 * @param bits how many of its bits all of them share
 */
public record AddressRange(InetAddress address, int bits) {
  // Nothing that could be a name: that would be looked up in the DNS.
  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern FORM =
      Pattern.compile(
          "((?:" + BYTE + "\\.){3}" + BYTE + "|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

  /** Checks the number of bits. */
  public AddressRange {
    if (bits < 0 || bits > 8 * address.getAddress().length) {
      throw new IllegalArgumentException("the address does not have so many bits: " + bits);
    }
  }

  /** What the text names: a range, or a single address; empty if it is neither. */
  public static Optional<AddressRange> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.getByName(parts.group(1));
      int length = 8 * address.getAddress().length;
      int bits = parts.group(2) == null ? length : Integer.parseInt(parts.group(2));
      return bits > length ? Optional.empty() : Optional.of(new AddressRange(address, bits));
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Whether the address is one of them. */
  boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((mine[bit / 8] ^ its[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
