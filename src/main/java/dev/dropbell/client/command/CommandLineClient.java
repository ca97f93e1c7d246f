package dev.dropbell.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Runs a command of the command line, in a JVM that has nothing else to do. */
public final class CommandLineClient {

  private static final String SERVE = "serve";
  private static final String COMPLETION = "completion";
  private static final Set<String> ABOUT = Set.of("-h", "--help", "-V", "--version");
  private static final int FAILED = 1;

  private CommandLineClient() {}

  /** Whether these arguments ask for the server: none, settings alone, or {@code serve}. */
  public static boolean isServer(String... args) {
    if (args.length == 0) {
      return true;
    }
    boolean about = Arrays.stream(args).anyMatch(ABOUT::contains);
    return !about && (args[0].equals(SERVE) || args[0].startsWith("--"));
  }

  /** What of them are the server's settings. */
  public static String[] serverSettings(String... args) {
    boolean named = args.length > 0 && args[0].equals(SERVE);
    return named ? Arrays.copyOfRange(args, 1, args.length) : args;
  }

  /**
   * Runs the command that they name.
   *
   * @param tokens makes those of {@code token new}, which the client itself knows nothing of
   * @return the exit code: 0 all done, 1 something failed, 2 wrong usage
   */
  public static int run(Supplier<FreshToken> tokens, String... args) {
    return run(Surroundings.ofProcess(), tokens, args);
  }

  static int run(Surroundings surroundings, Supplier<FreshToken> tokens, String... args) {
    return commandLine(surroundings, tokens, args).execute(args);
  }

  /** Knows only the command that is named, if one is: reading all of them takes a while. */
  private static CommandLine commandLine(
      Surroundings surroundings, Supplier<FreshToken> tokens, String... args) {
    CommandLine root = new CommandLine(new RootCommand());
    Map<String, Supplier<Object>> all = commands(surroundings, tokens);
    Supplier<Object> named = args.length == 0 ? null : all.get(args[0]);
    if (named != null && !args[0].equals(COMPLETION)) {
      root.addSubcommand(named.get());
    } else {
      all.values().forEach(command -> root.addSubcommand(command.get()));
    }
    root.setOut(new PrintWriter(surroundings.out(), true, UTF_8));
    root.setErr(new PrintWriter(surroundings.err(), true, UTF_8));
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
    addHelp(root);
    root.setExecutionExceptionHandler((e, command, _) -> failed(e, command, surroundings));
    return root;
  }

  private static Map<String, Supplier<Object>> commands(
      Surroundings surroundings, Supplier<FreshToken> tokens) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("put", () -> new PutCommand(surroundings));
    commands.put("get", () -> new GetCommand(surroundings));
    commands.put("ls", () -> new LsCommand(surroundings));
    commands.put("tail", () -> new TailCommand(surroundings));
    commands.put("publish", () -> new PublishCommand(surroundings));
    commands.put(SERVE, ServeCommand::new);
    commands.put("token", () -> new TokenCommand(surroundings, tokens));
    commands.put(COMPLETION, () -> new CompletionCommand(surroundings));
    return commands;
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.setUsageHelpWidth(100);
    command.getSubcommands().values().forEach(CommandLineClient::addHelp);
  }

  private static int failed(Exception e, CommandLine command, Surroundings surroundings) {
    if (e instanceof IllegalArgumentException usage) {
      surroundings.say("dropbell %s: %s".formatted(command.getCommandName(), usage.getMessage()));
      surroundings.say("Try: dropbell %s --help".formatted(command.getCommandName()));
      return command.getCommandSpec().exitCodeOnInvalidInput();
    }
    surroundings.say(
        "dropbell %s: %s".formatted(command.getCommandName(), PublishCommand.reason(e)));
    return FAILED;
  }
}
