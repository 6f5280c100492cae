package io.bitonic.core.config;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** The rows of {@link SettingTable} about sockets and connections. */
final class NetworkSettings {
  static final SettingRows ROWS = new SettingRows();

  private static final Setting<Integer> LISTEN_PORT =
      ROWS.live(
          "network.listen_port",
          Type.integer(0, 65535),
          6881,
          "TCP and UDP port that peers connect to; 0 takes any free one.",
          s -> s.network().listenPort());
  private static final Setting<Integer> LISTEN_PORT_TRIES =
      ROWS.live(
          "network.listen_port_tries",
          Type.integer(1, 1000),
          100,
          "Ports tried from listen_port on when it is taken.",
          s -> s.network().listenPortTries());
  private static final Setting<List<InetAddress>> BIND =
      ROWS.live(
          "network.bind",
          Type.list(Type.address()),
          List.of(),
          "Addresses to listen on and connect from; none: all.",
          s -> s.network().bind());
  private static final Setting<String> INTERFACE =
      ROWS.live(
          "network.interface",
          Type.text("the name of a network interface", Pattern.compile("[\\w.:-]{0,64}")),
          "",
          "The only network interface that may be used, such as tun0; when it is gone, all traffic"
              + " stops.",
          s -> s.network().interfaceName());
  private static final Setting<Settings.Transport> TRANSPORT =
      ROWS.live(
          "network.transport",
          Type.choice(Settings.Transport.class),
          Settings.Transport.BOTH,
          "What peers are reached over; connections that are there stay.",
          s -> s.network().transport());
  private static final Setting<Integer> LOOPS =
      ROWS.atStart(
          "network.loops",
          Type.integer(1, 64),
          1,
          "Event loops (threads); each torrent is on one.",
          s -> s.network().loops());
  private static final Setting<Integer> MAX_PEERS =
      ROWS.live(
          "network.max_peers",
          Type.integer(1, 10_000),
          200,
          "Connections in all.",
          s -> s.network().maxPeers());
  private static final Setting<Integer> MAX_PEERS_PER_TORRENT =
      ROWS.live(
          "network.max_peers_per_torrent",
          Type.integer(1, 10_000),
          100,
          "Connections of one torrent.",
          s -> s.network().maxPeersPerTorrent());
  private static final Setting<Integer> HALF_OPEN =
      ROWS.live(
          "network.half_open",
          Type.integer(1, 1000),
          50,
          "Connection attempts under way at most.",
          s -> s.network().halfOpen());
  private static final Setting<Integer> CONNECTS_PER_SECOND =
      ROWS.live(
          "network.connects_per_second",
          Type.integer(1, 1000),
          30,
          "Connection attempts begun in a second at most.",
          s -> s.network().connectsPerSecond());
  private static final Setting<Long> RECEIVE_BUFFER =
      ROWS.live(
          "network.receive_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Receive buffer of a connection in bytes; 0 leaves it to the system.",
          s -> (long) s.network().receiveBuffer());
  private static final Setting<Long> SEND_BUFFER =
      ROWS.live(
          "network.send_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Send buffer of a connection in bytes; 0 leaves it to the system.",
          s -> (long) s.network().sendBuffer());

  private NetworkSettings() {}

  static Settings.Network network(Values v) {
    return new Settings.Network(
        v.get(BIND),
        v.get(LISTEN_PORT),
        v.get(LISTEN_PORT_TRIES),
        v.get(LOOPS),
        v.get(MAX_PEERS),
        v.get(MAX_PEERS_PER_TORRENT),
        v.get(HALF_OPEN),
        v.get(CONNECTS_PER_SECOND),
        v.get(RECEIVE_BUFFER).intValue(),
        v.get(SEND_BUFFER).intValue(),
        v.get(INTERFACE),
        v.get(TRANSPORT));
  }
}
