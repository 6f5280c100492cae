package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.net.Loop;
import io.bitonic.core.tracker.AnnounceEvent;
import io.bitonic.core.tracker.AnnounceRequest;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where the peers of one torrent come from. Loop thread only. */
final class PeerSources implements TrackerList.Owner {
  /** What is announced, and who takes the peers. */
  interface Owner {
    /** Payload bytes of this session. */
    long uploaded();

    /** Payload bytes of this session. */
    long downloaded();

    /** Bytes of the chosen files that are missing. */
    long left();

    void peers(List<InetSocketAddress> peers, PeerSource source);

    /** How others see us. */
    void external(InetSocketAddress ours);

    void event(EngineEvent event);
  }

  private static final int NUM_WANT = 200;

  /** When trackers have peers to tell, the DHT is a second source, which can wait this long. */
  private static final long DHT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SwarmContext context;
  private final String id;
  private String name;
  private Owner owner;
  private final TrackerList trackers;
  private final int announceKey;
  private DhtPeers dht;
  private boolean running;

  /** Set while the search in the DHT is put off. */
  private Loop.Timer putOff;

  PeerSources(
      SwarmContext context,
      String id,
      String name,
      TrackerClient client,
      List<List<String>> tiers) {
    this.context = context;
    this.id = id;
    this.name = name;
    this.dht = context.dht();
    this.announceKey = context.random().nextInt();
    this.trackers = new TrackerList(context.loop(), context.random(), client, tiers, this);
  }

  /**
   * Says who it works for, before it is started; later, when the metadata is known, the trackers go
   * on where they are for another owner.
   *
   * @param allowed what it may use of the DHT: nothing when it turns out to be private (BEP 27)
   */
  void handTo(Owner next, String realName, DhtPeers allowed) {
    owner = next;
    name = realName;
    if (running && allowed != dht) {
      dht.leave(context.infoHash());
    }
    dht = allowed;
  }

  /**
   * @param urgent asks the DHT at once, even when there are trackers
   */
  void start(boolean urgent) {
    if (!running) {
      running = true;
      if (urgent || trackers.tiers().isEmpty()) {
        seekInDht();
      } else {
        putOff = context.loop().schedule(DHT_NANOS, this::seekPutOff);
      }
      trackers.start();
    }
  }

  private void seekPutOff() {
    if (cancelPutOff()) {
      seekInDht();
    }
  }

  /** Whether a search was put off. */
  private boolean cancelPutOff() {
    if (putOff == null) {
      return false;
    }
    putOff.cancel();
    putOff = null;
    return true;
  }

  /**
   * @param told runs when the trackers have heard of it, or don't listen
   */
  void stop(Runnable told) {
    if (running) {
      running = false;
      cancelPutOff();
      dht.leave(context.infoHash());
      trackers.stop(told);
    } else {
      told.run();
    }
  }

  void needPeers(boolean more) {
    if (running) {
      trackers.needPeers(more);
    }
  }

  /** The network is back: tells the trackers where we are now. */
  void reannounce() {
    if (running) {
      trackers.reannounce();
    }
  }

  /** The download is complete. */
  void complete() {
    trackers.complete();
    trackers.needPeers(false);
    if (running && putOff == null) {
      seekInDht();
    }
  }

  private void seekInDht() {
    dht.seek(
        context.infoHash(),
        owner.left() == 0,
        context.loop(),
        found -> {
          if (running) {
            owner.peers(found, PeerSource.DHT);
          }
        });
  }

  TrackerList trackers() {
    return trackers;
  }

  @Override
  public AnnounceRequest request(AnnounceEvent event) {
    return new AnnounceRequest(
        context.infoHash(),
        context.peerId(),
        context.listenPort(),
        owner.uploaded(),
        owner.downloaded(),
        owner.left(),
        event,
        event == AnnounceEvent.STOPPED ? 0 : NUM_WANT,
        announceKey);
  }

  @Override
  public void peers(List<InetSocketAddress> peers, String url) {
    owner.peers(peers, PeerSource.TRACKER);
  }

  @Override
  public void trackerFailed(String url, String message, int failures) {
    seekPutOff();
    owner.event(new EngineEvent.TrackerFailed(wall(), id, name, url, message, failures));
  }

  @Override
  public void trackerWorking(String url, int peers) {
    if (peers == 0) {
      seekPutOff();
    }
    owner.event(new EngineEvent.TrackerWorking(wall(), id, name, url, peers));
  }

  @Override
  public void externalAddress(InetAddress ours) {
    owner.external(new InetSocketAddress(ours, context.listenPort()));
  }

  private long wall() {
    return context.loop().clock().wallMillis();
  }
}
