// Machine: the operating system as the adapters need it: event loop, threads, clock, signals, files.
// Start reading here. May import: CMachine.
