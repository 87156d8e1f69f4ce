internal import HTTP
internal import JSON
internal import Traffic

/// A payment as the gateway's API shows it: what a shop needs of that.
struct ShopPayment: Sendable, Equatable {
    let id: String
    let status: String
    let amount: Int64
    let captured: Int64
    let reason: String?
    /// Where the payer's browser goes.
    let page: String?
    /// An order of its own is under way, such as a capture.
    private let isBusy: Bool

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let status = json["status"]?.string, let amount = json["amount"]?.integer
        else { return nil }
        self.id = id
        self.status = status
        self.amount = amount
        captured = json["captured"]?.integer ?? 0
        reason = json["reason"]?["code"]?.string
        page = json["next"]?["address"]?.string
        let movements = (json["captures"]?.array ?? []) + (json["refunds"]?.array ?? [])
        isBusy = movements.contains { ["asked", "undoing", "asked-again"].contains($0["status"]?.string) }
    }

    /// The gateway goes on with it by itself.
    var isUnderWay: Bool { isBusy || ["authenticating", "authorising", "undoing"].contains(status) }
    var isBeingUndone: Bool { status == "undoing" }
    var isAwaitingPayer: Bool { status == "awaiting-card" || status == "awaiting-challenge" }
    var isReserved: Bool { status == "authorised" }
    var isPaid: Bool { ["captured", "partly-captured", "refunded", "partly-refunded"].contains(status) }

    /// What became of it; nil while that is open.
    func report(_ story: PaymentStory) -> PaymentReport? {
        if isUnderWay || isAwaitingPayer { return nil }
        switch status {
        case "refused": return story.report(.refused, reason ?? "refused", id)
        case "voided": return story.report(.voided, nil, id)
        case "failed", "cancelled", "expired":
            let why = story.why ?? reason ?? status
            return story.report(story.wasUndone ? .reversed : .failed, why, id)
        default:
            return isPaid || isReserved ? story.report(.approved, nil, id) : story.report(.unknown, status, id)
        }
    }
}

/// What has happened to one payment so far, besides what its state says.
struct PaymentStory: Sendable {
    let tell: StepListener
    /// At some time nobody could say what had become of it.
    var wasUnknown = false
    /// The gateway took back what may have been done.
    var wasUndone = false
    /// Why the shop or its customer gave up.
    var why: String?

    init(_ tell: @escaping StepListener) { self.tell = tell }

    func report(_ fate: PaymentFate, _ reason: String?, _ reference: String?) -> PaymentReport {
        PaymentReport(fate, reason: reason, reference: reference, wasUnknown: wasUnknown)
    }

    func asked(_ text: String, _ details: String...) { tell(PaymentStep(.asked, text, details: details)) }
    func heard(_ text: String, _ details: String...) { tell(PaymentStep(.heard, text, details: details)) }
    func missed(_ text: String) { tell(PaymentStep(.missed, text)) }
    func decided(_ text: String) { tell(PaymentStep(.decided, text)) }

    /// An answer is missing after which money may have moved.
    mutating func lost(_ what: String, _ reason: String) {
        wasUnknown = true
        missed("\(what): \(reason)")
    }
}
