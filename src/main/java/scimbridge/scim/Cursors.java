package scimbridge.scim;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Secrets;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/**
 * Cursors (RFC 9865): the place where a page ended, so that the next one starts there and nothing
 * is kept on the server.
 *
 * <p>They are encrypted and authenticated (AES-256-GCM) with a key of the store, and bound to app,
 * endpoint, filter and order. Authenticated, because a place is given to the store as it is;
 * encrypted, because row numbers count the resources of all apps. A cursor carries no rights: each
 * page is asked for with a token.
 */
final class Cursors {
  private static final String KEY = "cursors";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int VERSION = 1;

  private final Directory directory;
  private final Clock clock;
  private final Duration timeout;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable SecretKeySpec key;

  /**
   * Where a page ended.
   *
   * @param sorted whether the results are sorted here, not walked in the order of an index
   * @param type which of the queried types, from 0
   * @param key what the order compares; null if there is no value
   * @param row decides between equal keys
   * @param total how many results there were on the first page, -1 if nobody counted
   */
  record Place(boolean sorted, int type, @Nullable String key, long row, long total) {}

  Cursors(Directory directory, Clock clock, Duration timeout) {
    this.directory = directory;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** A cursor for a place; letters, digits, {@code -} and {@code _}. */
  String seal(AppId app, String query, Place place) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, app, query);
      byte[] sealed = cipher.doFinal(bytes(place));
      byte[] cursor = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, cursor, NONCE_BYTES, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The place of a cursor.
   *
   * @throws Fault INVALID_CURSOR if it was not given for this query; EXPIRED_CURSOR if it was given
   *     too long ago
   */
  Place open(AppId app, String query, String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length < NONCE_BYTES) {
        throw invalid();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), app, query);
      return place(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (IllegalArgumentException | GeneralSecurityException forged) {
      throw invalid();
    }
  }

  private static Fault invalid() {
    return Fault.of(
        Fault.Kind.INVALID_CURSOR,
        "The cursor was not given by this server for this query. Filter, sortBy and sortOrder have to"
            + " stay the same from page to page; an empty cursor begins again.");
  }

  private byte[] bytes(Place place) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(clock.millis());
      out.writeBoolean(place.sorted());
      out.writeByte(place.type());
      out.writeLong(place.row());
      out.writeLong(place.total());
      String text = place.key();
      out.writeBoolean(text != null);
      if (text != null) {
        out.writeUTF(text);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private Place place(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw invalid();
      }
      Instant given = Instant.ofEpochMilli(in.readLong());
      if (given.plus(timeout).isBefore(clock.instant())) {
        throw Fault.of(
            Fault.Kind.EXPIRED_CURSOR,
            "The cursor is older than "
                + timeout.toSeconds()
                + " seconds. An empty cursor begins again.");
      }
      boolean sorted = in.readBoolean();
      int type = in.readByte();
      long row = in.readLong();
      long total = in.readLong();
      return new Place(sorted, type, in.readBoolean() ? in.readUTF() : null, row, total);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, AppId app, String query)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
    // The name of an app has no line break.
    cipher.updateAAD((app.value() + "\n" + query).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      byte[] stored =
          directory
              .read(tx -> tx.secrets().find(KEY))
              .orElseGet(() -> directory.write(tx -> make(tx.secrets())));
      known = new SecretKeySpec(stored, "AES");
      key = known;
    }
    return known;
  }

  /** Another server of the same store may have been faster. */
  private byte[] make(Secrets secrets) {
    return secrets
        .find(KEY)
        .orElseGet(
            () -> {
              byte[] made = new byte[KEY_BYTES];
              random.nextBytes(made);
              secrets.keep(KEY, made);
              return made;
            });
  }
}
