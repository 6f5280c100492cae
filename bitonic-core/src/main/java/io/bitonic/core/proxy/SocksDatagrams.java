package io.bitonic.core.proxy;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * UDP through a SOCKS5 proxy (RFC 1928, UDP ASSOCIATE): a TCP connection tells the proxy to pass
 * datagrams on, and they are passed on as long as it stands. When it ends nothing is sent, least of
 * all past the proxy, until a new one stands; it is tried again and again with longer waits.
 *
 * <p>The association belongs to the loop, and receivers are called there. {@link #send}, {@link
 * #start} and {@link #stop} are for any thread; one lock guards the buffer that datagrams are
 * wrapped in. An unresolved address is sent to by its name, which the proxy looks up; answers come
 * from the address that the name has.
 */
public final class SocksDatagrams implements Datagrams {
  private static final int MOST = 65_507;
  private static final long SECOND = 1_000_000_000L;
  private static final long HANDSHAKE_NANOS = 15 * SECOND;
  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final long LOOK_NANOS = 30 * SECOND;

  /** A proxy may forget us without a word. */
  private static final long SILENCE_NANOS = 120 * SECOND;

  private static final int UNANSWERED = 20;

  private final EventLoop loop;
  private final Settings.Proxy proxy;
  private final ProxyAddress address;
  private final Supplier<Binding> binding;
  private final UdpSocket udp;
  private final ByteBuffer wrapped = ByteBuffer.allocateDirect(MOST);

  /** Where datagrams are handed over; null: nowhere. */
  private volatile InetSocketAddress relay;

  private volatile String problem = "the proxy has not been asked for UDP yet";
  private volatile int unanswered;
  private Control control;
  private boolean wanted;
  private boolean watching;
  private int failures;
  private long heard;
  private Loop.Timer retry;

  /**
   * @param proxy of kind SOCKS5
   */
  public SocksDatagrams(
      EventLoop loop, Settings.Proxy proxy, ProxyAddress address, Supplier<Binding> binding) {
    this.loop = loop;
    this.proxy = proxy;
    this.address = address;
    this.binding = binding;
    this.udp = UdpSocket.unbound(loop);
  }

  /** Asks the proxy for an association, and again whenever it is lost. */
  public void start() {
    loop.execute(
        () -> {
          wanted = true;
          failures = 0;
          if (!watching) {
            watching = true;
            look();
          }
          if (control == null) {
            associate();
          }
        });
  }

  /** Sends nothing from now on. */
  public void stop() {
    relay = null;
    udp.close();
    loop.execute(
        () -> {
          wanted = false;
          end("the network is offline");
        });
  }

  /** Whether datagrams can be sent. */
  public boolean isUp() {
    return relay != null;
  }

  @Override
  public String problem() {
    return relay != null ? "" : problem;
  }

  // ---- the association
  // --------------------------------------------------------------------------------------------

  private void associate() {
    cancelRetry();
    if (!wanted || control != null) {
      return;
    }
    Control c = new Control();
    control = c;
    try {
      Binding now = binding.get();
      if (!now.isOnline()) {
        throw new IOException(now.offline());
      }
      InetSocketAddress at = address.get();
      udp.bind(now, 0);
      c.open(at, now);
    } catch (IOException e) {
      lost(c, e.getMessage());
    }
  }

  private void lost(Control c, String why) {
    if (c != control) {
      return;
    }
    end("the SOCKS5 proxy gives no UDP: " + why);
    if (wanted) {
      long wait = Math.min(LONGEST_WAIT_SECONDS, 1L << Math.min(failures, 6));
      failures++;
      Logger.info("{}; asked again in {} s", problem, wait);
      cancelRetry();
      retry = loop.schedule(wait * SECOND, this::associate);
    }
  }

  private void end(String why) {
    relay = null;
    problem = why;
    udp.close();
    cancelRetry();
    if (control != null) {
      control.close();
      control = null;
    }
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  private void stands(InetSocketAddress at) {
    failures = 0;
    unanswered = 0;
    heard = loop.clock().nanos();
    problem = "";
    relay = at;
    Logger.debug("the SOCKS5 proxy passes on UDP at {}", at);
  }

  private void look() {
    boolean silent =
        relay != null && unanswered >= UNANSWERED && loop.clock().nanos() - heard > SILENCE_NANOS;
    if (silent) {
      lost(control, "it has answered nothing for two minutes");
    }
    loop.schedule(LOOK_NANOS, this::look);
  }

  /** The TCP connection that an association lives as long as. */
  private final class Control implements Link.Handler {
    private final Socks5Handshake handshake = Socks5Handshake.associate(proxy);
    private final ByteBuffer nothing = ByteBuffer.allocate(256);
    private TcpLink link;
    private Loop.Timer deadline;

    void open(InetSocketAddress at, Binding from) throws IOException {
      ProxyConnect through = new ProxyConnect(handshake, this);
      link = through.on(TcpLink.connect(loop, at, from, TcpLink.Options.DEFAULT, through));
      deadline = loop.schedule(HANDSHAKE_NANOS, () -> lost(this, "it does not answer"));
    }

    @Override
    public void connected() {
      deadline.cancel();
      InetSocketAddress bound = handshake.bound();
      if (control != this) {
        return;
      }
      if (bound == null || bound.getPort() == 0) {
        lost(this, "it does not say where");
      } else if (bound.getAddress().isAnyLocalAddress()) {
        stands(new InetSocketAddress(link.remote().getAddress(), bound.getPort()));
      } else {
        stands(bound);
      }
    }

    @Override
    public void readable() {
      try {
        int n = 1;
        while (n > 0) {
          n = link.read(nothing.clear());
        }
        if (n < 0) {
          lost(this, "it has closed the connection");
        }
      } catch (IOException e) {
        lost(this, e.getMessage());
      }
    }

    @Override
    public void writable() {
      // Nothing more is said.
    }

    @Override
    public void closed(IOException cause) {
      lost(this, cause == null ? "it has closed the connection" : cause.getMessage());
    }

    void close() {
      if (deadline != null) {
        deadline.cancel();
      }
      if (link != null) {
        link.close();
      }
    }
  }

  // ---- datagrams
  // --------------------------------------------------------------------------------------------------

  @Override
  public boolean send(ByteBuffer data, InetSocketAddress to) {
    return send(data, to, false) == Outcome.YES;
  }

  @Override
  public Outcome sendWhole(ByteBuffer data, InetSocketAddress to) {
    return send(data, to, true);
  }

  private Outcome send(ByteBuffer data, InetSocketAddress to, boolean whole) {
    InetSocketAddress at = relay;
    if (at == null) {
      return Outcome.FULL;
    }
    synchronized (wrapped) {
      wrapped.clear();
      if (!SocksHeader.write(wrapped, to) || wrapped.remaining() < data.remaining()) {
        return Outcome.TOO_BIG;
      }
      wrapped.put(data.duplicate()).flip();
      Outcome o =
          whole ? udp.sendWhole(wrapped, at) : udp.send(wrapped, at) ? Outcome.YES : Outcome.FULL;
      if (o == Outcome.YES) {
        data.position(data.limit());
        unanswered = Math.min(UNANSWERED, unanswered + 1);
      }
      return o;
    }
  }

  @Override
  public int receiveBuffer() {
    return udp.receiveBuffer();
  }

  @Override
  public void addReceiver(Receiver receiver) {
    udp.addReceiver(
        new Receiver() {
          @Override
          public void received(InetSocketAddress from, ByteBuffer data) {
            // Whoever else finds this port is no proxy of ours.
            if (from.equals(relay)) {
              unanswered = 0;
              heard = loop.clock().nanos();
              InetSocketAddress sender = SocksHeader.read(data);
              if (sender != null) {
                receiver.received(sender, data.slice());
              }
            }
          }

          @Override
          public void drained() {
            receiver.drained();
          }
        });
  }
}
