package scimbridge.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/** The server's certificate and key, read from PEM files (RFC 7468). */
final class PemIdentity {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private PemIdentity() {}

  /**
   * A TLS context that proves to be the server of the certificate.
   *
   * @throws Fault naming the file and what is wrong with it; never what is in it
   */
  static SSLContext context(HttpSettings.Tls tls) {
    Certificate[] chain = chain(tls.certificate());
    PrivateKey key = key(tls.key(), chain[0].getPublicKey());
    char[] noPassword = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, noPassword);
      store.setKeyEntry("server", key, noPassword, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, noPassword);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw fault(tls.certificate(), "the certificate chain cannot be used", e);
    }
  }

  private static Certificate[] chain(Path file) {
    byte[] pem = read(file).getBytes(StandardCharsets.US_ASCII);
    try {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (chain.isEmpty()) {
        throw fault(file, "there is no certificate in it", null);
      }
      return chain.toArray(new Certificate[0]);
    } catch (GeneralSecurityException e) {
      throw fault(file, "it is not a certificate in PEM form", e);
    }
  }

  private static PrivateKey key(Path file, PublicKey certified) {
    Matcher block = BLOCK.matcher(read(file));
    while (block.find()) {
      String type = block.group(1);
      if (type.equals("PRIVATE KEY")) {
        return key(file, block.group(2), certified);
      }
      if (type.endsWith("PRIVATE KEY")) {
        throw fault(
            file,
            "'"
                + type
                + "' is not supported; convert it with 'openssl pkcs8 -topk8 -nocrypt -in OLD -out"
                + " NEW'",
            null);
      }
    }
    throw fault(file, "there is no '-----BEGIN PRIVATE KEY-----' in it", null);
  }

  private static PrivateKey key(Path file, String base64, PublicKey certified) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      // The certificate says what kind of key it is, so nobody needs to guess.
      PrivateKey key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      checkPair(file, key, certified);
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw fault(
          file,
          "it is not a PKCS#8 key of the certificate's algorithm, " + certified.getAlgorithm(),
          e);
    }
  }

  private static void checkPair(Path file, PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    byte[] probe = "scim-bridge".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certified);
    verifier.update(probe);
    if (!verifier.verify(signature)) {
      throw fault(file, "the key does not belong to the certificate", null);
    }
  }

  private static String read(Path file) {
    try {
      // Comments before a block may be in any encoding; the blocks themselves are ASCII.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw fault(file, "it cannot be read", e);
    }
  }

  private static Fault fault(Path file, String problem, @Nullable Throwable cause) {
    String detail = "TLS: " + file + ": " + problem;
    return cause == null
        ? Fault.of(Fault.Kind.INTERNAL, detail)
        : Fault.of(Fault.Kind.INTERNAL, detail, cause);
  }
}
