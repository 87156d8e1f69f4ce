// Traffic: payments as many shops and terminals make them, and what became of each.
//
// Start reading at `Play/ArrivalPlan.swift` (a seed → who pays when), `Play/TrafficRun.swift` (plays it through the clients of the
// channels) and `Play/TrafficTally.swift` (counts every payment's fate). `View` draws the tally for people. The clients, which speak
// the channels' protocols, fill the port `Play/PaymentClient.swift`. May import: Vocabulary, Ledger.
