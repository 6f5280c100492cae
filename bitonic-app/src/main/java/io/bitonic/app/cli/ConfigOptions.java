package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.SettingsFile;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.Problem;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where settings come from, for every verb that starts an engine. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = 43,
      description = "Settings file (default: bitonic.toml in the config folder).")
  Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      order = 44,
      description = "A setting for this run, as disk.buffer=256MiB; may be repeated.")
  List<String> pairs = new ArrayList<>();

  /** The file that counts, whether it exists or not. */
  Path path(Env env) {
    return ConfigFile.locate(file, env.environment(), env.configDir());
  }

  /** Whether the user named the file, so that it must be there. */
  boolean isNamed(Env env) {
    return !path(env).equals(env.configDir().resolve(ConfigFile.NAME));
  }

  /** All sources together, with what is wrong in them. */
  ConfigFile.Result read(Env env) {
    ConfigFile.Result all = ConfigFile.load(path(env), isNamed(env), env.environment());
    ConfigFile.Result set = ConfigFile.readPairs(pairs);
    all.values().addAll(set.values());
    List<Problem> problems = new ArrayList<>(all.problems());
    problems.addAll(set.problems());
    return new ConfigFile.Result(all.values(), List.copyOf(problems));
  }

  /**
   * @throws AppException naming everything that is wrong
   */
  Settings load(Env env) {
    ConfigFile.Result r = read(env);
    if (!r.problems().isEmpty()) {
      throw new AppException(ExitCode.USAGE, SettingsFile.text(r.problems()));
    }
    return SettingTable.settings(r.values(), env.stateDir());
  }
}
