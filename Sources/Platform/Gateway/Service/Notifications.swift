internal import Bytes
package import HTTP
package import JSON
package import Ledger
package import Vocabulary
package import Roles

/// Something that a merchant is told about a payment: kept until it arrived, or until nobody tries any more.
package struct MerchantNotification: Sendable, Equatable {
    package struct Attempt: Sendable, Equatable {
        package let instant: Instant
        /// The status that was answered, or why there was none.
        package let outcome: String
    }

    package let id: String
    package let merchant: String
    package let payment: String
    /// Such as `payment.captured`.
    package let type: String
    package let body: [UInt8]
    package internal(set) var attempts: [Attempt] = []
    package internal(set) var isDelivered = false
    /// When it is tried next; nil when it arrived or was given up.
    package internal(set) var next: Instant?

    package var word: String { isDelivered ? "delivered" : next == nil ? "given-up" : "waiting" }

    package var view: JSONValue {
        [
            "id": .string(id), "object": "notification", "type": .string(type), "payment": .string(payment),
            "status": .string(word), "next": next.map { .string($0.rfc3339) } ?? .null,
            "attempts": .array(
                attempts.map { ["instant": .string($0.instant.rfc3339), "outcome": .string($0.outcome)] }),
        ]
    }

    /// `Vigie-Signature`: the time in seconds, and the HMAC-SHA256 of time, a point and the body.
    package static func signature(_ body: [UInt8], secret: [UInt8], at instant: Instant) -> String {
        let time = String(instant.seconds)
        let digest = KeyedDigest.sha256(Array((time + ".").utf8) + body, key: secret)
        return "t=\(time),v1=\(Hexadecimal.encode(digest))"
    }

    var json: JSONValue {
        [
            "id": .string(id), "merchant": .string(merchant), "payment": .string(payment), "type": .string(type),
            "body": .string(String(decoding: body, as: UTF8.self)), "delivered": .bool(isDelivered),
            "next": next.map { .integer($0.microseconds) } ?? .null,
            "attempts": .array(attempts.map { [.integer($0.instant.microseconds), .string($0.outcome)] }),
        ]
    }

    init(id: String, merchant: String, payment: String, type: String, body: [UInt8], next: Instant?) {
        self.id = id
        self.merchant = merchant
        self.payment = payment
        self.type = type
        self.body = body
        self.next = next
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            id: try reader.string("id"), merchant: try reader.string("merchant"),
            payment: try reader.string("payment"), type: try reader.string("type"),
            body: Array(try reader.string("body").utf8),
            next: try reader.optional("next") { (reader) throws(JSONError) in try reader.instant("next") })
        isDelivered = try reader.bool("delivered")
        attempts = try reader.array("attempts") { value, path throws(JSONError) in
            guard let pair = value.array, pair.count == 2 else {
                throw JSONError(.wrongKind, "expected a time and an outcome", path: path)
            }
            return Attempt(
                instant: Instant(microseconds: try JSONObjectReader.integer(pair[0], path)),
                outcome: try JSONObjectReader.string(pair[1], path))
        }
    }

    func write(replacing version: Int64) throws(GatewayRefusal) -> RecordWrite {
        guard let id = RecordID(kind: "notification", key: id) else {
            throw GatewayRefusal(.unavailable, "a notification's name is no name of a record")
        }
        return .keep(
            id, replacing: version, body: json.canonicalBytes(), due: next,
            marks: ["merchant:\(merchant)", "payment:\(payment)"])
    }
}

extension GatewayService {
    /// What the merchant is told of this change; nil when it changes nothing that they would act on.
    func notification(_ payment: GatewayPayment, before: GatewayPayment?) throws(GatewayRefusal) -> RecordWrite? {
        guard let merchant = surroundings.merchants[payment.merchant], merchant.notifications != nil,
            payment.status.isTold,
            payment.status != before?.status || payment.captured != before?.captured
                || payment.refunded != before?.refunded
        else { return nil }
        let id = newName("evt_")
        let type = "payment." + payment.status.rawValue
        let body: JSONValue = [
            "id": .string(id), "type": .string(type), "created": .string(now().rfc3339),
            "payment": PaymentView(payment, origin: origin).json,
        ]
        return try MerchantNotification(
            id: id, merchant: merchant.id, payment: payment.id.rawValue, type: type, body: JSONWriter.compact(body),
            next: now()
        ).write(replacing: 0)
    }

    /// Sends what is due; how many arrived. At least once: a crash between the sending and its record sends again.
    @discardableResult
    package func tell(_ client: any HTTPFetching, _ policy: FetchPolicy) async throws(GatewayRefusal) -> Int {
        let records: [Record]
        do throws(LedgerError) {
            records = try await store.due("notification", until: now(), limit: 64)
        } catch {
            throw Self.unavailable(error)
        }
        return await withTaskGroup { group in
            for record in records { group.addTask { (try? await tell(record, client, policy)) ?? false } }
            var delivered = 0
            for await isDelivered in group where isDelivered { delivered += 1 }
            return delivered
        }
    }

    private func tell(
        _ record: Record, _ client: any HTTPFetching, _ policy: FetchPolicy
    ) async throws(GatewayRefusal) -> Bool {
        var told = try stored(record, MerchantNotification.init(json:))
        // Whoever moves the time on sends it: of several instances, one.
        told.next = now() + times.tellWait(after: told.attempts.count + 1)
        guard try await written(told, replacing: record.version) else { return false }
        let begun = now()
        let outcome: String
        if let place = surroundings.merchants[told.merchant]?.notifications {
            (outcome, told.isDelivered) = await Self.send(told, to: place, client, policy, at: begun)
        } else {
            outcome = "the merchant has no address for notifications any more"
        }
        told.attempts.append(.init(instant: begun, outcome: outcome))
        if told.isDelivered || told.attempts.count >= times.tellAttempts { told.next = nil }
        surroundings.count(.notification(isDelivered: told.isDelivered))
        _ = try await written(told, replacing: record.version + 1)
        return told.isDelivered
    }

    private func written(
        _ notification: MerchantNotification, replacing version: Int64
    ) async throws(GatewayRefusal) -> Bool {
        let write = try notification.write(replacing: version)
        do throws(LedgerError) {
            guard case .done = try await store.commit(LedgerCommit(records: [write]), at: now()) else { return false }
            return true
        } catch {
            throw Self.unavailable(error)
        }
    }

    private static func send(
        _ told: MerchantNotification, to place: Merchant.Notifications, _ client: any HTTPFetching,
        _ policy: FetchPolicy, at instant: Instant
    ) async -> (String, Bool) {
        let request = FetchRequest(
            method: .post, url: place.address,
            headers: [
                "Content-Type": "application/json", "User-Agent": "Vigie-Gateway",
                "Vigie-Notification": told.id,
                "Vigie-Signature": MerchantNotification.signature(told.body, secret: place.secret, at: instant),
            ], body: told.body, policy: policy)
        do throws(FetchError) {
            let response = try await client.fetch(request)
            return ("answered \(response.status.code)", (200..<300).contains(response.status.code))
        } catch {
            return (String(error.message.prefix(200)), false)
        }
    }

    /// The delivery log of a merchant, or of one payment; the newest first.
    package func notifications(
        of merchant: Merchant, payment: PaymentID?, after: String?, limit: Int
    ) async throws(GatewayRefusal) -> (found: [MerchantNotification], next: String?) {
        let mark = payment.map { "payment:\($0)" } ?? "merchant:\(merchant.id)"
        let limit = min(max(limit, 1), 100)
        do throws(LedgerError) {
            let records = try await store.records(
                RecordQuery("notification", mark: mark, after: after, isDescending: true, limit: limit))
            var found: [MerchantNotification] = []
            for record in records {
                guard let told = try? stored(record, MerchantNotification.init(json:)), told.merchant == merchant.id
                else { continue }
                found.append(told)
            }
            return (found, records.count == limit ? records.last?.id.key : nil)
        } catch {
            throw Self.unavailable(error)
        }
    }
}
