package io.bitonic.core.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Watches the interface or the addresses that all traffic is bound to. {@link #current} may be read
 * by any thread; changes are told one at a time, after {@code current} has changed, on the watching
 * thread or on that of {@link #rebind}.
 */
public final class BindingWatch implements AutoCloseable {
  /** What there is of an interface; a test gives its own. */
  public interface Interfaces {
    /**
     * The binding that holds now.
     *
     * @param interfaceName empty: {@code addresses} alone are meant
     * @param addresses those to use; empty: all of the interface
     */
    Binding find(String interfaceName, List<InetAddress> addresses);
  }

  /** How often the system is asked: all traffic stops within a second. */
  private static final Duration PERIOD = Duration.ofMillis(400);

  private final Interfaces interfaces;
  private String interfaceName;
  private List<InetAddress> addresses;
  private Consumer<Binding> listener = now -> {};
  private volatile Binding current;
  private volatile boolean closed;
  private volatile Thread thread;

  /** Looks once, at once. Watches nothing when neither interface nor address is named. */
  public BindingWatch(String interfaceName, List<InetAddress> addresses) {
    this(interfaceName, addresses, BindingWatch::find);
  }

  BindingWatch(String interfaceName, List<InetAddress> addresses, Interfaces interfaces) {
    this.interfaceName = interfaceName;
    this.addresses = List.copyOf(addresses);
    this.interfaces = interfaces;
    this.current = find();
  }

  public Binding current() {
    return current;
  }

  private Binding find() {
    return interfaceName.isEmpty() && addresses.isEmpty()
        ? Binding.ANY
        : interfaces.find(interfaceName, addresses);
  }

  /** Tells of every change from now on. */
  public synchronized void start(Consumer<Binding> changed) {
    listener = changed;
    boolean changes =
        current.isBound() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)
            || !interfaceName.isEmpty();
    if (changes && thread == null) {
      thread = Thread.ofPlatform().name("bitonic-binding").daemon(true).start(this::run);
    }
  }

  /** Watches something else from now on; tells of the change on the caller's thread. */
  public synchronized void rebind(String newInterface, List<InetAddress> newAddresses) {
    interfaceName = newInterface;
    addresses = List.copyOf(newAddresses);
    start(listener);
    look(listener);
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(PERIOD);
        look();
      }
    } catch (InterruptedException e) {
      Logger.trace("the watch over the binding has ended");
    }
  }

  private synchronized void look() {
    look(listener);
  }

  /** Looks once and tells of a change. */
  synchronized void look(Consumer<Binding> changed) {
    Binding now = find();
    if (!now.equals(current) && !closed) {
      current = now;
      changed.accept(now);
    }
  }

  @Override
  public void close() {
    // Without the lock: a change may be on its way to somebody who waits for this.
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  static Binding find(String interfaceName, List<InetAddress> wanted) {
    String name = interfaceName.isEmpty() ? text(wanted) : interfaceName;
    try {
      if (interfaceName.isEmpty()) {
        return findAddresses(name, wanted);
      }
      NetworkInterface i = NetworkInterface.getByName(interfaceName);
      if (i == null) {
        return new Binding(name, "", List.of(), "there is no such interface");
      }
      if (!i.isUp()) {
        return new Binding(name, "", List.of(), "the interface is down");
      }
      List<InetAddress> usable = usable(i);
      if (!wanted.isEmpty()) {
        usable.retainAll(wanted);
      }
      return new Binding(
          name, device(i), usable, usable.isEmpty() ? "the interface has no such address" : "");
    } catch (SocketException e) {
      return new Binding(name, "", List.of(), String.valueOf(e.getMessage()));
    }
  }

  private static Binding findAddresses(String name, List<InetAddress> wanted)
      throws SocketException {
    List<InetAddress> there = new ArrayList<>();
    String device = "";
    for (InetAddress a : wanted) {
      // Every 127.x.y.z is there, though the interface names one only.
      NetworkInterface i = a.isLoopbackAddress() ? null : NetworkInterface.getByInetAddress(a);
      if (a.isLoopbackAddress() || i != null && i.isUp()) {
        there.add(a);
      }
      device = i == null ? "" : device.isEmpty() || device.equals(device(i)) ? device(i) : "";
    }
    return new Binding(name, device, there, there.isEmpty() ? "no interface has this address" : "");
  }

  /** An alias such as eth0:1 has the device eth0. */
  private static String device(NetworkInterface i) {
    int colon = i.getName().indexOf(':');
    return colon < 0 ? i.getName() : i.getName().substring(0, colon);
  }

  /** IPv4 first; link-local addresses reach nobody who is far. */
  private static List<InetAddress> usable(NetworkInterface i) {
    List<InetAddress> all = new ArrayList<>(i.inetAddresses().toList());
    all.removeIf(a -> a.isLinkLocalAddress() || a.isMulticastAddress());
    all.sort(Comparator.comparingInt(a -> a.getAddress().length));
    return all;
  }

  private static String text(List<InetAddress> addresses) {
    return String.join(", ", addresses.stream().map(InetAddress::getHostAddress).toList());
  }
}
