package io.bitonic.core.net;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tinylog.Logger;

/**
 * Holds sockets to a network interface on Linux (SO_BINDTODEVICE), which Java has no option for. An
 * address alone is not enough there: packets with the address of an interface that is down leave by
 * another one when a route says so. The socket is found by its bound address among the open files
 * of the process. Any thread.
 */
final class Devices {
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int MAX_NAME = 15;
  private static final int SOCKADDR = 128;
  private static final File FILES = new File("/proc/self/fd");

  private static volatile boolean refused;

  private Devices() {}

  /** The system calls; loaded when the first socket is held. */
  private static final class Native {
    static final MethodHandle GET_SOCK_NAME;
    static final MethodHandle SET_SOCK_OPT;

    static {
      Linker linker = Linker.nativeLinker();
      SymbolLookup libc = linker.defaultLookup();
      GET_SOCK_NAME =
          linker.downcallHandle(
              libc.findOrThrow("getsockname"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS));
      SET_SOCK_OPT =
          linker.downcallHandle(
              libc.findOrThrow("setsockopt"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
    }
  }

  /**
   * Holds our sockets with this local address to an interface; nothing where the system can't.
   *
   * @param device name, or empty: nothing is done
   * @throws IOException when the interface refuses it: it has gone
   */
  static void hold(InetSocketAddress local, String device) throws IOException {
    String[] files = device.isEmpty() || refused ? null : FILES.list();
    if (files == null || device.length() > MAX_NAME) {
      return;
    }
    boolean found = false;
    boolean held = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment name = arena.allocateFrom(device, StandardCharsets.US_ASCII);
      for (String file : files) {
        int fd = Integer.parseInt(file);
        length.set(ValueLayout.JAVA_INT, 0, SOCKADDR);
        if ((int) Native.GET_SOCK_NAME.invokeExact(fd, address, length) == 0
            && isAt(address, local)) {
          found = true;
          held &=
              (int)
                      Native.SET_SOCK_OPT.invokeExact(
                          fd, SOL_SOCKET, SO_BINDTODEVICE, name, device.length())
                  == 0;
        }
      }
    } catch (Throwable e) {
      throw new IOException("can't hold a socket to " + device, e);
    }
    if (found && !held) {
      notHeld(device);
    }
  }

  private static void notHeld(String device) throws IOException {
    if (!new File("/sys/class/net", device).exists()) {
      throw new IOException("interface " + device + " has gone");
    }
    refused = true;
    Logger.warn(
        "this system does not let sockets be held to {}: they are bound to its address only, and"
            + " the routing table decides the way",
        device);
  }

  private static boolean isAt(MemorySegment address, InetSocketAddress local) {
    int family = address.get(ValueLayout.JAVA_SHORT, 0);
    int port =
        (address.get(ValueLayout.JAVA_BYTE, 2) & 0xff) << 8
            | address.get(ValueLayout.JAVA_BYTE, 3) & 0xff;
    if (port != local.getPort() || family != AF_INET && family != AF_INET6) {
      return false;
    }
    byte[] wanted = bytes(local.getAddress(), family == AF_INET6);
    int offset = family == AF_INET6 ? 8 : 4;
    byte[] there =
        address.asSlice(offset, family == AF_INET6 ? 16 : 4).toArray(ValueLayout.JAVA_BYTE);
    return Arrays.equals(wanted, there);
  }

  /** Java binds IPv4 addresses to IPv6 sockets, where they are IPv4-mapped. */
  private static byte[] bytes(InetAddress address, boolean v6) {
    byte[] raw = address.getAddress();
    if (!v6 || !(address instanceof Inet4Address)) {
      return raw;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(raw, 0, mapped, 12, 4);
    return mapped;
  }
}
