package io.bitonic.core.session;

import io.bitonic.core.api.ContentReader;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.swarm.FileStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Carries reads to the torrent's loop. Any thread; the stream is the loop's. */
final class StreamReader implements ContentReader {
  private final EventLoop loop;
  private final FileStream stream;

  StreamReader(EventLoop loop, FileStream stream) {
    this.loop = loop;
    this.stream = stream;
  }

  @Override
  public String path() {
    return stream.file().displayPath();
  }

  @Override
  public long length() {
    return stream.file().length();
  }

  @Override
  public CompletableFuture<Integer> read(long position, ByteBuffer dst) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    loop.execute(
        () ->
            stream.read(
                position,
                dst,
                (bytes, error) -> {
                  if (error == null) {
                    answer.complete(bytes);
                  } else {
                    answer.completeExceptionally(error);
                  }
                }));
    return answer;
  }

  @Override
  public void close() {
    loop.execute(stream::close);
  }
}
