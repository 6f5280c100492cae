package io.bitonic.core.config;

import java.net.InetAddress;
import java.util.List;

/** A {@link Settings.Network} while it is being changed: fields as there. One thread. */
public final class NetworkDraft {
  public List<InetAddress> bind;
  public int listenPort;
  public int listenPortTries;
  public int loops;
  public int maxPeers;
  public int maxPeersPerTorrent;
  public int halfOpen;
  public int connectsPerSecond;
  public int receiveBuffer;
  public int sendBuffer;
  public String interfaceName;
  public Settings.Transport transport;

  NetworkDraft(Settings.Network n) {
    bind = n.bind();
    listenPort = n.listenPort();
    listenPortTries = n.listenPortTries();
    loops = n.loops();
    maxPeers = n.maxPeers();
    maxPeersPerTorrent = n.maxPeersPerTorrent();
    halfOpen = n.halfOpen();
    connectsPerSecond = n.connectsPerSecond();
    receiveBuffer = n.receiveBuffer();
    sendBuffer = n.sendBuffer();
    interfaceName = n.interfaceName();
    transport = n.transport();
  }

  /** Only programs of this machine come in and are called; the port is any free one. */
  public void loopback() {
    bind = List.of(InetAddress.getLoopbackAddress());
    interfaceName = "";
    listenPort = 0;
    listenPortTries = 1;
  }

  Settings.Network done() {
    return new Settings.Network(
        bind,
        listenPort,
        listenPortTries,
        loops,
        maxPeers,
        maxPeersPerTorrent,
        halfOpen,
        connectsPerSecond,
        receiveBuffer,
        sendBuffer,
        interfaceName,
        transport);
  }
}
