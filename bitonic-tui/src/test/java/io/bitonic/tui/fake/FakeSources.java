package io.bitonic.tui.fake;

import io.bitonic.core.api.EngineException;
import io.bitonic.tui.model.AddService;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sources that exist only by their names; those with {@code bad} in them can't be read. */
public final class FakeSources {
  private FakeSources() {}

  public static AddService.Loaded load(String source) {
    if (source.contains("bad")) {
      throw new EngineException(
          EngineException.Kind.BAD_TORRENT, source + " is not a torrent: no info dictionary");
    }
    String name = source.substring(source.lastIndexOf('/') + 1).replace(".torrent", "");
    List<AddService.Entry> files = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      files.add(
          new AddService.Entry(
              i,
              name + (i < 12 ? "/disc 1/" : "/disc 2/") + "track " + i + ".flac",
              (30L + i) << 20));
    }
    return new AddService.Loaded(name.getBytes(StandardCharsets.UTF_8), name, files);
  }
}
