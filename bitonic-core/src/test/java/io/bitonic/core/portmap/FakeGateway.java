package io.bitonic.core.portmap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A router on loopback: PCP or NAT-PMP on a UDP port, UPnP on another and on an HTTP server. */
final class FakeGateway implements AutoCloseable {
  static final InetAddress HERE = InetAddress.getLoopbackAddress();

  /** What is done with a datagram; null: nothing is answered. */
  interface Answer {
    byte[] to(byte[] request);
  }

  final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  final DatagramSocket pcp;
  final int pcpPort;
  final DatagramSocket ssdp;
  final HttpServer http;
  volatile Answer pcpAnswer = r -> null;
  volatile boolean upnp;
  volatile String serviceType = "urn:schemas-upnp-org:service:WANIPConnection:1";

  /** Where its description is; further answers name others. */
  volatile List<String> locations;

  volatile String control = "/ctl";
  volatile List<Integer> errors = List.of();

  FakeGateway() throws IOException {
    pcp = new DatagramSocket(new InetSocketAddress(HERE, 0));
    pcpPort = pcp.getLocalPort();
    ssdp = new DatagramSocket(new InetSocketAddress(HERE, 0));
    http = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    locations = List.of("http://127.0.0.1:" + http.getAddress().getPort() + "/desc.xml");
    http.createContext("/desc.xml", this::describe);
    http.createContext("/ctl", this::soap);
    http.start();
    Thread.ofVirtual().start(() -> serve(pcp, r -> one(pcpAnswer.to(r))));
    Thread.ofVirtual().start(() -> serve(ssdp, this::search));
  }

  PortMapper.Environment environment() {
    return new PortMapper.Environment(
        HERE, pcpPort, (InetSocketAddress) ssdp.getLocalSocketAddress(), a -> true);
  }

  private static List<byte[]> one(byte[] answer) {
    return answer == null ? List.of() : List.of(answer);
  }

  private static void serve(DatagramSocket socket, Function<byte[], List<byte[]>> answers) {
    try {
      while (true) {
        DatagramPacket p = new DatagramPacket(new byte[2000], 2000);
        socket.receive(p);
        byte[] request = java.util.Arrays.copyOf(p.getData(), p.getLength());
        for (byte[] out : answers.apply(request)) {
          socket.send(new DatagramPacket(out, out.length, p.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed at the end of the test.
      return;
    }
  }

  private List<byte[]> search(byte[] request) {
    return upnp ? locations.stream().map(FakeGateway::found).toList() : List.of();
  }

  private static byte[] found(String location) {
    return ("HTTP/1.1 200 OK\r\n"
            + "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
            + "Location: "
            + location
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void describe(HttpExchange x) throws IOException {
    log.add("describe");
    send(
        x,
        200,
        "<?xml version=\"1.0\"?><root><device><serviceList><service><serviceType>"
            + serviceType
            + "</serviceType><controlURL>"
            + control
            + "</controlURL></service></serviceList></device></root>");
  }

  private void soap(HttpExchange x) throws IOException {
    String action = x.getRequestHeaders().getFirst("SOAPAction").replaceAll(".*#|\"", "");
    String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    log.add(
        action
            + " "
            + value(body, "NewProtocol")
            + " "
            + value(body, "NewExternalPort")
            + " "
            + value(body, "NewLeaseDuration"));
    if (action.startsWith("Add") && !errors.isEmpty()) {
      int code = errors.getFirst();
      errors = errors.subList(1, errors.size());
      send(x, 500, "<e><UPnPError><errorCode>" + code + "</errorCode></UPnPError></e>");
    } else {
      send(
          x,
          200,
          "<r><NewExternalIPAddress>203.0.113.9</NewExternalIPAddress>"
              + "<NewReservedPort>7777</NewReservedPort></r>");
    }
  }

  private static String value(String xml, String name) {
    return xml.contains("<" + name + ">")
        ? xml.replaceAll("(?s).*<" + name + ">(.*?)</" + name + ">.*", "$1")
        : "-";
  }

  private static void send(HttpExchange x, int status, String text) throws IOException {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    x.sendResponseHeaders(status, raw.length);
    x.getResponseBody().write(raw);
    x.close();
  }

  /** Answers PCP MAP requests with the port that was asked for. */
  static byte[] pcpOk(byte[] request, int seconds) {
    if (request[0] != 2) {
      return null;
    }
    byte[] out = request.clone();
    out[1] = (byte) 0x81;
    out[3] = 0;
    ByteBuffer.wrap(out)
        .putInt(4, seconds)
        .position(44)
        .put(new byte[10])
        .putShort((short) -1)
        .put(new byte[] {(byte) 203, 0, 113, 5});
    return out;
  }

  /** A router that speaks NAT-PMP only. */
  static byte[] natPmp(byte[] request) {
    ByteBuffer out;
    if (request[0] != 0) {
      out = ByteBuffer.allocate(8).put((byte) 0).put((byte) 0x81).putShort((short) 1);
    } else if (request[1] == 0) {
      out = ByteBuffer.allocate(12).put((byte) 0).put((byte) 128).putShort((short) 0).putInt(1);
      out.put(new byte[] {(byte) 203, 0, 113, 6});
    } else {
      out = ByteBuffer.allocate(16).put((byte) 0).put((byte) (128 + request[1]));
      out.putShort((short) 0).putInt(1).put(request, 4, 2).putShort((short) 6000);
      out.put(request, 8, 4);
    }
    return out.array();
  }

  @Override
  public void close() {
    pcp.close();
    ssdp.close();
    http.stop(0);
  }
}
