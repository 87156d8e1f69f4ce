// HTTP: the port between surfaces and an HTTP server, and between services and an HTTP client.
// Start reading at `HTTPHandler.swift`. May import: Core.
