// Gateway: where shops take payments over the Internet and by telephone.
//
// Start reading at `Life/GatewayPayment.swift` (what a payment is and what may happen to it, as pure values), then
// `Service/GatewayService.swift` (the shell that records each step before it is taken, asks the provider and the 3DS server, and
// answers). `Service/Recovery.swift` resolves what a crash left. `API` is what programs see, `Pages` what people see.
// docs/payments/gateway.md is written for those who use it.
// May import: Core, Payments, Roles, Engine's HTTP, Markup.
