package io.bitonic.core.portmap;

import io.bitonic.core.net.Binding;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks an Internet gateway device (UPnP IGD 1 and 2) for a port. Talks only to the device that
 * answered the search, at the address that its answer came from. Used by one thread, which it
 * blocks.
 */
final class UpnpClient implements MappingProtocol {
  private static final int SEARCH_MILLIS = 2_500;
  private static final int MAX_REPLY = 4096;
  private static final int PORT_TRIES = 4;
  private static final int CONFLICT = 718;
  private static final int PERMANENT_ONLY = 725;

  private final InetSocketAddress search;
  private final Supplier<Binding> binding;
  private final Predicate<InetAddress> allowed;
  private final LanHttp http;
  private UpnpXml.Service service;
  private InetAddress local;

  /**
   * @param search where the search goes
   * @param allowed addresses that a gateway may have
   */
  UpnpClient(InetSocketAddress search, Supplier<Binding> binding, Predicate<InetAddress> allowed) {
    this.search = search;
    this.binding = binding;
    this.allowed = allowed;
    this.http = new LanHttp(binding);
  }

  @Override
  public String name() {
    return "UPnP";
  }

  @Override
  public Lease map(boolean tcp, int port, int wanted, int seconds) throws IOException {
    if (service == null) {
      service = discover();
    }
    int external = wanted == 0 ? port : wanted;
    long lease = seconds;
    for (int i = 0; i < PORT_TRIES; i++) {
      try {
        int given = add(tcp, port, external, lease);
        return new Lease(given, externalAddress(), lease);
      } catch (SoapError e) {
        if (e.code == PERMANENT_ONLY && lease != 0) {
          lease = 0;
        } else if (e.code == CONFLICT) {
          external = external % 65535 + 1;
        } else {
          throw e;
        }
      }
    }
    throw new PortMapException("UPnP: other devices have this port and those after it");
  }

  @Override
  public void unmap(boolean tcp, int port, int external) throws IOException {
    if (service != null) {
      call("DeletePortMapping", mapping(tcp, external));
    }
  }

  private UpnpXml.Service discover() throws IOException {
    IOException last = new PortMapException("UPnP: no router answers");
    try (DatagramChannel channel = DatagramChannel.open()) {
      binding.get().bindFor(channel, search.getAddress());
      for (byte[] message : Ssdp.searches()) {
        channel.socket().send(new DatagramPacket(message, message.length, search));
      }
      byte[] buffer = new byte[MAX_REPLY];
      long deadline = System.nanoTime() + SEARCH_MILLIS * 1_000_000L;
      for (long left = deadline - System.nanoTime(); left > 0; ) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        channel.socket().setSoTimeout((int) (left / 1_000_000) + 1);
        try {
          channel.socket().receive(packet);
          UpnpXml.Service found = describe(packet);
          if (found != null) {
            return found;
          }
        } catch (SocketTimeoutException e) {
          break;
        } catch (IOException e) {
          last = e;
        }
        left = deadline - System.nanoTime();
      }
    }
    throw last;
  }

  private UpnpXml.Service describe(DatagramPacket packet) throws IOException {
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    URI location = Ssdp.location(text, packet.getAddress());
    if (location == null || !allowed.test(packet.getAddress())) {
      return null;
    }
    LanHttp.Reply reply = http.exchange(location, null, "");
    if (reply.status() != 200) {
      throw new PortMapException("UPnP: the router answers with status " + reply.status());
    }
    UpnpXml.Service found = UpnpXml.service(reply.body(), location);
    local = localTowards(packet.getAddress());
    return found;
  }

  /** Our address as the router sees it; no packet is sent. */
  private InetAddress localTowards(InetAddress router) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      binding.get().bindFor(channel, router);
      channel.connect(new InetSocketAddress(router, 9));
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }
  }

  private int add(boolean tcp, int port, int external, long seconds) throws IOException {
    String arguments =
        mapping(tcp, external)
            + argument("NewInternalPort", port)
            + argument("NewInternalClient", local.getHostAddress())
            + argument("NewEnabled", 1)
            + argument("NewPortMappingDescription", "Bitonic")
            + argument("NewLeaseDuration", seconds);
    if (!service.isVersion2()) {
      call("AddPortMapping", arguments);
      return external;
    }
    String given = call("AddAnyPortMapping", arguments).getOrDefault("NewReservedPort", "");
    int port2 = given.matches("[0-9]{1,5}") ? Integer.parseInt(given) : 0;
    return port2 > 0 && port2 <= 65535 ? port2 : external;
  }

  /** The outer address, or null: a router that doesn't say still forwards. */
  private InetAddress externalAddress() {
    try {
      String text = call("GetExternalIPAddress", "").getOrDefault("NewExternalIPAddress", "");
      InetAddress a = InetAddress.ofLiteral(text);
      return a.isAnyLocalAddress() ? null : a;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static String mapping(boolean tcp, int external) {
    return argument("NewRemoteHost", "")
        + argument("NewExternalPort", external)
        + argument("NewProtocol", tcp ? "TCP" : "UDP");
  }

  /** Values are numbers, addresses and constants: nothing needs escaping. */
  private static String argument(String name, Object value) {
    return "<" + name + ">" + value + "</" + name + ">";
  }

  private Map<String, String> call(String action, String arguments) throws IOException {
    String body =
        "<?xml version=\"1.0\"?><s:Envelope"
            + " xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
            + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:"
            + action
            + " xmlns:u=\""
            + service.type()
            + "\">"
            + arguments
            + "</u:"
            + action
            + "></s:Body></s:Envelope>";
    LanHttp.Reply reply = http.exchange(service.control(), service.type() + "#" + action, body);
    Map<String, String> values = reply.body().length == 0 ? Map.of() : UpnpXml.values(reply.body());
    if (reply.status() != 200) {
      String code = values.getOrDefault("errorCode", "");
      throw new SoapError(code.matches("[0-9]{1,6}") ? Integer.parseInt(code) : reply.status());
    }
    return values;
  }

  private static final class SoapError extends IOException {
    private static final long serialVersionUID = 1L;
    private final int code;

    SoapError(int code) {
      super(
          "UPnP: the router refuses: "
              + switch (code) {
                case 401 -> "it does not know this action";
                case 606 -> "not authorised";
                case CONFLICT -> "another device has this port";
                case 728 -> "too many mappings";
                default -> "error " + code;
              });
      this.code = code;
    }
  }
}
