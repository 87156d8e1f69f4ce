package import Ledger

// Amounts as people read and write them.

extension Currency {
    /// How many decimals amounts have (ISO 4217): two, except for these.
    package var decimals: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }
}

extension Money {
    /// `12.50 EUR`, with the decimal mark of the reader's language.
    package func shown(mark: String) -> String {
        let digits = String(minor.magnitude)
        let decimals = currency.decimals
        guard decimals > 0 else { return (minor < 0 ? "-" : "") + "\(digits) \(currency)" }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return (minor < 0 ? "-" : "") + "\(padded.dropLast(decimals))\(mark)\(padded.suffix(decimals)) \(currency)"
    }

    package var shown: String { shown(mark: ".") }

    /// Reads `12`, `12.5`, `12.50` or `12,50`; nil for anything else.
    package init?(typed text: String, _ currency: Currency) {
        let parts = text.split(whereSeparator: { $0 == "." || $0 == "," })
        let marks = text.utf8.count { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        guard (1...2).contains(parts.count), marks == parts.count - 1, text.utf8.count <= 16,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let first = parts.first,
            let last = text.utf8.last, (0x30...0x39).contains(last)
        else { return nil }
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        guard decimals.utf8.count <= currency.decimals else { return nil }
        let padding = String(repeating: "0", count: currency.decimals - decimals.utf8.count)
        guard let minor = Int64(first + decimals + padding), (1...Money.most).contains(minor) else { return nil }
        self.init(minor, currency)
    }
}
