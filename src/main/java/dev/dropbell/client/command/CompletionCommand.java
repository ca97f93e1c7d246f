package dev.dropbell.client.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dropbell completion}. */
@Command(
    name = "completion",
    header = "Print a completion script for bash and zsh.",
    description = {"", "In ~/.bashrc:  source <(dropbell completion)", ""})
final class CompletionCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.out().print(AutoComplete.bash("dropbell", spec.root().commandLine()));
    return 0;
  }
}
