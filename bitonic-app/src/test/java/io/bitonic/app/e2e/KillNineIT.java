package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs {@code .ci/kill-nine}, which says what it checks: 50 kills where CI=true, else 12. */
@Tag("e2e")
@Timeout(400)
class KillNineIT {
  @RegisterExtension final Procs procs = new Procs();

  @Test
  void neverClaimsWhatIsNotThere() {
    Tools.need("python3-hashlib");
    Btbt.command();
    boolean ci = "true".equals(System.getenv("CI"));
    Path script = Path.of(System.getProperty("bitonic.root"), ".ci", "kill-nine");
    List<String> command =
        ci
            ? List.of("/usr/bin/python3", script.toString())
            : List.of("/usr/bin/python3", script.toString(), "--kills", "12", "--size-mib", "20");
    Proc p = procs.start("kill-nine", Map.of("TMPDIR", procs.folder("tmp").toString()), command);
    assertEquals(0, p.await(Duration.ofSeconds(360)));
    assertTrue(p.out().contains("complete, byte for byte, no false claim"), p.out());
  }
}
