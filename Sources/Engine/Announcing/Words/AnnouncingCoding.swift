package import JSON
package import Journal
internal import Vocabulary

// Announcing as entries and read models keep it.

extension AnnouncingFact {
    var body: JSONValue {
        switch self {
        case .begun(_, let round): round.json
        case .drafted(_, let from, let incident): ["from": from.text, "incident": .string(incident.rawValue)]
        case .widened(_, let from, let components, let severity):
            [
                "from": from.text, "components": JSONValue(components.map(\.rawValue)),
                "severity": .string(severity.rawValue),
            ]
        case .scheduled(_, let from, let due, let components, let kinds):
            [
                "from": from.text, "due": due.text, "components": JSONValue(components.map(\.rawValue)),
                "kinds": JSONValue(kinds.map(\.rawValue)),
            ]
        case .stopped(_, let from, let by): ["from": from.text, "by": .string(by)]
        case .telling(_, let from, let components, let severity):
            [
                "from": from.text, "components": JSONValue(components.map(\.rawValue)),
                "severity": .string(severity.rawValue),
            ]
        case .told(_, let from): ["from": from.text]
        case .left(_, let from, let leaving): ["from": from.text, "leaving": leaving.json]
        case .ended(_, let from, let end): ["from": from.text, "end": end.json]
        case .called(_, let call): call.json
        case .labelled(_, let verdict, let by): ["label": .string(verdict.rawValue), "by": .string(by)]
        case .rule(let fact): fact.body
        }
    }

    /// Reads an entry back; nil for a kind that is not about announcing.
    package init?(_ entry: Entry) throws(JSONError) {
        if entry.stream.category == RuleFact.category {
            guard let fact = try RuleFact(entry) else { return nil }
            self = .rule(fact)
            return
        }
        guard entry.stream.category == Self.category, let number = Int64(entry.stream.id) else { return nil }
        let json = try JSONValue(reading: entry.body)
        let object = try JSONObjectReader(json)
        func from() throws(JSONError) -> Instant { try object.instant("from") }
        switch entry.kind {
        case "announcement.begun": self = .begun(number, try Announcement.Round(json: json, path: .root))
        case "announcement.drafted": self = .drafted(number, from: try from(), try object.identifier("incident"))
        case "announcement.widened":
            self = .widened(
                number, from: try from(), try object.identifiers("components"), try object.word("severity"))
        case "announcement.scheduled":
            self = .scheduled(
                number, from: try from(), due: try object.instant("due"), try object.identifiers("components"),
                try object.words("kinds"))
        case "announcement.stopped": self = .stopped(number, from: try from(), by: try object.string("by"))
        case "announcement.telling":
            self = .telling(
                number, from: try from(), try object.identifiers("components"), try object.word("severity"))
        case "announcement.told": self = .told(number, from: try from())
        case "announcement.left":
            self = .left(number, from: try from(), try Announcement.Leaving(json: object.value("leaving")))
        case "announcement.ended":
            self = .ended(number, from: try from(), try Announcement.End(json: object.value("end")))
        case "announcement.called": self = .called(number, try Announcement.Call(json: json))
        case "announcement.labelled":
            self = .labelled(number, try object.word("label"), by: try object.string("by"))
        default: return nil
        }
    }
}

extension RuleFact {
    var body: JSONValue {
        switch self {
        case .demotionProposed(_, let by, let reason): ["by": .string(by), "reason": .string(reason)]
        case .demoted(_, let by), .demotionDeclined(_, let by), .restored(_, let by): ["by": .string(by)]
        }
    }

    init?(_ entry: Entry) throws(JSONError) {
        guard let name = RuleName(rawValue: String(entry.stream.id)) else { return nil }
        let object = try JSONObjectReader(try JSONValue(reading: entry.body))
        let by = try object.string("by")
        switch entry.kind {
        case "rule.demotionProposed": self = .demotionProposed(name, by: by, reason: try object.string("reason"))
        case "rule.demoted": self = .demoted(name, by: by)
        case "rule.demotionDeclined": self = .demotionDeclined(name, by: by)
        case "rule.restored": self = .restored(name, by: by)
        default: return nil
        }
    }
}

extension Announcement {
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(number: try object.integer("case", in: 0...Int64.max))
        incident = try object.has("incident") ? object.identifier("incident") : nil
        rounds = try object.array("rounds") { json, path throws(JSONError) in try Round(json: json, path: path) }
        calls = try object.array("calls") { json, _ throws(JSONError) in try Call(json: json) }
        version = try object.integer("version", in: 0...Int64.max)
        if object.has("label") {
            let label = try object.object("label")
            self.label = Label(try label.word("verdict"), by: try label.string("by"), at: try label.instant("at"))
        }
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "case": .integer(number), "rounds": .array(rounds.map(\.json)), "calls": .array(calls.map(\.json)),
            "version": .integer(version),
        ]
        object["incident"] = incident.map { .string($0.rawValue) }
        object["label"] = label.map {
            ["verdict": .string($0.verdict.rawValue), "by": .string($0.by), "at": $0.at.text]
        }
        return .object(object)
    }
}

extension Announcement.Round {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            from: try object.instant("from"), components: try object.identifiers("components"),
            severity: try object.word("severity"))
        isDrafted = try object.optionalBool("isDrafted") ?? false
        due = try object.optionalInstant("due")
        kinds = try object.has("kinds") ? object.words("kinds") : []
        measured = try object.has("measured") ? object.identifiers("measured") : []
        telling = try object.optionalInstant("telling")
        told = try object.optionalInstant("told")
        if object.has("stopped") {
            let stop = try object.object("stopped")
            stopped = Announcement.Stop(by: try stop.string("by"), at: try stop.instant("at"))
        }
        left = try object.has("left") ? Announcement.Leaving(json: object.value("left")) : nil
        end = try object.has("end") ? Announcement.End(json: object.value("end")) : nil
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "from": from.text, "components": JSONValue(components.map(\.rawValue)),
            "severity": .string(severity.rawValue),
        ]
        if isDrafted { object["isDrafted"] = true }
        if !kinds.isEmpty { object["kinds"] = JSONValue(kinds.map(\.rawValue)) }
        if !measured.isEmpty { object["measured"] = JSONValue(measured.map(\.rawValue)) }
        object["due"] = due?.text
        object["telling"] = telling?.text
        object["told"] = told?.text
        object["stopped"] = stopped.map { ["by": .string($0.by), "at": $0.at.text] }
        object["left"] = left?.json
        object["end"] = end?.json
        return .object(object)
    }
}

extension Announcement.Leaving {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(try object.word("reason"), words: try object.optionalString("words"))
    }

    var json: JSONValue {
        var object: JSONObject = ["reason": .string(reason.rawValue)]
        object["words"] = words.map { .string($0) }
        return .object(object)
    }
}

extension Announcement.End {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(at: try object.instant("at"), mode: try object.word("mode"))
    }

    var json: JSONValue { ["at": at.text, "mode": .string(mode.rawValue)] }
}

extension Announcement.Call {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            at: try object.instant("at"), moment: try object.word("moment"),
            severity: object.has("severity") ? try object.word("severity") : nil)
    }

    var json: JSONValue {
        var object: JSONObject = ["at": at.text, "moment": .string(moment.rawValue)]
        object["severity"] = severity.map { .string($0.rawValue) }
        return .object(object)
    }
}

extension RuleStanding {
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(try object.word("rule"))
        isDemoted = try object.bool("isDemoted")
        demotion = try object.has("demotion") ? Proposal(json: object.value("demotion")) : nil
        second = try object.optionalString("second")
        proposal = try object.has("proposal") ? Proposal(json: object.value("proposal")) : nil
        version = try object.integer("version", in: 0...Int64.max)
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "rule": .string(name.rawValue), "isDemoted": .bool(isDemoted), "version": .integer(version),
        ]
        object["demotion"] = demotion?.json
        object["second"] = second.map { .string($0) }
        object["proposal"] = proposal?.json
        return .object(object)
    }
}

extension RuleStanding.Proposal {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(by: try object.string("by"), at: try object.instant("at"), reason: try object.string("reason"))
    }

    var json: JSONValue { ["by": .string(by), "at": at.text, "reason": .string(reason)] }
}

extension Instant {
    var text: JSONValue { .string(rfc3339) }
}

extension JSONObjectReader {
    func instant(_ name: String) throws(JSONError) -> Instant {
        try converted(name, "an instant") { try? Instant(rfc3339: $0) }
    }

    func optionalInstant(_ name: String) throws(JSONError) -> Instant? { has(name) ? try instant(name) : nil }

    func identifier<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws(JSONError) -> ID {
        try converted(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func identifiers<ID: Identifier>(_ name: String, of type: ID.Type = ID.self) throws(JSONError) -> [ID] {
        try array(name) { json, path throws(JSONError) in
            guard let id = ID(try Self.string(json, path)) else {
                throw JSONError(.refusedValue, "expected lower-case letters, digits and hyphens", path: path)
            }
            return id
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word where Word.RawValue == String {
        try converted(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) { Word(rawValue: $0) }
    }

    func words<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> [Word] where Word.RawValue == String {
        try array(name) { json, path throws(JSONError) in
            guard let word = Word(rawValue: try Self.string(json, path)) else {
                let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONError(.refusedValue, "expected one of \(all)", path: path)
            }
            return word
        }
    }
}
