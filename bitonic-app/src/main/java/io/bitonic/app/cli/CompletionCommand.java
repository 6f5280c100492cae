package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "completion",
    sortOptions = false,
    description = "Print a completion script for bash, zsh or fish.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} completion bash > "
          + "~/.local/share/bash-completion/completions/${ROOT-COMMAND-NAME}",
      "  ${ROOT-COMMAND-NAME} completion fish > "
          + "~/.config/fish/completions/${ROOT-COMMAND-NAME}.fish",
      "  source <(${ROOT-COMMAND-NAME} completion zsh)"
    })
final class CompletionCommand extends Command {
  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  String shell;

  CompletionCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    CommandLine model = Cli.model(env);
    String script =
        switch (shell) {
          case "bash", "zsh" -> AutoComplete.bash(env.program(), model);
          case "fish" -> fish(env.program(), model);
          default ->
              throw new AppException(
                  ExitCode.USAGE, "no completion for '" + shell + "'; choose bash, zsh or fish");
        };
    env.out().print(script);
    return ExitCode.OK;
  }

  private static String fish(String program, CommandLine model) {
    StringBuilder b = new StringBuilder();
    b.append("# fish completion for ").append(program).append('\n');
    String first = " -n __fish_use_subcommand";
    options(b, program, first, model.getCommandSpec());
    model
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              CommandSpec spec = sub.getCommandSpec();
              b.append("complete -c ").append(program).append(first).append(" -f -a ");
              b.append(name).append(" -d ").append(quoted(description(spec))).append('\n');
              String here = " -n '__fish_seen_subcommand_from " + name + "'";
              options(b, program, here, spec);
              sub.getSubcommands()
                  .forEach(
                      (verb, s) ->
                          b.append("complete -c ")
                              .append(program)
                              .append(here)
                              .append(" -f -a ")
                              .append(verb)
                              .append(" -d ")
                              .append(quoted(description(s.getCommandSpec())))
                              .append('\n'));
            });
    return b.toString();
  }

  private static void options(StringBuilder b, String program, String when, CommandSpec spec) {
    for (OptionSpec o : spec.options()) {
      if (o.hidden()) {
        continue;
      }
      b.append("complete -c ").append(program).append(when);
      for (String name : o.names()) {
        b.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (o.arity().max() > 0) {
        b.append(" -r");
      }
      b.append(" -d ").append(quoted(o.description()[0])).append('\n');
    }
  }

  private static String description(CommandSpec spec) {
    String[] d = spec.usageMessage().description();
    return d.length == 0 ? "" : d[0];
  }

  private static String quoted(String s) {
    return "'" + s.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
