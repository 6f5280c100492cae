package io.bitonic.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings;
import io.bitonic.core.config.Settings.ProxyKind;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ProxyTest {
  private static Settings.Proxy settings(ProxyKind kind, int port, String user, String password) {
    return new Settings.Proxy(kind, "127.0.0.1", port, user, password, true, true, true);
  }

  private static ServerSocket echo() throws IOException {
    ServerSocket s = new ServerSocket();
    s.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket c = s.accept();
                  // The first words come at once, together with the proxy's own.
                  c.getOutputStream()
                      .write("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  c.getInputStream().transferTo(c.getOutputStream());
                }
              } catch (IOException e) {
                return;
              }
            });
    return s;
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS5", "HTTP"})
  void connectsByNameWithALogin(ProxyKind kind) throws Exception {
    try (FakeProxy proxy = new FakeProxy(kind == ProxyKind.SOCKS5, "me:se cret");
        ServerSocket server = echo();
        Socket s = new Socket("127.0.0.1", proxy.port())) {
      Settings.Proxy p = settings(kind, proxy.port(), "me", "se cret");
      ProxyHandshake.connect(p, "peer.example", server.getLocalPort()).run(s);
      assertEquals("peer.example:" + server.getLocalPort(), proxy.asked.take());
      s.getOutputStream().write(7);
      assertEquals("hello", new String(s.getInputStream().readNBytes(5)));
      assertEquals(7, s.getInputStream().read());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS5", "HTTP"})
  void saysThatALoginIsWrongOrMissing(ProxyKind kind) throws Exception {
    for (String user : new String[] {"", "me"}) {
      try (FakeProxy proxy = new FakeProxy(kind == ProxyKind.SOCKS5, "me:right");
          Socket s = new Socket("127.0.0.1", proxy.port())) {
        Settings.Proxy p = settings(kind, proxy.port(), user, "wrong");
        ProxyException e =
            assertThrows(
                ProxyException.class, () -> ProxyHandshake.connect(p, "127.0.0.1", 1).run(s));
        assertTrue(e.getMessage().contains("password"), e.getMessage());
        assertTrue(!e.getMessage().contains("wrong"), "no credentials in messages");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS5", "HTTP"})
  void onTheLoopTheLinkItselfIsHandedOver(ProxyKind kind) throws Exception {
    try (FakeProxy proxy = new FakeProxy(kind == ProxyKind.SOCKS5, null);
        ServerSocket server = echo();
        EventLoop loop = new EventLoop("test", Clock.SYSTEM)) {
      InetSocketAddress peer = (InetSocketAddress) server.getLocalSocketAddress();
      BlockingQueue<String> seen = new LinkedBlockingQueue<>();
      loop.execute(() -> dial(loop, kind, proxy.port(), peer, seen));
      assertEquals("connected " + peer + " true", seen.poll(10, TimeUnit.SECONDS));
      StringBuilder got = new StringBuilder();
      while (got.length() < 5) {
        got.append(seen.poll(10, TimeUnit.SECONDS));
      }
      assertEquals("hello", got.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS5", "HTTP"})
  void aPeerThatTheProxyCannotReachIsAFailure(ProxyKind kind) throws Exception {
    try (FakeProxy proxy = new FakeProxy(kind == ProxyKind.SOCKS5, null);
        EventLoop loop = new EventLoop("test", Clock.SYSTEM)) {
      InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 1);
      BlockingQueue<String> seen = new LinkedBlockingQueue<>();
      loop.execute(() -> dial(loop, kind, proxy.port(), peer, seen));
      String end = seen.poll(10, TimeUnit.SECONDS);
      assertTrue(end.contains("proxy can't connect"), end);
    }
  }

  private static void dial(
      EventLoop loop,
      ProxyKind kind,
      int proxyPort,
      InetSocketAddress peer,
      BlockingQueue<String> seen) {
    Settings.Proxy p = settings(kind, proxyPort, "", "");
    TcpLink[] link = new TcpLink[1];
    Link.Handler user =
        new Link.Handler() {
          @Override
          public void connected() {
            seen.add("connected " + link[0].remote() + " " + link[0].canTransfer());
          }

          @Override
          public void readable() {
            ByteBuffer b = ByteBuffer.allocate(100);
            try {
              link[0].read(b);
            } catch (IOException e) {
              seen.add(e.toString());
            }
            seen.add(new String(b.array(), 0, b.position()));
          }

          @Override
          public void writable() {
            seen.add("writable");
          }

          @Override
          public void closed(IOException cause) {
            seen.add("closed " + cause);
          }
        };
    ProxyConnect c =
        new ProxyConnect(
            ProxyHandshake.connect(p, peer.getAddress().getHostAddress(), peer.getPort()), user);
    try {
      link[0] =
          c.on(
              TcpLink.connect(
                  loop,
                  new InetSocketAddress("127.0.0.1", proxyPort),
                  peer,
                  Binding.ANY,
                  TcpLink.Options.DEFAULT,
                  c));
    } catch (IOException e) {
      seen.add(e.toString());
    }
  }

  @Test
  void aProxyThatIsNotFoundIsNoReasonToGoDirect() {
    ProxyAddress a =
        new ProxyAddress(
            new Settings.Proxy(ProxyKind.HTTP, "256.256.256.256", 1, "", "", true, true, true));
    assertThrows(IOException.class, a::get);
    assertThrows(IOException.class, a::await);
  }
}
