package io.bitonic.core.api;

/**
 * A stored file of a torrent (padding files are left out).
 *
 * @param index the file's index in the torrent
 * @param path components joined by {@code /}
 * @param length bytes
 * @param done verified bytes
 */
public record FileRow(int index, String path, long length, long done, FilePriority priority) {}
