// Probes: asks as Engine/Observing's `Prober`, each time over a new connection, on a shared event loop.
//
// Start reading at `LoopProber.swift`. A `Conversation` is one socket, secured by a `TLSSession` where terms say so, on which a
// script speaks (`TCPScript`, `DNSScript` …): it measures the phases and keeps every bound. May import: Observing, HTTP, Core,
// Machine, CMachine, COpenSSL.
