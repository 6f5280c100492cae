package io.bitonic.core.portmap;

import io.bitonic.core.api.NetworkState.PortMap;
import io.bitonic.core.net.Binding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Keeps the listen port forwarded, TCP and UDP: asks the default gateway by PCP, NAT-PMP and UPnP,
 * in this order, and stays with the first that works; renews at half of the lease; takes the
 * mappings back at the end.
 *
 * <p>Concurrency: one thread of its own does everything that blocks; {@link #again} and {@link
 * #close} come from other threads and only wake it. The listener is called on that thread.
 */
public final class PortMapper implements AutoCloseable {
  /** Hears of every change of the state. */
  public interface Listener {
    void changed(PortMap state, String detail);
  }

  /**
   * Whom to ask.
   *
   * @param gateway null: the default gateway is looked for
   * @param pcpPort of the gateway
   * @param search where UPnP searches go
   * @param allowed addresses that a UPnP gateway may have
   */
  record Environment(
      InetAddress gateway, int pcpPort, InetSocketAddress search, Predicate<InetAddress> allowed) {}

  static final int LEASE_SECONDS = 3600;
  private static final long RETRY_FIRST_SECONDS = 60;
  private static final long RETRY_LAST_SECONDS = 1800;
  private static final long PERMANENT_CHECK_SECONDS = 1800;
  private static final Duration END = Duration.ofSeconds(1);

  private final int port;
  private final Supplier<Binding> binding;
  private final Listener listener;
  private final Environment environment;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private volatile MappingProtocol current;
  private final Lease[] leases = new Lease[2];

  public PortMapper(int port, Supplier<Binding> binding, Listener listener) {
    this(
        port,
        binding,
        listener,
        new Environment(
            null,
            PcpPackets.PORT,
            new InetSocketAddress(InetAddress.ofLiteral(Ssdp.GROUP), Ssdp.PORT),
            a -> a.isSiteLocalAddress() || a.isLinkLocalAddress()));
  }

  PortMapper(int port, Supplier<Binding> binding, Listener listener, Environment environment) {
    this.port = port;
    this.binding = binding;
    this.listener = listener;
    this.environment = environment;
    // A platform thread: a virtual one that waits for a socket starts the JDK's poller, which holds
    // up
    // the end of the process by 0.3 s (HotSpot waits for threads in native code).
    this.thread = Thread.ofPlatform().daemon().name("bitonic-portmap").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** The network has changed: maps anew. */
  public void again() {
    wake.release();
  }

  private void run() {
    try {
      long retry = RETRY_FIRST_SECONDS;
      listener.changed(PortMap.TRYING, "");
      while (!closed) {
        long wait;
        if (attempt()) {
          retry = RETRY_FIRST_SECONDS;
          wait = renewal();
        } else {
          wait = retry;
          retry = Math.min(RETRY_LAST_SECONDS, 2 * retry);
        }
        if (wake.tryAcquire(wait, TimeUnit.SECONDS)) {
          wake.drainPermits();
          if (!closed) {
            current = null;
            retry = RETRY_FIRST_SECONDS;
          }
        }
      }
      unmap();
    } catch (InterruptedException e) {
      Logger.debug("port mapping was interrupted");
    }
  }

  /** Seconds to half of the shorter lease. */
  private long renewal() {
    long seconds = Long.MAX_VALUE;
    for (Lease l : leases) {
      if (l != null && l.seconds() > 0) {
        seconds = Math.min(seconds, l.seconds());
      }
    }
    return seconds == Long.MAX_VALUE ? PERMANENT_CHECK_SECONDS : Math.max(1, seconds / 2);
  }

  /** Maps or renews; false when nobody does it. */
  private boolean attempt() {
    if (!binding.get().isOnline()) {
      listener.changed(PortMap.FAILED, binding.get().offline());
      return false;
    }
    List<String> reasons = new ArrayList<>();
    for (MappingProtocol protocol : protocols(reasons)) {
      if (closed) {
        return false;
      }
      try {
        leases[0] = protocol.map(true, port, wanted(0), LEASE_SECONDS);
        current = protocol;
        try {
          leases[1] = protocol.map(false, port, leases[0].externalPort(), LEASE_SECONDS);
        } catch (IOException e) {
          Logger.info("UDP port not mapped: {}", e.getMessage());
          leases[1] = null;
        }
        listener.changed(PortMap.MAPPED, describe(protocol));
        return true;
      } catch (IOException | RuntimeException e) {
        Logger.debug("port mapping: {}", e.getMessage());
        reasons.add(String.valueOf(e.getMessage()));
        current = null;
      }
    }
    listener.changed(PortMap.FAILED, reasons.isEmpty() ? "no router" : reasons.getLast());
    return false;
  }

  private int wanted(int which) {
    return leases[which] == null ? port : leases[which].externalPort();
  }

  private String describe(MappingProtocol protocol) {
    InetAddress external = leases[0].external();
    return protocol.name()
        + ", outer port "
        + leases[0].externalPort()
        + (external == null ? "" : " of " + external.getHostAddress())
        + (leases[1] == null ? ", TCP only" : "");
  }

  private List<MappingProtocol> protocols(List<String> reasons) {
    if (current != null) {
      return List.of(current);
    }
    Binding now = binding.get();
    InetAddress local =
        now.addresses().stream().filter(a -> a.getAddress().length == 4).findFirst().orElse(null);
    InetAddress gateway =
        environment.gateway != null ? environment.gateway : Gateways.find(now.device(), local);
    List<MappingProtocol> all = new ArrayList<>();
    if (gateway == null) {
      reasons.add("no default gateway");
    } else {
      SecureRandom random = new SecureRandom();
      InetSocketAddress at = new InetSocketAddress(gateway, environment.pcpPort);
      all.add(new PcpClient(at, binding, false, random));
      all.add(new PcpClient(at, binding, true, random));
    }
    Predicate<InetAddress> allowed = environment.allowed;
    all.add(
        new UpnpClient(
            environment.search,
            binding,
            // Where the gateway is known, nobody else may say that he is it.
            gateway == null ? allowed : a -> allowed.test(a) && a.equals(gateway)));
    return all;
  }

  private void unmap() {
    for (int i = 0; i < leases.length; i++) {
      if (current != null && leases[i] != null) {
        try {
          current.unmap(i == 0, port, leases[i].externalPort());
        } catch (IOException e) {
          Logger.debug("mapping not taken back: {}", e.getMessage());
        }
      }
    }
  }

  /** Takes the mappings back; waits for a second at most. */
  @Override
  public void close() {
    closed = true;
    wake.release();
    if (current == null) {
      // Nothing is mapped: there is nothing to wait for.
      thread.interrupt();
    }
    try {
      if (!thread.join(END)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
