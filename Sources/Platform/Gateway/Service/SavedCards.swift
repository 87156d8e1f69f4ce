internal import Cards
internal import Bytes
package import JSON
internal import Ledger
package import Vocabulary
package import Roles

/// A card that a merchant may charge again by its token. Its number is that of a test card; the security code is never kept.
package struct SavedCard: Sendable, Equatable {
    package let token: String
    package let merchant: String
    package let details: CardDetails
    package let createdAt: Instant

    package var view: JSONValue {
        [
            "token": .string(token), "object": "card", "masked": .string(details.number.masked),
            "scheme": .string(details.number.scheme.rawValue), "expiry": .string(details.expiry.description),
            "created": .string(createdAt.rfc3339),
        ]
    }

    fileprivate var write: RecordWrite? {
        let body: JSONValue = [
            "merchant": .string(merchant), "details": details.json, "created": .integer(createdAt.microseconds),
        ]
        return RecordID(kind: "card", key: token).map {
            .keep($0, replacing: 0, body: body.canonicalBytes(), marks: ["merchant:\(merchant)"])
        }
    }
}

extension GatewayService {
    /// The card that is saved because its payment was approved just now.
    func savedCard(_ payment: GatewayPayment, before: GatewayPayment?) -> RecordWrite? {
        guard payment.savesCard, payment.isPaid, before?.isPaid != true, let token = payment.cardToken,
            let details = before?.details
        else { return nil }
        return SavedCard(token: token, merchant: payment.merchant, details: details, createdAt: now()).write
    }

    package func save(_ details: CardDetails, of merchant: Merchant) async throws(GatewayRefusal) -> SavedCard {
        let card = SavedCard(token: newName("card_"), merchant: merchant.id, details: details, createdAt: now())
        guard let write = card.write else { throw GatewayRefusal(.unavailable, "no name could be made") }
        do throws(LedgerError) {
            guard case .done = try await store.commit(LedgerCommit(records: [write]), at: now()) else {
                throw LedgerError(.unavailable, "the token was taken")
            }
        } catch {
            throw Self.unavailable(error)
        }
        return card
    }

    package func savedCard(_ token: String, of merchant: String) async throws(GatewayRefusal) -> SavedCard {
        try await saved(token, of: merchant).card
    }

    package func forget(_ token: String, of merchant: Merchant) async throws(GatewayRefusal) {
        let record = try await saved(token, of: merchant.id).record
        do throws(LedgerError) {
            _ = try await store.commit(
                LedgerCommit(records: [.remove(record.id, replacing: record.version)]), at: now())
        } catch {
            throw Self.unavailable(error)
        }
    }

    private func saved(
        _ token: String, of merchant: String
    ) async throws(GatewayRefusal) -> (card: SavedCard, record: Record) {
        let missing = GatewayRefusal(.notFound, "there is no saved card of this token", at: "/card/token")
        guard let record = try await read(RecordID(kind: "card", key: token)) else { throw missing }
        let card = try stored(record) { json throws(JSONError) in
            let reader = try JSONObjectReader(json)
            return SavedCard(
                token: token, merchant: try reader.string("merchant"),
                details: try CardDetails(json: reader.value("details")), createdAt: try reader.instant("created"))
        }
        guard card.merchant == merchant else { throw missing }
        return (card, record)
    }
}
