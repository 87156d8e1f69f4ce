internal import Bytes
internal import JSON
internal import Ledger
internal import Vocabulary
package import Roles

/// A merchant's staff, signed in on one browser with one of the merchant's keys.
package struct MerchantSession: Sendable {
    package let merchant: Merchant
    /// What the forms of this session carry: nobody else's page can know it.
    package let formToken: String
}

extension GatewayService {
    /// A new session's token, for the cookie; nil when the key is nobody's.
    package func signIn(withKey key: String) async throws(GatewayRefusal) -> String? {
        let digest = Merchant.digest(ofKey: key)
        guard let merchant = surroundings.merchants.merchant(withDigest: digest) else { return nil }
        let token = Base64URL.encode(surroundings.random(32))
        let body: JSONValue = ["merchant": .string(merchant.id), "key": .string(digest.hexadecimal)]
        guard let id = Self.sessionID(token) else { return nil }
        do throws(LedgerError) {
            _ = try await store.commit(
                LedgerCommit(records: [
                    .keep(id, replacing: 0, body: body.canonicalBytes(), due: now() + times.session)
                ]), at: now())
        } catch {
            throw Self.unavailable(error)
        }
        return token
    }

    /// Who a cookie's token stands for; nil when its time is over, or its key is not configured any more.
    package func session(_ token: String) async throws(GatewayRefusal) -> MerchantSession? {
        guard let record = try await read(Self.sessionID(token)), let due = record.due, now() < due else { return nil }
        let (id, key) = try stored(record) { json throws(JSONError) in
            let reader = try JSONObjectReader(json)
            return (
                try reader.string("merchant"),
                try reader.converted("key", "a digest", { SHA256Digest(hexadecimal: $0) })
            )
        }
        guard let merchant = surroundings.merchants.merchant(withDigest: key), merchant.id == id else { return nil }
        return MerchantSession(merchant: merchant, formToken: Self.formToken(token))
    }

    package func signOut(_ token: String) async throws(GatewayRefusal) {
        guard let record = try await read(Self.sessionID(token)) else { return }
        do throws(LedgerError) {
            _ = try await store.commit(
                LedgerCommit(records: [.remove(record.id, replacing: record.version)]), at: now())
        } catch {
            throw Self.unavailable(error)
        }
    }

    package static func formToken(_ token: String) -> String {
        Base64URL.encode(KeyedDigest.sha256(Array("vigie.gateway.form.v1".utf8), key: Array(token.utf8)))
    }

    /// The store knows the token's digest alone.
    private static func sessionID(_ token: String) -> RecordID? {
        RecordID(kind: "session", key: SHA256Digest(of: Array(token.utf8)).hexadecimal)
    }
}
