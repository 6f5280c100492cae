package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts for tests: network namespaces on one bridge, which is in a namespace too, so that nothing
 * they send leaves them, and labs side by side may use the same addresses. Their names hold this
 * process's number; those of processes that are gone are removed at the next start.
 */
final class NetLab implements AutoCloseable {
  private static final String PREFIX = "bte";
  private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d+)-\\w+");
  private static final AtomicInteger LABS = new AtomicInteger();

  private final String prefix =
      PREFIX + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);

  /** Makes the hosts, or fails or skips the test where that can't be done. */
  NetLab(int hosts) {
    Tools.need("ip");
    if (!"root".equals(System.getProperty("user.name"))) {
      Tools.missing("network namespaces need root");
    }
    removeLeftOver();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      String hub = namespace("hub");
      ip("-n", hub, "link", "add", "br0", "type", "bridge");
      ip("-n", hub, "link", "set", "br0", "up");
      for (int i = 0; i < hosts; i++) {
        this.hosts.add(host(hub, i));
      }
    } catch (UncheckedIOException e) {
      close();
      Tools.missing("no network namespaces here: " + e.getMessage());
    }
  }

  private String namespace(String name) {
    String full = prefix + name;
    ip("netns", "add", full);
    namespaces.add(full);
    return full;
  }

  private Host host(String hub, int i) {
    String ns = namespace("h" + i);
    String address = "10.78.0." + (10 + i);
    ip("link", "add", "eth0", "netns", ns, "type", "veth", "peer", "name", "p" + i, "netns", hub);
    ip("-n", hub, "link", "set", "p" + i, "master", "br0", "up");
    ip("-n", ns, "addr", "add", address + "/24", "dev", "eth0");
    ip("-n", ns, "link", "set", "eth0", "up");
    ip("-n", ns, "link", "set", "lo", "up");
    return new Host(ns, address);
  }

  /** Gives a host a second interface on the bridge; each answers for its own address only. */
  void addInterface(Host host, String name, String address) {
    String ns = host.namespace();
    ip(
        "link",
        "add",
        name,
        "netns",
        ns,
        "type",
        "veth",
        "peer",
        "name",
        "x" + name,
        "netns",
        prefix + "hub");
    ip("-n", prefix + "hub", "link", "set", "x" + name, "master", "br0", "up");
    for (String setting : List.of("arp_ignore=1", "arp_announce=2", "rp_filter=0")) {
      run(host.on(List.of("sysctl", "-q", "-w", "net.ipv4.conf.all." + setting)));
    }
    ip("-n", ns, "addr", "add", address + "/24", "dev", name);
    ip("-n", ns, "link", "set", name, "up");
  }

  /** Runs {@code ip} for a host's namespace. */
  void ip(Host host, String... args) {
    List<String> all = new ArrayList<>(List.of("-n", host.namespace()));
    all.addAll(List.of(args));
    ip(all.toArray(String[]::new));
  }

  Host host(int i) {
    return hosts.get(i);
  }

  private static synchronized void removeLeftOver() {
    Matcher m = OURS.matcher(ip("netns", "list"));
    while (m.find()) {
      if (ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty()) {
        ip("netns", "del", m.group());
      }
    }
  }

  private static String ip(String... args) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(args));
    return run(command);
  }

  private static String run(List<String> command) {
    try {
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (p.waitFor() != 0) {
        throw new UncheckedIOException(new IOException(String.join(" ", command) + ": " + text));
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private synchronized void remove() {
    namespaces.forEach(ns -> ip("netns", "del", ns));
    namespaces.clear();
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
