// Alerting: whom an event concerns (routes), and the durable outbox that tells them.
//
// May import: Engine and Core.
