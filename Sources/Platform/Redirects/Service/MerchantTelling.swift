package import HTTP
internal import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// What a merchant is told about a payment: kept until it arrived, or until nobody tries any more.
struct RedirectNotification: Sendable, Equatable {
    static let kind = "redirect-told"

    let id: String
    let merchant: String
    let body: [UInt8]
    var attempts = 0
    var isDelivered = false
    var next: Instant?

    init(id: String, merchant: String, body: [UInt8], next: Instant?) {
        self.id = id
        self.merchant = merchant
        self.body = body
        self.next = next
    }

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.string("id"), merchant: try object.string("merchant"),
            body: Array(try object.string("body").utf8),
            next: try object.optionalInteger("next").map { Instant(microseconds: $0) })
        attempts = Int(try object.integer("attempts", in: 0...1_000))
        isDelivered = try object.bool("delivered")
    }

    var json: JSONValue {
        [
            "id": .string(id), "merchant": .string(merchant), "body": .string(String(decoding: body, as: UTF8.self)),
            "attempts": JSONValue(attempts), "delivered": .bool(isDelivered),
            "next": next.map { .integer($0.microseconds) } ?? .null,
        ]
    }

    func write(replacing version: Int64) throws(RedirectRefusal) -> RecordWrite {
        guard let record = RecordID(kind: Self.kind, key: id) else {
            throw RedirectRefusal(.invalid, "the notification's name is no name of a record")
        }
        return .keep(
            record, replacing: version, body: json.canonicalBytes(), due: next, marks: ["merchant:\(merchant)"])
    }
}

extension RedirectService {
    /// What the merchant is told of a change; nil when it is told nothing.
    func notification(_ type: String, _ payment: RedirectPayment) throws(RedirectRefusal) -> RecordWrite? {
        guard merchant(payment.merchant)?.notifications != nil else { return nil }
        let now = surroundings.now()
        let id = "evt-" + surroundings.identifier()
        let body: JSONValue = [
            "id": .string(id), "type": .string(type), "created": .string(now.rfc3339),
            "payment": payment.view(page: pageAddress(payment)),
        ]
        return try RedirectNotification(
            id: id, merchant: payment.merchant, body: JSONWriter.compact(body), next: now
        ).write(replacing: 0)
    }

    /// Sends what is due; how many arrived. At least once: a crash between sending and writing that down sends again.
    @discardableResult
    package func tellMerchants(_ client: any HTTPFetching, _ policy: FetchPolicy) async throws(RedirectRefusal) -> Int {
        let records = try await due(RedirectNotification.kind)
        return await withTaskGroup(of: Bool.self) { group in
            for record in records { group.addTask { (try? await self.tell(record, client, policy)) ?? false } }
            var arrived = 0
            for await isDelivered in group where isDelivered { arrived += 1 }
            return arrived
        }
    }

    private func tell(
        _ record: Record, _ client: any HTTPFetching, _ policy: FetchPolicy
    ) async throws(RedirectRefusal) -> Bool {
        var told = try Self.stored(record, RedirectNotification.init(json:))
        told.attempts += 1
        // Whoever moves the time on sends it: of several instances, one.
        told.next = surroundings.now() + settings.tellWait(after: told.attempts)
        guard case .done = try await commit(LedgerCommit(records: [try told.write(replacing: record.version)])) else {
            return false
        }
        if let place = merchant(told.merchant)?.notifications {
            told.isDelivered = await send(told, to: place.address, place.secret, client, policy)
        }
        if told.isDelivered || told.attempts >= settings.tellAttempts { told.next = nil }
        count(
            told.isDelivered
                ? "notification-delivered" : told.next == nil ? "notification-given-up" : "notification-failed")
        _ = try await commit(LedgerCommit(records: [try told.write(replacing: record.version + 1)]))
        return told.isDelivered
    }

    private func send(
        _ told: RedirectNotification, to address: FetchURL, _ secret: [UInt8], _ client: any HTTPFetching,
        _ policy: FetchPolicy
    ) async -> Bool {
        let request = FetchRequest(
            method: .post, url: address,
            headers: [
                "Content-Type": "application/json", "Vigie-Notification": told.id,
                Signature.header: Signature.of(told.body, secret: secret, at: surroundings.now()),
            ], body: told.body, policy: policy)
        guard let answer = try? await client.fetch(request) else { return false }
        return (200..<300).contains(answer.status.code)
    }
}
