package scimbridge.provisioning;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A set of texts that remembers eight bytes of each, so that millions fit: at most twenty-four
 * bytes a text. It may take a text for one that is in it with a chance of one in 10<sup>19</sup>
 * for each that is.
 */
final class Fingerprints {
  private final MessageDigest digest;
  private long[] slots = new long[1 << 10];
  private int size;

  Fingerprints() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Adds a text.
   *
   * @return false if it was there
   */
  boolean add(String text) {
    long print = print(text);
    int slot = slot(slots, print);
    if (slots[slot] == print) {
      return false;
    }
    slots[slot] = print;
    size++;
    // Two thirds full at the most, so that a search is short.
    if (size * 3L > slots.length * 2L) {
      grow();
    }
    return true;
  }

  boolean contains(String text) {
    long print = print(text);
    return slots[slot(slots, print)] == print;
  }

  int size() {
    return size;
  }

  void clear() {
    slots = new long[1 << 10];
    size = 0;
  }

  private void grow() {
    long[] wider = new long[slots.length * 2];
    Arrays.stream(slots)
        .filter(print -> print != 0)
        .forEach(print -> wider[slot(wider, print)] = print);
    slots = wider;
  }

  /** Where the print is, or the free slot where it would be. */
  private static int slot(long[] in, long print) {
    int slot = (int) (print & (in.length - 1));
    while (in[slot] != 0 && in[slot] != print) {
      slot = (slot + 1) & (in.length - 1);
    }
    return slot;
  }

  /** Never zero, which is an empty slot. */
  private long print(String text) {
    long print = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    return print == 0 ? 1 : print;
  }
}
