package io.bitonic.core.portmap;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads what a gateway writes, with the JDK's streaming parser: no document type, no external
 * entity, and depth, size and number of elements bounded.
 */
final class UpnpXml {
  /** Bytes of a document. */
  static final int MAX_BYTES = 256 << 10;

  private static final int MAX_DEPTH = 40;
  private static final int MAX_ELEMENTS = 10_000;
  private static final int MAX_TEXT = 1024;
  private static final int MAX_VALUES = 64;

  /**
   * The service that maps ports.
   *
   * @param type such as urn:schemas-upnp-org:service:WANIPConnection:1
   */
  record Service(String type, URI control) {
    boolean isVersion2() {
      return type.endsWith(":WANIPConnection:2");
    }
  }

  private static final XMLInputFactory FACTORY = factory();

  private UpnpXml() {}

  private static XMLInputFactory factory() {
    XMLInputFactory f = XMLInputFactory.newDefaultFactory();
    f.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    f.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    f.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    f.setProperty(XMLInputFactory.IS_COALESCING, true);
    f.setXMLResolver(
        (publicId, systemId, base, namespace) -> new ByteArrayInputStream(new byte[0]));
    return f;
  }

  /** Hears of elements that hold text only. */
  private interface Leaf {
    void text(String name, String value);

    default void end(String name) {}
  }

  private static void read(byte[] xml, Leaf leaf) throws PortMapException {
    if (xml.length > MAX_BYTES) {
      throw new PortMapException("UPnP: a document of more than " + MAX_BYTES + " bytes");
    }
    try {
      XMLStreamReader r = FACTORY.createXMLStreamReader(new ByteArrayInputStream(xml));
      StringBuilder text = new StringBuilder();
      int depth = 0;
      int elements = 0;
      boolean isLeaf = false;
      while (r.hasNext()) {
        switch (r.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (++depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
              throw new PortMapException("UPnP: a document of too many elements");
            }
            text.setLength(0);
            isLeaf = true;
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (text.length() + r.getTextLength() <= MAX_TEXT) {
              text.append(r.getText());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            if (isLeaf) {
              leaf.text(r.getLocalName(), text.toString().strip());
            }
            leaf.end(r.getLocalName());
            isLeaf = false;
            depth--;
          }
          case XMLStreamConstants.DTD ->
              throw new PortMapException("UPnP: a document with a document type");
          default -> {}
        }
      }
    } catch (XMLStreamException | RuntimeException e) {
      // The parser also throws unchecked exceptions at broken input.
      throw new PortMapException("UPnP: malformed XML");
    }
  }

  /**
   * The port mapping service of a device description.
   *
   * @param at where the description came from; the control address must be there too
   * @throws PortMapException when there is none
   */
  static Service service(byte[] xml, URI at) throws PortMapException {
    Finder finder = new Finder();
    read(xml, finder);
    if (finder.best == null) {
      throw new PortMapException("UPnP: the router has no port mapping service");
    }
    URI control;
    try {
      URI base = finder.base.isEmpty() ? at : at.resolve(finder.base);
      control = base.resolve(finder.control);
    } catch (IllegalArgumentException e) {
      throw new PortMapException("UPnP: the router gives a malformed control address");
    }
    if (!"http".equals(control.getScheme())
        || !at.getHost().equals(control.getHost())
        || control.getUserInfo() != null) {
      throw new PortMapException("UPnP: the router's control address is on another host");
    }
    return new Service(finder.best, control);
  }

  private static final class Finder implements Leaf {
    private String base = "";
    private String type = "";
    private String url = "";
    private String best;
    private String control;

    @Override
    public void text(String name, String value) {
      switch (name) {
        case "URLBase" -> base = value;
        case "serviceType" -> type = value;
        case "controlURL" -> url = value;
        default -> {}
      }
    }

    @Override
    public void end(String name) {
      if (name.equals("service")) {
        if (!url.isEmpty() && rank(type) > rank(best)) {
          best = type;
          control = url;
        }
        type = "";
        url = "";
      }
    }

    private static int rank(String type) {
      return type == null
          ? 0
          : switch (type) {
            case "urn:schemas-upnp-org:service:WANIPConnection:2" -> 3;
            case "urn:schemas-upnp-org:service:WANIPConnection:1" -> 2;
            case "urn:schemas-upnp-org:service:WANPPPConnection:1" -> 1;
            default -> 0;
          };
    }
  }

  /** The texts of a SOAP answer by element name. */
  static Map<String, String> values(byte[] xml) throws PortMapException {
    Map<String, String> out = new HashMap<>();
    read(
        xml,
        (name, value) -> {
          if (out.size() < MAX_VALUES) {
            out.put(name, value);
          }
        });
    return out;
  }
}
