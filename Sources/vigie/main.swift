// The executable: arguments in, exit code out. Everything else is in App.
internal import App

Program.main(Array(CommandLine.arguments.dropFirst()))
