internal import Bytes
internal import Ledger

// The addresses of bank pages: a payment's name can be computed by whoever knows the merchant's, so it is sealed.

extension RedirectService {
    static let pagePath = "/pay"

    func seal(_ payment: PaymentID) -> String {
        let digest = KeyedDigest.sha256(Array("vigie.redirect.page.v1 \(payment.rawValue)".utf8), key: settings.key)
        return Hexadecimal.encode(Array(digest.prefix(16)))
    }

    func pageAddress(_ payment: RedirectPayment) -> String {
        "\(settings.origin)\(Self.pagePath)/\(payment.id.rawValue)/\(seal(payment.id))"
    }

    /// The payment of a page's address; nil when the seal does not hold.
    func payment(ofPage name: String, seal given: String) async throws(RedirectRefusal) -> RedirectPayment? {
        guard let id = PaymentID(rawValue: name), ConstantTime.isSame(given, seal(id)) else { return nil }
        return try await read(id)?.0
    }
}
