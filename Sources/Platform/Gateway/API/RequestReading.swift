internal import Cards
internal import HTTP
internal import JSON
internal import Ledger
internal import Vocabulary

// What programs send, read strictly: nothing of it is repeated in an error.

extension GatewayRefusal {
    init(_ error: JSONError) {
        self.init(.invalid, error.message, at: error.path.pointer.isEmpty ? nil : error.path.pointer)
    }
}

extension PaymentRequest {
    package init(body: [UInt8]) throws(GatewayRefusal) {
        do throws(JSONError) {
            let reader = try JSONObjectReader(
                JSONValue(reading: body, limits: JSONLimits(bytes: 16 << 10, depth: 4)),
                allowing: [
                    "amount", "currency", "reference", "description", "capture", "origin", "authentication",
                    "returnAddress", "card", "saveCard",
                ])
            let card = reader.has("card") ? try GivenCard(reader.object("card")) : nil
            let origin =
                try reader.optional("origin") { (reader) throws(JSONError) in
                    try reader.converted(
                        "origin", card == nil ? "page or link, as there is no card" : "api or e-terminal",
                        { GatewayPayment.Origin(rawValue: $0).flatMap { $0.isOnPage == (card == nil) ? $0 : nil } })
                } ?? (card == nil ? .page : .api)
            self.init(
                amount: Money(
                    try reader.integer("amount", in: 1...Money.most),
                    try reader.converted("currency", "three capital letters", { Currency($0) })),
                origin: origin, card: card)
            if let mode = try reader.optionalString("capture") {
                guard let known = GatewayPayment.CaptureMode(rawValue: mode) else {
                    throw JSONError(.refusedValue, "expected automatic or manual", path: reader.path.member("capture"))
                }
                captureMode = known
            }
            switch try reader.optionalString("authentication") {
            case nil: break
            case "required": wantsAuthentication = true
            case "none": wantsAuthentication = false
            default:
                throw JSONError(
                    .refusedValue, "expected required or none", path: reader.path.member("authentication"))
            }
            savesCard = try reader.optionalBool("saveCard") ?? false
            if savesCard, !card.isDetails {
                throw JSONError(
                    .refusedValue, "only a card that comes with the request is saved",
                    path: reader.path.member("saveCard"))
            }
            reference = try Self.text(reader, "reference", most: 64, isPlain: true)
            description = try Self.text(reader, "description", most: 200, isPlain: false)
            returnAddress = try Self.address(reader, "returnAddress")
        } catch {
            throw GatewayRefusal(error)
        }
    }

    private static func text(
        _ reader: JSONObjectReader, _ name: String, most: Int, isPlain: Bool
    ) throws(JSONError) -> String? {
        guard let text = try reader.optionalString(name) else { return nil }
        guard let objection = objection(to: text, most: most, isPlain: isPlain) else { return text }
        throw JSONError(.refusedValue, objection, path: reader.path.member(name))
    }

    /// Why a text of the merchant's is not taken; nil when it is.
    static func objection(to text: String, most: Int, isPlain: Bool) -> String? {
        let range: ClosedRange<UInt8> = 0x20...0x7e
        guard (1...most).contains(text.count), text.utf8.count <= most * 4,
            isPlain ? text.utf8.allSatisfy(range.contains) : text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { return "expected 1 to \(most) \(isPlain ? "printable ASCII " : "")characters" }
        // Whoever writes a card's number here would have it stored and shown.
        guard CardMask.scrubbed(text) == text else { return "this looks like a card number, which must not stand here" }
        return nil
    }

    private static func address(_ reader: JSONObjectReader, _ name: String) throws(JSONError) -> String? {
        guard let text = try reader.optionalString(name) else { return nil }
        guard text.utf8.count <= 500, let url = try? FetchURL(text), url.text.utf8.count <= 500 else {
            throw JSONError(
                .refusedValue, "expected an address that begins with https:// or http://, of at most 500 characters",
                path: reader.path.member(name))
        }
        return url.text
    }
}

extension GivenCard? {
    fileprivate var isDetails: Bool { if case .details = self { true } else { false } }
}

extension GivenCard {
    init(_ reader: JSONObjectReader) throws(JSONError) {
        if reader.has("token") {
            _ = try JSONObjectReader(.object(reader.object), path: reader.path, allowing: ["token"])
            self = .token(
                try reader.converted("token", "a card's token", { (1...64).contains($0.utf8.count) ? $0 : nil }))
        } else {
            self = .details(try CardDetails(reader))
        }
    }
}

extension CardDetails {
    package init(body: [UInt8]) throws(GatewayRefusal) {
        do throws(JSONError) {
            try self.init(
                JSONObjectReader(JSONValue(reading: body, limits: JSONLimits(bytes: 4 << 10, depth: 2))))
        } catch {
            throw GatewayRefusal(error)
        }
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        _ = try JSONObjectReader(
            .object(reader.object), path: reader.path, allowing: ["number", "expiry", "securityCode"])
        let number: CardNumber
        do throws(CardRefusal) {
            number = try CardNumber(Self.typed(reader))
        } catch {
            throw JSONError(.refusedValue, error.description, path: reader.path.member("number"))
        }
        if let code = try reader.optionalString("securityCode"), !Self.isSecurityCode(code) {
            throw JSONError(.refusedValue, "expected three or four digits", path: reader.path.member("securityCode"))
        }
        self.init(
            number: number,
            expiry: try reader.converted("expiry", "a month and a year, such as 12/30", { CardExpiry($0) }))
    }

    /// A missing number is refused as one that has no digits: one sentence for both.
    private static func typed(_ reader: JSONObjectReader) -> String { (try? reader.string("number")) ?? "" }

    static func isSecurityCode(_ text: String) -> Bool {
        (3...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
