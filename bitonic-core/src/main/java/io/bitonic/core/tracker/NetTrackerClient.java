package io.bitonic.core.tracker;

import io.bitonic.core.config.Settings;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.metrics.AnnounceOutcome;
import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.Loop;
import io.bitonic.core.proxy.ProxyAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Trackers over the network: UDP on the loop, HTTP and HTTPS on threads of their calls. Owned by
 * one loop; torrents of that loop share it. See docs/adr for why the HTTP client is our own.
 */
public final class NetTrackerClient implements TrackerClient {
  /** Milliseconds of a whole call: redirects, retransmissions and all addresses. */
  static final int CALL_MILLIS = 30_000;

  /** The same when a torrent stops, which must not keep the user waiting. */
  static final int STOP_MILLIS = 5_000;

  static final int CONNECT_MILLIS = 10_000;

  /** Silence in the middle of an answer. */
  static final int READ_MILLIS = 10_000;

  /**
   * @param binding where HTTP calls go out; addresses of another family are unreachable
   * @param proxy what trackers are reached through, or kind NONE
   * @param proxyAddress null without proxy
   * @param tls decides which certificates are trusted; null: the Java trust store
   */
  public record Options(
      Supplier<Binding> binding, Settings.Proxy proxy, ProxyAddress proxyAddress, SSLContext tls) {
    public static final Options DEFAULT = direct(() -> Binding.ANY, null);

    /** Without a proxy. */
    public static Options direct(Supplier<Binding> binding, SSLContext tls) {
      return new Options(binding, Settings.Proxy.none(), null, tls);
    }
  }

  private final Loop loop;
  private final HttpTrackers http;
  // Null: off.
  private final UdpTrackers udp;
  private final boolean proxied;
  private boolean closed;

  /**
   * @param datagrams null: UDP trackers are off; with a proxy those that go through it
   * @param userAgent of HTTP requests, printable ASCII
   */
  public NetTrackerClient(Loop loop, Datagrams datagrams, String userAgent, Options options) {
    if (!userAgent.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("user agent is not printable ASCII");
    }
    this.loop = loop;
    this.http =
        new HttpTrackers(
            loop,
            new HttpFetch.Config(
                userAgent,
                new HttpRoute.Config(
                    options.binding(),
                    options.proxy(),
                    options.proxyAddress(),
                    options.tls(),
                    CONNECT_MILLIS,
                    READ_MILLIS)));
    this.proxied = options.proxy().kind() != Settings.ProxyKind.NONE;
    this.udp =
        datagrams == null
            ? null
            : new UdpTrackers(
                loop,
                datagrams,
                () -> Secure.RANDOM.nextLong(),
                proxied ? UdpTrackers.byProxy() : UdpTrackers.resolver(loop, options.binding()));
  }

  @Override
  public void announce(
      String url, AnnounceRequest request, String trackerId, Consumer<TrackerResult> done) {
    if (closed) {
      return;
    }
    Answer<AnnounceResponse> answer = announceAnswer(url, done);
    try {
      TrackerUrl u = TrackerUrl.parse(url);
      boolean stop = request.event() == AnnounceEvent.STOPPED;
      int millis = stop ? STOP_MILLIS : CALL_MILLIS;
      switch (u.scheme()) {
        case UDP -> udp().call(u, millis, stop, new UdpAnnounce(request, u.target()), answer);
        case HTTP, HTTPS ->
            http.get(
                u.withQuery(AnnounceQuery.announce(u.query(), request, trackerId)),
                millis,
                stop,
                HttpAnswers::announce,
                answer);
      }
    } catch (TrackerException e) {
      loop.execute(() -> answer.failed(e));
    }
  }

  @Override
  public void scrape(String url, List<byte[]> infoHashes, Consumer<ScrapeResult> done) {
    if (infoHashes.isEmpty() || infoHashes.size() > MAX_SCRAPE) {
      throw new IllegalArgumentException("a scrape has 1-" + MAX_SCRAPE + " info-hashes");
    }
    if (closed) {
      return;
    }
    Answer<List<ScrapeResult.Counts>> answer = scrapeAnswer(done);
    try {
      TrackerUrl u = TrackerUrl.parse(url);
      if (u.scheme() == TrackerUrl.Scheme.UDP) {
        udp().call(u, CALL_MILLIS, false, new UdpScrape(infoHashes), answer);
      } else {
        http.get(
            scrapeUrl(u, infoHashes),
            CALL_MILLIS,
            false,
            body -> HttpAnswers.scrape(body, infoHashes),
            answer);
      }
    } catch (TrackerException e) {
      loop.execute(() -> answer.failed(e));
    }
  }

  /** Fails all calls that are under way or wait, each with {@code reason}. */
  public void abort(String reason) {
    TrackerException why = new TrackerException(AnnounceOutcome.UNREACHABLE, reason);
    http.abort(why);
    if (udp != null) {
      udp.abort(why);
    }
  }

  @Override
  public void close() {
    closed = true;
    http.close();
    if (udp != null) {
      udp.close();
    }
  }

  private UdpTrackers udp() throws TrackerException {
    if (udp == null) {
      throw new TrackerException(
          AnnounceOutcome.UNREACHABLE,
          proxied
              ? "UDP trackers can't be reached through the proxy, and nothing goes past it"
              : "UDP trackers are switched off");
    }
    if (!udp.problem().isEmpty()) {
      throw new TrackerException(AnnounceOutcome.UNREACHABLE, udp.problem());
    }
    return udp;
  }

  private static TrackerUrl scrapeUrl(TrackerUrl announce, List<byte[]> infoHashes)
      throws TrackerException {
    TrackerUrl scrape = announce.scrape();
    if (scrape == null) {
      throw new TrackerException("this tracker has no scrape address");
    }
    return scrape.withQuery(AnnounceQuery.scrape(scrape.query(), infoHashes));
  }

  private record UdpAnnounce(AnnounceRequest request, String target)
      implements UdpTrackers.Exchange<AnnounceResponse> {
    @Override
    public int action() {
      return UdpPackets.ANNOUNCE;
    }

    @Override
    public ByteBuffer request(long connection, int transaction) {
      return UdpPackets.announce(connection, transaction, request, target);
    }

    @Override
    public AnnounceResponse answer(ByteBuffer data, boolean ipv6) throws TrackerException {
      return UdpPackets.announceAnswer(data, ipv6);
    }
  }

  private record UdpScrape(List<byte[]> infoHashes)
      implements UdpTrackers.Exchange<List<ScrapeResult.Counts>> {
    @Override
    public int action() {
      return UdpPackets.SCRAPE;
    }

    @Override
    public ByteBuffer request(long connection, int transaction) {
      return UdpPackets.scrape(connection, transaction, infoHashes);
    }

    @Override
    public List<ScrapeResult.Counts> answer(ByteBuffer data, boolean ipv6) throws TrackerException {
      return UdpPackets.scrapeAnswer(data, infoHashes.size());
    }
  }

  private Answer<AnnounceResponse> announceAnswer(String url, Consumer<TrackerResult> done) {
    boolean isUdp = url.regionMatches(true, 0, "udp:", 0, 4);
    String host = host(url);
    LoopMeters.Protocol protocol = isUdp ? LoopMeters.Protocol.UDP : LoopMeters.Protocol.HTTP;
    return new Answer<>() {
      @Override
      public void ok(AnnounceResponse response) {
        loop.meters().announced(protocol, host, AnnounceOutcome.OK);
        report(done, new TrackerResult.Ok(response));
      }

      @Override
      public void failed(TrackerException e) {
        loop.meters().announced(protocol, host, e.outcome());
        report(done, new TrackerResult.Failed(e.getMessage(), e.retryAfterSeconds()));
      }
    };
  }

  /** The host alone: the rest of a URL may be a secret. Empty when there is none. */
  private static String host(String url) {
    try {
      return TrackerUrl.parse(url).host().toLowerCase(Locale.ROOT);
    } catch (TrackerException e) {
      return "";
    }
  }

  private Answer<List<ScrapeResult.Counts>> scrapeAnswer(Consumer<ScrapeResult> done) {
    return new Answer<>() {
      @Override
      public void ok(List<ScrapeResult.Counts> counts) {
        report(done, new ScrapeResult.Ok(counts));
      }

      @Override
      public void failed(TrackerException e) {
        report(done, new ScrapeResult.Failed(e.getMessage()));
      }
    };
  }

  private <T> void report(Consumer<T> done, T result) {
    if (!closed) {
      done.accept(result);
    }
  }

  /** Loading the security providers takes tens of milliseconds: only who speaks UDP pays. */
  private static final class Secure {
    static final SecureRandom RANDOM = new SecureRandom();
  }
}
