// Redirects: the gateway of alternative payment methods: the browser goes to a bank, a wallet or a voucher office, and the word of what
// became of it comes back on its own, sometimes late, sometimes twice.
//
// Start reading at `Life/RedirectPayment.swift` (a payment's life, pure), then `Service/RedirectService.swift` (records and ledger in
// one transaction) and `Service/SimulatedBank.swift` (the other side, which this role plays as well). `Words/RedirectMethod.swift` has
// the methods and their rules. May import: Core, Ledger, Roles, PayerPages, Markup, and of Engine HTTP.
