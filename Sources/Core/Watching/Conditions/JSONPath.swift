package import JSON

/// A value's place in a JSON document: `.status`, `.items[0].id`, `.["two words"]`; `.` is the whole.
package struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case member(String)
        /// From the end where it is negative: -1 is the last one.
        case element(Int)
    }

    package static let stepsMost = 32
    package let steps: [Step]

    /// Also takes the `$` that others begin it with.
    package init?(_ text: String) {
        guard text.utf8.count <= 500 else { return nil }
        var rest = text[...]
        if rest.hasPrefix("$") { rest = rest.dropFirst() }
        if rest == "." || (rest.isEmpty && text == "$") {
            steps = []
            return
        }
        var steps: [Step] = []
        while let first = rest.first {
            guard steps.count < Self.stepsMost else { return nil }
            if first == "[" || rest.hasPrefix(".[") {
                guard let (step, left) = Self.bracket(rest.drop { $0 == "." }.dropFirst()) else { return nil }
                steps.append(step)
                rest = left
            } else {
                // Without a dot only at the start: `status` is `.status`.
                guard first == "." || steps.isEmpty else { return nil }
                let name = rest.drop { $0 == "." }.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty, first != "." || !rest.hasPrefix(".."),
                    !name.contains(where: { $0.isWhitespace || $0 == "]" })
                else { return nil }
                steps.append(.member(String(name)))
                rest = rest[name.endIndex...]
            }
        }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }

    private static func bracket(_ text: Substring) -> (Step, Substring)? {
        if let quote = text.first, quote == "\"" || quote == "'" {
            let name = text.dropFirst().prefix { $0 != quote }
            let left = text[name.endIndex...]
            guard left.hasPrefix("\(quote)]"), !name.isEmpty else { return nil }
            return (.member(String(name)), left.dropFirst(2))
        }
        let isFromEnd = text.hasPrefix("-")
        let digits = text.dropFirst(isFromEnd ? 1 : 0).prefix { $0.isASCII && $0.isNumber }
        guard (1...6).contains(digits.count), let number = Int(digits), text[digits.endIndex...].hasPrefix("]"),
            !isFromEnd || number > 0
        else { return nil }
        return (.element(isFromEnd ? -number : number), text[digits.endIndex...].dropFirst())
    }

    package func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for step in steps {
            let next: JSONValue? =
                switch step {
                case .member(let name): value[name]
                case .element(let index): value[index < 0 ? (value.array?.count ?? 0) + index : index]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    package var description: String {
        if steps.isEmpty { return "." }
        return steps.map { step in
            switch step {
            case .element(let index): "[\(index)]"
            case .member(let name):
                name.contains(where: { ".[]".contains($0) || $0.isWhitespace })
                    ? "[\(name.contains("\"") ? "'\(name)'" : "\"\(name)\"")]" : ".\(name)"
            }
        }.joined()
    }
}
