package import JSON
package import Vocabulary

/// An answer as conditions look at it.
package struct AnswerSeen: Sendable {
    package var status: Int
    /// Names in any letters, in the order in which they came.
    package var headers: [(name: String, value: String)]
    package let body: [UInt8]
    package var latency: TimeSpan
    /// The body as JSON; nil where it is none.
    package let document: JSONValue?

    /// `readsJSON`: whether somebody will look at the document. Reading it takes time, and most answers are not looked at so.
    package init(
        status: Int, headers: [(name: String, value: String)], body: [UInt8], latency: TimeSpan, readsJSON: Bool = true
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.latency = latency
        guard readsJSON else {
            document = nil
            return
        }
        do throws(JSONError) {
            document = try JSONValue(reading: body, limits: JSONLimits(bytes: 4 << 20))
        } catch {
            document = nil
        }
    }
}

extension [Condition] {
    package var readJSON: Bool { contains { if case .json = $0.subject { true } else { false } } }

    /// The first thing that the answer is not as it must be. Where nothing is said of the status, it must be from 200 to 299.
    package func objection(to answer: AnswerSeen) -> String? {
        if !contains(where: { $0.subject == .status }), !(200...299).contains(answer.status) {
            return "the status is \(answer.status), not from 200 to 299"
        }
        return lazy.compactMap { $0.objection(to: answer) }.first
    }
}

extension Condition {
    /// Nil where the answer is as it must be; else one sentence about what it is instead. The sentence shows the status and
    /// the time, of everything else only that it differs: an answer may hold secrets.
    package func objection(to answer: AnswerSeen) -> String? {
        switch subject {
        case .status:
            return holds(number: Double(answer.status)) ? nil : "the status is \(answer.status), not as in: \(text)"
        case .latency:
            guard case .span(let limit) = value else { return nil }
            return holds(order: Double(answer.latency.microseconds), against: Double(limit.microseconds))
                ? nil : "it took \(answer.latency.microseconds / 1_000) ms, not as in: \(text)"
        case .header(let name):
            let found = answer.headers.filter { $0.name.lowercased() == name }.map(\.value)
            return holds(among: found) ? nil : "the header field \(name) is not as in: \(text)"
        case .body:
            return holds(among: [String(decoding: answer.body, as: UTF8.self)]) ? nil : "the body is not as in: \(text)"
        case .json(let path):
            guard let document = answer.document else { return "the answer is no JSON, which is needed for: \(text)" }
            guard let found = path.value(in: document) else {
                return comparison == .missing ? nil : "the answer has no \(path)"
            }
            return holds(json: found) ? nil : "\(path) is not as in: \(text)"
        }
    }

    private func holds(among found: [String]) -> Bool {
        switch comparison {
        case .exists: !found.isEmpty
        case .missing: found.isEmpty
        case .unequal, .lacks: found.allSatisfy { holds(text: $0) }
        default: found.contains { holds(text: $0) }
        }
    }

    private func holds(json found: JSONValue) -> Bool {
        switch comparison {
        case .exists: return true
        case .missing: return false
        default: break
        }
        if let number = found.decimal ?? found.integer.map(Double.init) {
            if case .text(let wanted) = value { return holds(text: "\(number)", wanted: wanted) }
            return holds(number: number)
        }
        if let text = found.string { return holds(text: text) }
        if let flag = found.bool { return holds(text: flag ? "true" : "false") }
        if found.isNull { return holds(text: "null") }
        if let elements = found.array, comparison == .contains || comparison == .lacks, case .text(let wanted) = value {
            return elements.contains { $0.string == wanted } == (comparison == .contains)
        }
        return holds(text: String(decoding: JSONWriter.compact(found), as: UTF8.self))
    }

    private func holds(number: Double) -> Bool {
        switch value {
        case .ranges(let ranges): ranges.contains { Double($0.lowerBound) <= number && number <= Double($0.upperBound) }
        case .number(let wanted): holds(order: number, against: wanted)
        case .text, .span, .none: false
        }
    }

    private func holds(order found: Double, against wanted: Double) -> Bool {
        switch comparison {
        case .equal: found == wanted
        case .unequal: found != wanted
        case .less: found < wanted
        case .atMost: found <= wanted
        case .more: found > wanted
        case .atLeast: found >= wanted
        case .contains, .lacks, .matches, .within, .exists, .missing: false
        }
    }

    private func holds(text found: String) -> Bool {
        switch value {
        case .text(let wanted): holds(text: found, wanted: wanted)
        case .number, .ranges: Double(found).map { holds(number: $0) } ?? (comparison == .unequal)
        case .span, .none: false
        }
    }

    private func holds(text found: String, wanted: String) -> Bool {
        switch comparison {
        case .equal: found == wanted
        case .unequal: found != wanted
        case .contains: wanted.isEmpty || Self.holds(Array(found.utf8), Array(wanted.utf8))
        case .lacks: !(wanted.isEmpty || Self.holds(Array(found.utf8), Array(wanted.utf8)))
        case .matches: Self.matches(Array(found.utf8), Array(wanted.utf8))
        case .less, .atMost, .more, .atLeast, .within, .exists, .missing: false
        }
    }

    /// Whether the second is somewhere in the first. Both are bounded: a body by the prober, a condition by its length.
    private static func holds(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { start in
            text[start] == wanted[0] && text[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    /// `*` is any run of bytes. Going back to the last star alone is enough, so the time is at most the product of lengths.
    private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var place = 0
        var sign = 0
        var star: (sign: Int, place: Int)?
        while place < text.count {
            if sign < pattern.count, pattern[sign] == UInt8(ascii: "*") {
                star = (sign, place)
                sign += 1
            } else if sign < pattern.count, pattern[sign] == text[place] {
                place += 1
                sign += 1
            } else if let last = star {
                star = (last.sign, last.place + 1)
                place = last.place + 1
                sign = last.sign + 1
            } else {
                return false
            }
        }
        return pattern[sign...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
