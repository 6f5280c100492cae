package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.NetworkChannel;
import java.util.List;

/**
 * Where sockets may be bound, at one moment. Immutable.
 *
 * @param name what the user named: an interface or addresses; empty: sockets are free
 * @param device interface that sockets are held to where the system can do that, or empty
 * @param addresses addresses to use; none while {@code name} is set: everything is offline
 * @param reason why it is offline, or empty
 */
public record Binding(String name, String device, List<InetAddress> addresses, String reason) {
  /** Sockets are free. */
  public static final Binding ANY = new Binding("", "", List.of(), "");

  public Binding {
    addresses = List.copyOf(addresses);
  }

  public boolean isBound() {
    return !name.isEmpty();
  }

  /** Whether anything may be sent at all. */
  public boolean isOnline() {
    return name.isEmpty() || !addresses.isEmpty();
  }

  /** Whether addresses of this one's family can be reached. */
  public boolean reaches(InetAddress remote) {
    if (!isBound()) {
      return true;
    }
    for (InetAddress a : addresses) {
      if (a.getClass() == remote.getClass()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The address to connect from, or null: any.
   *
   * @throws IOException when it is offline, or has no address of that family
   */
  public InetAddress localFor(InetAddress remote) throws IOException {
    if (!isBound()) {
      return null;
    }
    for (InetAddress a : addresses) {
      if (a.getClass() == remote.getClass()) {
        return a;
      }
    }
    throw new IOException(isOnline() ? name + " has no address of this family" : offline());
  }

  /** Says that it is offline, and why. */
  public String offline() {
    return name + " is offline" + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** Binds a channel that is going to be connected. */
  public void bindFor(NetworkChannel channel, InetAddress remote) throws IOException {
    InetAddress local = localFor(remote);
    if (local != null) {
      bind(channel, new InetSocketAddress(local, 0));
    }
  }

  /** Binds a socket that is going to be connected. */
  public void bindFor(Socket socket, InetAddress remote) throws IOException {
    InetAddress local = localFor(remote);
    if (local != null) {
      socket.bind(new InetSocketAddress(local, 0));
      Devices.hold((InetSocketAddress) socket.getLocalSocketAddress(), device);
    }
  }

  /** Binds a datagram channel to an address, and holds it to the device. */
  public void bind(NetworkChannel channel, InetSocketAddress address) throws IOException {
    channel.bind(address);
    hold(channel);
  }

  /** Holds a bound channel to the device. */
  public void hold(NetworkChannel channel) throws IOException {
    Devices.hold((InetSocketAddress) channel.getLocalAddress(), device);
  }
}
