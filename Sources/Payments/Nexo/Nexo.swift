// Nexo: what payment terminals, tills and acquirers say to one another: nexo Acquirer messages (ISO 20022 caaa, XML) and
// nexo Retailer 3.x (JSON), with the length prefix that both have on TCP. Bytes in, values out, and back; no I/O.
//
// Start reading at `NexoMessage.swift` (the fifteen messages) and `NexoDocument.swift` (reading and writing them), then
// any file of `Records/`: each record is described once, in the schema's order, and that description both reads and
// writes (`Form/Form.swift`). `Retailer/RetailerMessage.swift` is the JSON side, `NexoFrameDecoder.swift` the prefix.
// docs/payments/nexo.md tells what is covered and which rules are ours.
//
// May import: Core.
