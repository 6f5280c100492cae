package io.bitonic.core.swarm;

import io.bitonic.core.health.Standing;
import io.bitonic.core.util.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The addresses that a torrent knows, and which to try next: fewest failures, then best standing,
 * then local, then least recently tried, then source, then reachable by another's word (BEP 11),
 * then canonical priority (BEP 40). Bounded. Loop thread only.
 */
final class PeerList {
  private static final int MAX_PEERS = 3000;
  private static final int MAX_FAILURES = 3;
  private static final int MAX_BANS = 10_000;
  private static final long RETRY_NANOS = 60_000_000_000L;

  private final Clock clock;
  private final Map<InetSocketAddress, KnownPeer> peers = new LinkedHashMap<>();
  private final Set<InetAddress> bannedAddresses = new LinkedHashSet<>();
  private final Set<InetSocketAddress> bannedPorts = new LinkedHashSet<>();
  private final Map<InetSocketAddress, Boolean> ourselves = new HashMap<>();
  private final Predicate<InetAddress> blocked;
  private InetSocketAddress external;

  /**
   * @param blocked addresses that are never talked to
   */
  PeerList(Clock clock, InetSocketAddress external, Predicate<InetAddress> blocked) {
    this.clock = clock;
    this.blocked = blocked;
    this.external = external;
  }

  /** How others see us, for BEP 40. */
  void external(InetSocketAddress address) {
    if (!address.equals(external)) {
      this.external = address;
      peers.values().forEach(p -> p.rank = CanonicalPriority.rank(external, p.address));
    }
  }

  /**
   * The entry, or null when the address is unusable, banned, our own, or the list is full of better
   * ones.
   */
  KnownPeer add(InetSocketAddress address, PeerSource source) {
    KnownPeer known = peers.get(address);
    if (known != null) {
      if (source.compareTo(known.source) < 0) {
        known.source = source;
      }
      if (source == PeerSource.MANUAL) {
        // Whoever names an address wants it tried now.
        known.tried = false;
        known.failures = 0;
      }
      return known;
    }
    if (address.isUnresolved()
        || address.getPort() == 0
        || address.getAddress().isAnyLocalAddress()
        || address.getAddress().isMulticastAddress()
        || isBanned(address)
        || isBlocked(address)
        || ourselves.containsKey(address)) {
      return null;
    }
    if (peers.size() >= MAX_PEERS && !prune()) {
      return null;
    }
    KnownPeer p =
        new KnownPeer(
            address, source, external == null ? 0 : CanonicalPriority.rank(external, address));
    peers.put(address, p);
    return p;
  }

  /** The entry of this address, or null. */
  KnownPeer get(InetSocketAddress address) {
    return peers.get(address);
  }

  /** Forgets the peers that were found where they may not be sought. */
  void keepOnly(Predicate<PeerSource> allowed) {
    peers.values().removeIf(p -> !allowed.test(p.source));
  }

  /** Forgets the peers that nobody but this connection has told of, and that were never reached. */
  void forgetFrom(PeerConnection introducer) {
    peers
        .values()
        .removeIf(
            p ->
                p.source == PeerSource.PEX
                    && !p.reached
                    && !p.connected
                    && p.introducer != null
                    && p.introducer.get() == introducer);
  }

  /** Drops the worst entry that isn't connected. */
  private boolean prune() {
    long now = clock.nanos();
    KnownPeer worst = null;
    for (KnownPeer p : peers.values()) {
      if (!p.connected && (worst == null || moreWorth(worst, p, now))) {
        worst = p;
      }
    }
    return worst != null && peers.remove(worst.address) != null;
  }

  /** Those that were reached once are kept before those that anybody could have made up. */
  private static boolean moreWorth(KnownPeer a, KnownPeer b, long now) {
    if (a.failures == b.failures && a.reached != b.reached) {
      return a.reached;
    }
    return better(a, b, now);
  }

  /**
   * The best address to connect to now, or null.
   *
   * @param wantSeeds false when we are complete: seeds are of no use
   */
  KnownPeer next(boolean wantSeeds) {
    long now = clock.nanos();
    KnownPeer best = null;
    for (KnownPeer p : peers.values()) {
      if (mayBeCalled(p, wantSeeds)
          && nanosToCall(p, now) <= 0
          && (best == null || better(p, best, now))) {
        best = p;
      }
    }
    return best;
  }

  /**
   * Nanoseconds until {@link #next} gives one, 0 or less: now; {@link Long#MAX_VALUE}: never as
   * things are.
   */
  long nanosToNext(boolean wantSeeds) {
    long now = clock.nanos();
    long least = Long.MAX_VALUE;
    for (KnownPeer p : peers.values()) {
      if (mayBeCalled(p, wantSeeds)) {
        least = Math.min(least, nanosToCall(p, now));
      }
    }
    return least;
  }

  private static boolean mayBeCalled(KnownPeer p, boolean wantSeeds) {
    return !p.connected
        && (wantSeeds || !p.seed)
        && (p.source != PeerSource.INCOMING || p.failures == 0);
  }

  private static long nanosToCall(KnownPeer p, long now) {
    return p.tried ? retryAfter(p, now) - (now - p.lastTry) : 0;
  }

  /** Longer after each failure, and for those whose calls have been of no use. */
  private static long retryAfter(KnownPeer p, long now) {
    int patience =
        switch (p.score.standing(now)) {
          case BAD -> 4;
          case POOR -> 2;
          case ORDINARY, GOOD -> 1;
        };
    return (p.failures + 1L) * patience * RETRY_NANOS;
  }

  private static boolean better(KnownPeer a, KnownPeer b, long now) {
    if (a.failures != b.failures) {
      return a.failures < b.failures;
    }
    Standing standing = a.score.standing(now);
    int standings = standing.compareTo(b.score.standing(now));
    if (standings != 0) {
      return standings > 0;
    }
    boolean localA = CanonicalPriority.isLocal(a.address.getAddress());
    boolean localB = CanonicalPriority.isLocal(b.address.getAddress());
    if (localA != localB) {
      return localA;
    }
    if (a.tried != b.tried) {
      return b.tried;
    }
    if (a.tried && a.lastTry != b.lastTry) {
      return a.lastTry - b.lastTry < 0;
    }
    if (a.source != b.source) {
      return a.source.compareTo(b.source) < 0;
    }
    if (a.reachable != b.reachable) {
      return a.reachable;
    }
    return a.rank > b.rank;
  }

  void trying(KnownPeer p) {
    p.tried = true;
    p.lastTry = clock.nanos();
    p.connected = true;
  }

  /** The connection ended. @param useful whether the handshake had been good */
  void ended(KnownPeer p, boolean useful) {
    p.connected = false;
    p.lastTry = clock.nanos();
    p.tried = true;
    if (useful) {
      p.failures = 0;
    } else if (++p.failures >= MAX_FAILURES) {
      peers.remove(p.address);
    }
  }

  /**
   * Failures after {@code nanos} don't count: whoever failed may be called again at once.
   *
   * @return whether there are such
   */
  boolean retryFailedSince(long nanos) {
    boolean any = false;
    for (KnownPeer p : peers.values()) {
      if (!p.connected && p.tried && p.failures > 0 && p.lastTry - nanos >= 0) {
        p.failures--;
        p.tried = false;
        any = true;
      }
    }
    return any;
  }

  /** The address is this client itself. */
  void isOurselves(InetSocketAddress address) {
    if (ourselves.size() < 64) {
      ourselves.put(address, Boolean.TRUE);
    }
    peers.remove(address);
  }

  void ban(InetAddress address) {
    addBounded(bannedAddresses, address);
    peers.keySet().removeIf(a -> address.equals(a.getAddress()));
  }

  /**
   * @param address ip or ip:port, as {@link #banned} gives them; others are ignored
   */
  void ban(String address) {
    InetSocketAddress whole = Addresses.parse(address);
    InetAddress ip = Addresses.parseIp(address);
    if (ip != null) {
      ban(ip);
    } else if (whole != null) {
      ban(whole);
    }
  }

  /** Bans one port only, for peers that share an address (loopback, NAT). */
  void ban(InetSocketAddress address) {
    addBounded(bannedPorts, address);
    peers.remove(address);
  }

  /** The oldest bans give way when there are too many. */
  private static <T> void addBounded(Set<T> bans, T ban) {
    if (bans.add(ban) && bans.size() > MAX_BANS) {
      Iterator<T> oldest = bans.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  boolean isBanned(InetSocketAddress address) {
    return bannedAddresses.contains(address.getAddress()) || bannedPorts.contains(address);
  }

  /** Whether the IP filter forbids the address. */
  boolean isBlocked(InetSocketAddress address) {
    return blocked.test(address.getAddress());
  }

  /** The IP filter has changed: forgets what it forbids now. */
  void filterChanged() {
    peers.keySet().removeIf(this::isBlocked);
  }

  int size() {
    return peers.size();
  }

  List<String> banned() {
    List<String> out = new ArrayList<>();
    bannedAddresses.forEach(a -> out.add(a.getHostAddress()));
    bannedPorts.forEach(a -> out.add(Addresses.text(a)));
    return out;
  }

  /** Addresses worth keeping over a restart, at most {@code max}. */
  List<String> forResume(int max) {
    return peers.values().stream()
        .filter(p -> p.source != PeerSource.INCOMING && p.failures == 0)
        .limit(max)
        .map(p -> Addresses.text(p.address))
        .toList();
  }
}
