internal import JSON
package import Ledger
internal import Vocabulary
package import Roles

extension GatewayService {
    /// A merchant's payment: another one's does not exist for them.
    package func held(_ id: PaymentID, of merchant: Merchant) async throws(GatewayRefusal) -> Held {
        let held = try await held(id)
        guard held.payment.merchant == merchant.id else {
            throw GatewayRefusal(.notFound, "there is no payment of this name")
        }
        return held
    }

    package func capture(
        _ id: PaymentID, _ amount: Int64?, isFinal: Bool?, of merchant: Merchant, key: RequestKey? = nil
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await manage(id, of: merchant, key) { (payment, now) throws(GatewayRefusal) in
            try payment.capture(amount, isFinal: isFinal, at: now)
        }
    }

    package func refund(
        _ id: PaymentID, _ amount: Int64?, of merchant: Merchant, key: RequestKey? = nil
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await manage(id, of: merchant, key) { (payment, now) throws(GatewayRefusal) in
            try payment.refund(amount, at: now)
        }
    }

    package func void(
        _ id: PaymentID, of merchant: Merchant, key: RequestKey? = nil
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await manage(id, of: merchant, key) { (payment, now) throws(GatewayRefusal) in try payment.void(at: now) }
    }

    package func cancel(
        _ id: PaymentID, of merchant: Merchant, key: RequestKey? = nil
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await manage(id, of: merchant, key) { (payment, now) throws(GatewayRefusal) in try payment.cancel(at: now) }
    }

    /// The payer does not want it any more.
    package func cancelByPayer(_ id: PaymentID) async throws(GatewayRefusal) -> Held {
        let held = try await held(id)
        return try await change(held) { (payment) throws(GatewayRefusal) in
            try payment.cancel(at: now())
            return Besides()
        }.held
    }

    private func manage(
        _ id: PaymentID, of merchant: Merchant, _ key: RequestKey?,
        _ decide: (inout GatewayPayment, Instant) throws(GatewayRefusal) -> Void
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await once(key, status: 200) { (waiting) async throws(GatewayRefusal) in
            let held = try await held(id, of: merchant)
            let changed = try await change(held) { (payment) throws(GatewayRefusal) in
                try decide(&payment, now())
                payment.waiting = waiting
                return Besides(isNewKey: waiting != nil)
            }
            return try await drive(changed.held)
        }
    }

    // MARK: Searching

    package struct Search: Sendable, Hashable {
        package var reference: String?
        package var status: PaymentStatus?
        package var lastFour: String?
        package var after: String?
        package var limit: Int

        package init(
            reference: String? = nil, status: PaymentStatus? = nil, lastFour: String? = nil, after: String? = nil,
            limit: Int = 50
        ) {
            self.reference = reference
            self.status = status
            self.lastFour = lastFour
            self.after = after
            self.limit = limit
        }

        func mark(_ merchant: String) -> String {
            if let reference { return "reference:\(merchant):\(reference)" }
            if let lastFour { return "card:\(merchant):\(lastFour)" }
            if let status { return "status:\(merchant):\(status.rawValue)" }
            return "merchant:" + merchant
        }
    }

    /// The newest first. One thing is looked for at a time: what is rarest of what was given; the rest is left out of the page.
    package func payments(
        _ search: Search, of merchant: Merchant
    ) async throws(GatewayRefusal) -> (found: [GatewayPayment], next: String?) {
        let mark = search.mark(merchant.id)
        let limit = min(max(search.limit, 1), 100)
        do throws(LedgerError) {
            let records = try await store.records(
                RecordQuery(Self.kind, mark: mark, after: search.after, isDescending: true, limit: limit))
            var found: [GatewayPayment] = []
            for record in records {
                guard let payment = try? held(record).payment else { continue }
                if let wanted = search.lastFour, payment.card?.lastFour != wanted { continue }
                if let wanted = search.status, payment.status != wanted { continue }
                found.append(payment)
            }
            return (found, records.count == limit ? records.last?.id.key : nil)
        } catch {
            throw Self.unavailable(error)
        }
    }
}
