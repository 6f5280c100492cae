package io.bitonic.core.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A SOCKS5 and HTTP CONNECT proxy on loopback, which takes names as 127.0.0.1. */
public final class FakeProxy implements AutoCloseable {
  /** What was asked for, as {@code host:port}. */
  public final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  /** Whom datagrams were sent to, as {@code host:port}. */
  public final BlockingQueue<String> sentTo = new LinkedBlockingQueue<>();

  /** Who sent the first datagram. */
  public volatile SocketAddress client;

  /** Whether it passes on datagrams. */
  public volatile boolean udp = true;

  private final ServerSocket server;
  private final boolean socks;
  private final String login;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * @param login {@code user:password}, or null: none is wanted
   */
  public FakeProxy(boolean socks, String login) throws IOException {
    this.socks = socks;
    this.login = login;
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket s = server.accept();
        open.add(s);
        Thread.ofVirtual().start(() -> serve(s));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  private void serve(Socket s) {
    try (s) {
      Socket to = socks ? socks(s) : http(s);
      if (to != null) {
        open.add(to);
        Thread back = Thread.ofVirtual().start(() -> copy(to, s));
        copy(s, to);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // The connection has ended.
      return;
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The connection has ended.
      return;
    }
  }

  private Socket socks(Socket s) throws IOException {
    DataInputStream in = new DataInputStream(s.getInputStream());
    OutputStream out = s.getOutputStream();
    in.readByte();
    byte[] methods = in.readNBytes(in.readByte());
    boolean can = methods.length > 1;
    if (login != null && !can) {
      out.write(new byte[] {5, (byte) 0xff});
      return null;
    }
    out.write(new byte[] {5, (byte) (login == null ? 0 : 2)});
    if (login != null) {
      in.readByte();
      String user = new String(in.readNBytes(in.readByte()), StandardCharsets.UTF_8);
      String password = new String(in.readNBytes(in.readByte()), StandardCharsets.UTF_8);
      boolean good = login.equals(user + ":" + password);
      out.write(new byte[] {1, (byte) (good ? 0 : 1)});
      if (!good) {
        return null;
      }
    }
    byte command = in.readNBytes(3)[1];
    byte kind = in.readByte();
    String host =
        kind == 3
            ? new String(in.readNBytes(in.readByte()), StandardCharsets.US_ASCII)
            : InetAddress.getByAddress(in.readNBytes(kind == 1 ? 4 : 16)).getHostAddress();
    int port = in.readUnsignedShort();
    if (command == 3) {
      associate(s, out);
      return null;
    }
    Socket to = connect(host, port, kind == 3);
    byte[] reply = {5, (byte) (to == null ? 5 : 0), 0, 3, 2, 'x', 'y', 0, 0};
    // In two parts, as a slow proxy sends it.
    out.write(reply, 0, 6);
    out.flush();
    out.write(reply, 6, 3);
    return to;
  }

  /** Passes on datagrams until the connection ends. */
  private void associate(Socket s, OutputStream out) throws IOException {
    if (!udp) {
      out.write(new byte[] {5, 7, 0, 1, 0, 0, 0, 0, 0, 0});
      return;
    }
    try (DatagramSocket relay =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Thread.ofVirtual().start(() -> relay(relay));
      int port = relay.getLocalPort();
      // Many proxies name no address: theirs.
      out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, (byte) (port >> 8), (byte) port});
      int end = s.getInputStream().read();
      assert end < 0;
    }
  }

  private void relay(DatagramSocket relay) {
    client = null;
    try {
      while (true) {
        DatagramPacket p = new DatagramPacket(new byte[65_536], 65_536);
        relay.receive(p);
        if (client == null || client.equals(p.getSocketAddress())) {
          client = p.getSocketAddress();
          passOn(relay, ByteBuffer.wrap(p.getData(), 0, p.getLength()));
        } else {
          ByteBuffer back = ByteBuffer.allocate(p.getLength() + 10);
          back.putInt(1).put(p.getAddress().getAddress()).putShort((short) p.getPort());
          back.put(p.getData(), 0, p.getLength());
          relay.send(new DatagramPacket(back.array(), back.capacity(), client));
        }
      }
    } catch (IOException e) {
      // The association has ended.
      return;
    }
  }

  private void passOn(DatagramSocket relay, ByteBuffer data) throws IOException {
    byte kind = data.position(3).get();
    byte[] raw = new byte[kind == 1 ? 4 : kind == 4 ? 16 : data.get()];
    data.get(raw);
    boolean name = kind == 3;
    String host =
        name
            ? new String(raw, StandardCharsets.US_ASCII)
            : InetAddress.getByAddress(raw).getHostAddress();
    int port = data.getShort() & 0xffff;
    sentTo.add(host + ":" + port);
    InetSocketAddress to = new InetSocketAddress(name ? "127.0.0.1" : host, port);
    relay.send(new DatagramPacket(data.array(), data.position(), data.remaining(), to));
  }

  /** Ends all connections; new ones are taken. */
  public void hangUp() throws IOException {
    for (Socket s : open) {
      s.close();
    }
  }

  private Socket http(Socket s) throws IOException {
    InputStream in = s.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      head.append((char) c);
    }
    OutputStream out = s.getOutputStream();
    String wanted =
        login == null
            ? ""
            : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    if (!head.toString().contains(wanted)) {
      out.write("HTTP/1.1 407 Login\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return null;
    }
    String target = head.substring(8, head.indexOf(" HTTP/"));
    String host = target.substring(0, target.lastIndexOf(':'));
    Socket to =
        connect(
            host, Integer.parseInt(target.substring(host.length() + 1)), !host.matches("[0-9.]+"));
    String status = to == null ? "502 Bad" : "200 OK";
    out.write(("HTTP/1.1 " + status + "\r\nX: y\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return to;
  }

  private Socket connect(String host, int port, boolean name) {
    asked.add(host + ":" + port);
    try {
      return new Socket(name ? "127.0.0.1" : host, port);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket s : open) {
      s.close();
    }
  }
}
