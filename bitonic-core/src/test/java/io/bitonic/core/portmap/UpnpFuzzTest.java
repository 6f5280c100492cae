package io.bitonic.core.portmap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a UPnP device sends is understood or refused, and never leads to another host. */
class UpnpFuzzTest {
  private static final InetAddress ROUTER = InetAddress.ofLiteral("192.168.1.1");
  private static final URI AT = URI.create("http://192.168.1.1:5000/desc.xml");

  @FuzzTest(maxDuration = "60s")
  void searchAnswers(byte[] data) {
    URI uri = Ssdp.location(new String(data, StandardCharsets.ISO_8859_1), ROUTER);
    if (uri != null && !uri.getHost().equals("192.168.1.1")) {
      throw new AssertionError(uri);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void descriptions(byte[] data) {
    try {
      UpnpXml.Service s = UpnpXml.service(data, AT);
      if (!s.control().getHost().equals("192.168.1.1")) {
        throw new AssertionError(s);
      }
    } catch (PortMapException e) {
      // Refused.
    }
    try {
      UpnpXml.values(data);
    } catch (PortMapException e) {
      // Refused.
    }
  }

  @FuzzTest(maxDuration = "60s")
  void httpAnswers(byte[] data) {
    try {
      LanHttp.parse(data);
    } catch (PortMapException e) {
      // Refused.
    }
  }
}
