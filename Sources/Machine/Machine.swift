// Machine: the operating system as the adapters need it: event loop, clock, entropy, signals.
// Start reading at `EventLoop.swift`. May import: CMachine.
