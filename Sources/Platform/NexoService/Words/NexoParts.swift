internal import Bytes
internal import Cards
internal import Ledger
internal import Nexo
internal import Vocabulary

// What the parts of messages mean here.

extension NexoHeader {
    /// Who began the exchange. Every message that is answered here has one.
    var party: String { initiator?.identification ?? "" }
}

extension TransactionIdentifier {
    func name(of party: String) -> TransactionName {
        TransactionName(party: party, reference: reference, at: time.instant)
    }
}

enum NexoParts {
    /// Who is paid, as the provider takes it: 1 to 15 letters, digits and spaces.
    static func merchant(_ environment: PaymentEnvironment) -> String {
        let said =
            environment.merchant?.identification?.identification ?? environment.merchant?.commonName
            ?? environment.terminal?.identification.identification ?? ""
        let kept = said.unicodeScalars.filter { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == " ")
        }
        let text = String(String.UnicodeScalarView(kept.prefix(15)))
        return text.contains { $0 != " " } ? text : "NEXO"
    }

    /// The mark by which the transactions of a terminal's period are found.
    static func period(_ party: String, _ identifier: String) -> String {
        var writer = DigestWriter(domain: "vigie.nexo.period.v1")
        writer.add(party)
        writer.add(identifier)
        return "period:" + writer.digest().hexadecimal.prefix(32)
    }

    /// `2028-12` and `1228` are both said for December 2028; the provider takes `2812`. Nil for anything else.
    static func expiry(_ text: String?) -> String? {
        guard let text else { return nil }
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let word = String(decoding: digits, as: UTF8.self)
        let expiry: String
        switch (text.utf8.count, digits.count) {
        case (4, 4): expiry = String(word.suffix(2) + word.prefix(2))
        case (7, 6): expiry = String(word.dropFirst(2))
        default: return nil
        }
        guard let month = Int(expiry.suffix(2)), (1...12).contains(month) else { return nil }
        return expiry
    }

    /// What an answer repeats of who took part; never a card.
    static func parties(_ environment: PaymentEnvironment) -> PaymentEnvironment {
        var parties = PaymentEnvironment()
        parties.acquirer = environment.acquirer
        parties.merchant = environment.merchant
        parties.terminal = environment.terminal
        return parties
    }
}
