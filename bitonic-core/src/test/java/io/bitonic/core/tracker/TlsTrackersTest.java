package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.Binding;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of HTTPS trackers, which must be valid, trusted and for the host that was meant. */
@Timeout(60)
class TlsTrackersTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path dir;

  private static KeyStore keys;
  private static SSLContext trust;

  @BeforeAll
  static void makeCertificates() throws Exception {
    keytool("ca", "CN=Test CA", "-ext", "bc:c");
    keytool("good", "CN=localhost", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
    keytool("wronghost", "CN=localhost", "-signer", "ca", "-ext", "san=dns:other.example");
    keytool(
        "expired",
        "CN=localhost",
        "-signer",
        "ca",
        "-startdate",
        "-10d",
        "-validity",
        "5",
        "-ext",
        "san=dns:localhost");
    keytool("selfsigned", "CN=localhost", "-ext", "san=dns:localhost");
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(dir.resolve("keys.p12"))) {
      keys.load(in, PASSWORD);
    }
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("ca", keys.getCertificate("ca"));
    TrustManagerFactory f =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    f.init(anchors);
    trust = SSLContext.getInstance("TLS");
    trust.init(null, f.getTrustManagers(), null);
  }

  private static void keytool(String alias, String name, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias));
    command.addAll(List.of("-dname", name, "-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    command.addAll(List.of("-keystore", dir.resolve("keys.p12").toString()));
    command.addAll(List.of(more));
    Path log = dir.resolve(alias + ".log");
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), () -> "keytool, see " + log);
  }

  private static SSLContext server(String alias) throws Exception {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
    KeyManagerFactory f = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    f.init(one, PASSWORD);
    SSLContext c = SSLContext.getInstance("TLS");
    c.init(f.getKeyManagers(), null, null);
    return c;
  }

  private static TrackerResult announce(String alias, SSLContext trusted, String host)
      throws Exception {
    try (ThreadLoop loop = new ThreadLoop();
        TestServer s =
            new TestServer(
                server(alias),
                (_, out) -> out.write(TestServer.ok(bytes("d8:intervali900e5:peers0:e"))))) {
      NetTrackerClient client =
          new NetTrackerClient(
              loop, null, "test", NetTrackerClient.Options.direct(() -> Binding.ANY, trusted));
      CompletableFuture<TrackerResult> out = new CompletableFuture<>();
      String url = "https://" + host + ":" + s.port() + "/announce";
      loop.execute(
          () -> client.announce(url, Requests.request(AnnounceEvent.NONE), "", out::complete));
      TrackerResult r = out.get(20, TimeUnit.SECONDS);
      if (r instanceof TrackerResult.Failed) {
        assertEquals(0, s.requests.size(), "the passkey must not be sent");
      }
      return r;
    }
  }

  private static void refuses(String alias, SSLContext trusted, String why) throws Exception {
    TrackerResult.Failed f =
        assertInstanceOf(TrackerResult.Failed.class, announce(alias, trusted, "localhost"));
    assertTrue(f.message().contains("TLS failed") && f.message().contains(why), f.message());
  }

  @Test
  void acceptsATrustedCertificate() throws Exception {
    assertInstanceOf(TrackerResult.Ok.class, announce("good", trust, "localhost"));
    assertInstanceOf(TrackerResult.Ok.class, announce("good", trust, "127.0.0.1"));
  }

  @Test
  void refusesAnotherHostsCertificate() throws Exception {
    refuses("wronghost", trust, "localhost");
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    refuses("expired", trust, "validity check failed");
  }

  @Test
  void refusesASelfSignedCertificate() throws Exception {
    refuses("selfsigned", trust, "PKIX path");
  }

  @Test
  void refusesWhatTheSystemDoesNotTrust() throws Exception {
    refuses("good", null, "PKIX path");
  }
}
