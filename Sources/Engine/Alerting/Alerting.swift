// Alerting: whom an event concerns (routes), and the durable outbox that tells them.
//
// Start reading at `Outbox/OutboxProjection.swift`: it writes what is to be said in the transaction of the fact, and
// `Outbox/DeliveryService.swift` says it. Whom it concerns is decided in `Routes/RouteRule.swift`, how it reads in
// `Telling`, how each channel wants it in `Channels` and `Mail`. May import: Engine and Core.
