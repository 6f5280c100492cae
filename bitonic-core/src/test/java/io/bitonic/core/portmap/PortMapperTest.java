package io.bitonic.core.portmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.Binding;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PortMapperTest {
  private FakeGateway gateway;
  private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> pcp = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private PortMapper start() {
    PortMapper m =
        new PortMapper(
            6881, () -> Binding.ANY, (s, d) -> states.add(s + " " + d), gateway.environment());
    m.start();
    return m;
  }

  private String state() throws InterruptedException {
    String s = states.poll(30, TimeUnit.SECONDS);
    assertNotNull(s, "no change of state");
    return s.startsWith("TRYING") ? state() : s;
  }

  private byte[] logged(byte[] request, byte[] answer) {
    int lifetime = java.nio.ByteBuffer.wrap(request).getInt(4);
    pcp.add((request[36] == 6 ? "TCP" : "UDP") + (lifetime == 0 ? " end" : ""));
    return answer;
  }

  @Test
  void mapsByPcpRenewsAtHalfTimeAndTakesBack() throws Exception {
    gateway.pcpAnswer = r -> logged(r, FakeGateway.pcpOk(r, 2));
    PortMapper m = start();
    assertEquals("MAPPED PCP, outer port 6881 of 203.0.113.5", state());
    assertEquals("MAPPED PCP, outer port 6881 of 203.0.113.5", state(), "renewed");
    m.close();
    List<String> all = new ArrayList<>();
    while (!all.contains("UDP end")) {
      String s = pcp.poll(5, TimeUnit.SECONDS);
      assertNotNull(s, all.toString());
      all.add(s);
    }
    assertEquals(List.of("TCP", "UDP", "TCP", "UDP"), all.subList(0, 4));
    assertTrue(all.contains("TCP end"), all.toString());
  }

  @Test
  void fallsBackToNatPmp() throws Exception {
    gateway.pcpAnswer = FakeGateway::natPmp;
    try (PortMapper m = start()) {
      assertEquals("MAPPED NAT-PMP, outer port 6000 of 203.0.113.6", state());
    }
  }

  @Test
  void fallsBackToUpnpAndTakesBack() throws Exception {
    gateway.pcp.close();
    gateway.upnp = true;
    PortMapper m = start();
    assertEquals("MAPPED UPnP, outer port 6881 of 203.0.113.9", state());
    m.close();
    List<String> log = List.copyOf(gateway.log);
    assertEquals("AddPortMapping TCP 6881 3600", log.get(1));
    assertTrue(log.contains("AddPortMapping UDP 6881 3600"), log.toString());
    assertTrue(log.contains("DeletePortMapping TCP 6881 -"), log.toString());
    assertTrue(log.contains("DeletePortMapping UDP 6881 -"), log.toString());
  }

  @Test
  void upnpTakesAnotherPortAndAPermanentLease() throws Exception {
    gateway.pcp.close();
    gateway.upnp = true;
    gateway.errors = List.of(718, 725);
    try (PortMapper m = start()) {
      assertEquals("MAPPED UPnP, outer port 6882 of 203.0.113.9", state());
    }
    assertTrue(gateway.log.contains("AddPortMapping TCP 6882 0"), gateway.log.toString());
  }

  @Test
  void upnpVersion2ChoosesThePort() throws Exception {
    gateway.pcp.close();
    gateway.upnp = true;
    gateway.serviceType = "urn:schemas-upnp-org:service:WANIPConnection:2";
    try (PortMapper m = start()) {
      assertEquals("MAPPED UPnP, outer port 7777 of 203.0.113.9", state());
    }
  }

  @Test
  void saysWhyNobodyMaps() throws Exception {
    gateway.pcp.close();
    gateway.upnp = true;
    gateway.errors = List.of(606, 606);
    try (PortMapper m = start()) {
      assertEquals("FAILED UPnP: the router refuses: not authorised", state());
      gateway.errors = List.of();
      m.again();
      assertTrue(state().startsWith("MAPPED UPnP"));
    }
  }

  @Test
  void neverFollowsAGatewayToAnotherHost() throws Exception {
    gateway.pcp.close();
    gateway.upnp = true;
    List<String> here = gateway.locations;
    gateway.locations =
        List.of("http://127.0.0.2:1/", "http://localhost:1/", "https://127.0.0.1/", "file:///x");
    try (PortMapper m = start()) {
      assertEquals("FAILED UPnP: no router answers", state());
    }
    assertEquals(0, gateway.log.size());
    gateway.locations = here;
    gateway.control = "http://127.0.0.2:8080/ctl";
    try (PortMapper m = start()) {
      assertEquals("FAILED UPnP: the router's control address is on another host", state());
    }
  }

  @Test
  void closingDoesNotWaitForASilentRouter() throws Exception {
    PortMapper m = start();
    long before = System.nanoTime();
    m.close();
    assertTrue(System.nanoTime() - before < 3_000_000_000L);
  }

  @Test
  void readsTheRoutingTable() throws Exception {
    List<String> table =
        List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t50\t00000000\t0\t0\t0",
            "down0\t00000000\t0103A8C0\t0002\t0\t0\t1\t00000000\t0\t0\t0",
            "tun0\t00000000\t00000000\t0001\t0\t0\t1\t00000080\t0\t0\t0");
    assertEquals(InetAddress.getByName("192.168.2.1"), Gateways.parse(table, ""));
    assertEquals(InetAddress.getByName("192.168.1.1"), Gateways.parse(table, "eth0"));
    assertNull(Gateways.parse(table, "tun0"));
    assertFalse(table.isEmpty());
  }
}
