package io.bitonic.core.util;

/**
 * What a file looks like on disk.
 *
 * @param size bytes, -1 when it is missing
 * @param mtimeNanos last modification, nanoseconds since 1970 UTC
 */
public record FileStamp(long size, long mtimeNanos) {}
