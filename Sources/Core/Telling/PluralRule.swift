/// When a form of a counted thing is meant, as data: `few: n % 10 = 2..4 and n % 100 != 12..14`. The notation is that of Unicode's
/// plural rules, for whole numbers.
package struct PluralRule: Sendable, Hashable {
    package static let names = ["zero", "one", "two", "few", "many"]

    private struct Condition: Sendable, Hashable {
        var modulus: Int?
        var isNegated: Bool
        var ranges: [ClosedRange<Int>]

        func fits(_ number: Int) -> Bool {
            let value = modulus.map { number % $0 } ?? number
            return ranges.contains { $0.contains(value) } != isNegated
        }
    }

    package let name: String
    package let text: String
    private let alternatives: [[Condition]]

    /// Nil when it can't be read.
    package init?(name: String, _ text: String) {
        guard Self.names.contains(name), text.utf8.count <= 500 else { return nil }
        self.name = name
        self.text = text
        var alternatives: [[Condition]] = []
        for alternative in Self.split(text.split(separator: " ").map(String.init), at: "or") {
            var conditions: [Condition] = []
            for words in Self.split(alternative, at: "and") {
                guard let condition = Self.condition(words) else { return nil }
                conditions.append(condition)
            }
            alternatives.append(conditions)
        }
        self.alternatives = alternatives
    }

    package func fits(_ number: Int) -> Bool {
        let magnitude = Int(clamping: number.magnitude)
        return alternatives.contains { $0.allSatisfy { $0.fits(magnitude) } }
    }

    private static func split(_ words: [String], at mark: String) -> [[String]] {
        words.split(separator: mark, omittingEmptySubsequences: false).map(Array.init)
    }

    /// `n = 1`, `n % 10 != 2..4,7`.
    private static func condition(_ words: [String]) -> Condition? {
        var rest = words[...]
        guard rest.popFirst() == "n" else { return nil }
        var modulus: Int?
        if rest.first == "%" {
            rest = rest.dropFirst()
            guard let value = rest.popFirst().flatMap({ Int($0) }), (2...1_000_000).contains(value) else { return nil }
            modulus = value
        }
        guard let sign = rest.popFirst(), sign == "=" || sign == "!=", rest.count == 1, let list = rest.first else {
            return nil
        }
        var ranges: [ClosedRange<Int>] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: ".", omittingEmptySubsequences: true).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 0, first <= last
            else { return nil }
            ranges.append(first...last)
        }
        return Condition(modulus: modulus, isNegated: sign == "!=", ranges: ranges)
    }
}
