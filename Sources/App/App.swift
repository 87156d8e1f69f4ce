// App: the wiring. It alone sees every layer: it opens the store, starts the publisher and the server, and runs the
// commands. Start reading at `Program.swift` (arguments in, exit code out), then `ServeCommand.swift`.
// May import: everything.
