package io.bitonic.tui.app;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.bitonic.tui.model.ProcessLook;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** Looks at this process. The first look loads a good part of the JDK: not for the UI thread. */
final class ProcessProbe {
  private ProcessProbe() {}

  static ProcessLook look() {
    long cpu = -1;
    long files = -1;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os) {
      cpu = os.getProcessCpuTime();
      files = os instanceof UnixOperatingSystemMXBean u ? u.getOpenFileDescriptorCount() : -1;
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long gcMillis = 0;
    long gcRuns = 0;
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      gcMillis += Math.max(0, gc.getCollectionTime());
      gcRuns += Math.max(0, gc.getCollectionCount());
    }
    long offHeap = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      offHeap += Math.max(0, pool.getMemoryUsed());
    }
    return new ProcessLook(
        cpu,
        Runtime.getRuntime().availableProcessors(),
        heap.getUsed(),
        heap.getMax(),
        offHeap,
        gcMillis,
        gcRuns,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        files,
        ManagementFactory.getRuntimeMXBean().getUptime());
  }
}
