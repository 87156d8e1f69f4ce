// HTTPClient: HTTP through libcurl's multi interface on the event loop.
// Start reading here. May import: Engine's ports, Core, Machine, CCurl, CMachine.
