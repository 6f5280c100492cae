package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bitonic.core.krpc.Krpc;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.SimLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of DHT nodes that a proxy looks up, in virtual time. */
class NodeNamesTest {
  private static final InetSocketAddress A =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 6881);
  private static final InetSocketAddress B =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 6882);

  private final SimLoop loop = new SimLoop();
  private final Proxy proxy = new Proxy();
  private final NodeNames names = new NodeNames(loop, proxy);
  private List<InetSocketAddress> found;

  /** Keeps what is sent. */
  private static final class Proxy implements Datagrams {
    final List<byte[]> sent = new ArrayList<>();
    final List<String> to = new ArrayList<>();
    boolean up = true;
    Receiver receiver;

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress at) {
      if (up) {
        byte[] b = new byte[data.remaining()];
        data.get(b);
        sent.add(b);
        to.add(at.getHostString() + ":" + at.getPort());
      }
      return up;
    }

    @Override
    public void addReceiver(Receiver r) {
      receiver = r;
    }

    void answer(int n, InetSocketAddress from) throws Exception {
      var q = (io.bitonic.core.krpc.Query) Krpc.decode(sent.get(n));
      String transaction = new String(q.transaction(), StandardCharsets.ISO_8859_1);
      String r =
          "d1:rd2:id20:abcdefghij0123456789e1:t"
              + transaction.length()
              + ":"
              + transaction
              + "1:y1:re";
      receiver.received(from, ByteBuffer.wrap(r.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  private void resolve(String... hostPorts) {
    names.resolve(List.of(hostPorts), f -> found = f);
    loop.advance(Duration.ofMillis(10));
  }

  @Test
  void whenAllHaveAnsweredNothingIsWaitedFor() throws Exception {
    resolve("a.example:6881", "b.example:6882");
    assertEquals(List.of("a.example:6881", "b.example:6882"), proxy.to);
    proxy.answer(0, A);
    assertNull(found);
    proxy.answer(1, B);
    assertEquals(List.of(A, B), found);
    found = null;
    proxy.answer(1, B);
    loop.advance(Duration.ofSeconds(10));
    assertNull(found, "it is answered once");
  }

  @Test
  void whoIsSilentHoldsUpTheOthersForFourSeconds() throws Exception {
    resolve("a.example:6881", "b.example:6882");
    proxy.answer(1, B);
    loop.advance(Duration.ofMillis(3900));
    assertNull(found);
    loop.advance(Duration.ofMillis(200));
    assertEquals(List.of(B), found);
    proxy.answer(0, A);
    assertEquals(List.of(B), found, "too late");
  }

  @Test
  void withoutAWayOutTheAnswerIsEmptyAtOnce() {
    proxy.up = false;
    resolve("a.example:6881", "nonsense", ":", "192.0.2.2:6882");
    assertEquals(List.of(B), found);
  }
}
