// CLI: commands, their help, completions and the man page; arguments in, a typed command out.
//
// Start reading at `CommandTable.swift`: one entry per command, from which parsing, help, completions, the man page and
// docs/cli.md are made. `CommandLineParser.swift` turns arguments into a ``Command``; `Console.swift` writes answers and
// errors for people or as JSON. Nothing here exits, reads or asks the machine. May import: Engine and Core.
