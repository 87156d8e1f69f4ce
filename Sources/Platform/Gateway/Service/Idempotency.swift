internal import Bytes
package import JSON
package import Ledger
internal import Vocabulary

/// The name under which a program asks for something once, and what it asks for.
package struct RequestKey: Sendable, Hashable {
    /// The record's key: the merchant's, and the digest of what they sent.
    let key: String
    /// The same request has the same one.
    let fingerprint: String

    package static let bytesMost = 255

    package init(_ header: String, merchant: String, method: String, path: String, body: [UInt8]) throws(GatewayRefusal)
    {
        guard (1...Self.bytesMost).contains(header.utf8.count), header.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else {
            throw GatewayRefusal(
                .invalid, "an idempotency key has 1 to \(Self.bytesMost) printable characters", at: "Idempotency-Key")
        }
        key = merchant + ":" + SHA256Digest(of: Array(header.utf8)).hexadecimal
        var writer = DigestWriter(domain: "vigie.gateway.request.v1")
        writer.add(method)
        writer.add(path)
        writer.add(body)
        fingerprint = writer.digest().hexadecimal
    }

    package var recordID: RecordID? { RecordID(kind: "idempotency", key: key) }
}

/// What a program is answered.
package struct GatewayAnswer: Sendable, Equatable {
    package let status: Int
    package let json: JSONValue
    /// It was given before, to the same request under the same key.
    package let isReplay: Bool
}

/// Somebody used the key in between: what they got, or are getting, is looked up.
enum KeyTaken {
    static let refusal = GatewayRefusal(.keyUnderWay, "a request under this idempotency key is under way; ask again")
}

extension GatewayService {
    /// What was answered under a key before; nil when it is new.
    func replay(_ key: RequestKey?) async throws(GatewayRefusal) -> GatewayAnswer? {
        guard let key, let record = try await read(key.recordID) else { return nil }
        let (fingerprint, status, body) = try stored(record) { json throws(JSONError) in
            let reader = try JSONObjectReader(json)
            return (
                try reader.string("fingerprint"), try reader.optionalInteger("status"),
                reader.has("body") ? try reader.value("body") : nil
            )
        }
        guard fingerprint == key.fingerprint else {
            throw GatewayRefusal(
                .keyReused, "this idempotency key was used for another request; give this one a key of its own",
                at: "Idempotency-Key")
        }
        guard let status, let body else { throw KeyTaken.refusal }
        surroundings.count(.replay)
        return GatewayAnswer(status: Int(status), json: body, isReplay: true)
    }

    /// Does something under a key: an answer that was given before is given again.
    func once(
        _ key: RequestKey?, status: Int,
        _ work: (GatewayPayment.Waiting?) async throws(GatewayRefusal) -> Held
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        if let earlier = try await replay(key) { return earlier }
        let waiting = key.map {
            GatewayPayment.Waiting(key: $0.key, fingerprint: $0.fingerprint, since: now(), status: status)
        }
        do throws(GatewayRefusal) {
            let held = try await work(waiting)
            return GatewayAnswer(
                status: status, json: PaymentView(held.payment, origin: origin).json, isReplay: false)
        } catch {
            // Whoever was faster with this key decides what it says.
            if error == KeyTaken.refusal, let earlier = try await replay(key) { return earlier }
            throw error
        }
    }

    func underWay(_ waiting: GatewayPayment.Waiting) throws(GatewayRefusal) -> RecordWrite {
        try keep(waiting, ["fingerprint": .string(waiting.fingerprint)], replacing: 0)
    }

    func answered(
        _ waiting: GatewayPayment.Waiting, by payment: GatewayPayment, isNew: Bool
    ) throws(GatewayRefusal) -> RecordWrite {
        let body: JSONObject = [
            "fingerprint": .string(waiting.fingerprint), "status": JSONValue(waiting.status),
            "body": PaymentView(payment, origin: origin).json,
        ]
        return try keep(waiting, body, replacing: isNew ? 0 : 1)
    }

    private func keep(
        _ waiting: GatewayPayment.Waiting, _ body: JSONObject, replacing version: Int64
    ) throws(GatewayRefusal) -> RecordWrite {
        guard let id = RecordID(kind: "idempotency", key: waiting.key) else {
            throw GatewayRefusal(.invalid, "the idempotency key makes no name of a record")
        }
        return .keep(
            // As it was answered, with its members in their order: a replay gives the same bytes.
            id, replacing: version, body: JSONWriter.compact(.object(body)),
            due: waiting.since + times.idempotency)
    }
}
