package io.bitonic.tui.model;

/**
 * The process as it was at a moment.
 *
 * @param cpuNanos processor time taken since the start, -1 not known
 * @param processors that it may use
 * @param heapUsed bytes
 * @param heapMax bytes, -1 not known
 * @param offHeap bytes of direct and mapped buffers
 * @param gcMillis time in collections since the start
 * @param gcRuns collections since the start
 * @param threads platform threads
 * @param openFiles open files and sockets, -1 not known
 * @param uptimeMillis since the start of the program
 */
public record ProcessLook(
    long cpuNanos,
    int processors,
    long heapUsed,
    long heapMax,
    long offHeap,
    long gcMillis,
    long gcRuns,
    int threads,
    long openFiles,
    long uptimeMillis) {}
