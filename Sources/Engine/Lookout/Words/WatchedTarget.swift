package import JSON
package import Judging
package import Vocabulary

/// What is known of a target: the document `target/<name>` of the projection "watch". What was judged last stands here, also while
/// nobody watches: see `judgedAt`, and ``LookoutPicture`` for what is heard now.
package struct WatchedTarget: Sendable, Hashable {
    package static let changesMost = 50
    package static let blinksMost = 20

    package struct Change: Sendable, Hashable {
        package var standing: Verdict.Standing
        package var since: Instant
        package var judgedAt: Instant
    }

    package struct Blink: Sendable, Hashable {
        package var from: Instant
        package var to: Instant
    }

    package struct Ticket: Sendable, Hashable {
        package var at: Instant
        package var reason: JudgedReason
    }

    package var name: String
    package var verdict: TargetVerdict?
    package var judgedAt: Instant?
    /// Latest last.
    package var changes: [Change] = []
    package var blinks: [Blink] = []
    package var ticket: Ticket?

    package init(name: String) { self.name = name }

    mutating func judged(_ verdict: TargetVerdict, at: Instant) {
        self.verdict = verdict
        judgedAt = at
        changes.append(Change(standing: verdict.standing, since: verdict.since, judgedAt: at))
        if changes.count > Self.changesMost { changes.removeFirst() }
    }

    mutating func blinked(_ blink: Blink) {
        blinks.append(blink)
        if blinks.count > Self.blinksMost { blinks.removeFirst() }
    }
}

extension WatchedTarget {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(name: try object.string("name"))
        if object.has("verdict") {
            verdict = try TargetVerdict(json: object.value("verdict"), path: path.member("verdict"))
            judgedAt = try object.instant("judgedAt")
        }
        changes = try object.list("changes") { json, path throws(JSONError) in
            let change = try JSONObjectReader(json, path: path)
            return Change(
                standing: try change.word("standing"), since: try change.instant("since"),
                judgedAt: try change.instant("judgedAt"))
        }
        blinks = try object.list("blinks") { json, path throws(JSONError) in
            let blink = try JSONObjectReader(json, path: path)
            return Blink(from: try blink.instant("from"), to: try blink.instant("to"))
        }
        ticket = try object.optional("ticket") { object throws(JSONError) in
            let ticket = try object.object("ticket")
            return Ticket(at: try ticket.instant("at"), reason: try ticket.reason("reason"))
        }
    }

    package var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        object["verdict"] = verdict?.json
        object["judgedAt"] = judgedAt?.json
        object["changes"] = .array(
            changes.map {
                ["standing": .string($0.standing.rawValue), "since": $0.since.json, "judgedAt": $0.judgedAt.json]
            })
        object["blinks"] = .array(blinks.map { ["from": $0.from.json, "to": $0.to.json] })
        object["ticket"] = ticket.map { ["at": $0.at.json, "reason": $0.reason.json] }
        return .object(object)
    }
}

/// What is known of a vantage: the document `vantage/<name>` of the projection "watch".
package struct WatchedVantage: Sendable, Hashable {
    package static let doubtsMost = 50

    package struct Doubt: Sendable, Hashable {
        package var why: VantageDoubt
        package var at: Instant
        package var until: Instant
    }

    package var name: String
    /// Latest last. A doubt that goes on is told once, when it begins.
    package var doubts: [Doubt] = []

    package init(name: String) { self.name = name }

    mutating func doubted(_ doubt: Doubt) {
        doubts.append(doubt)
        if doubts.count > Self.doubtsMost { doubts.removeFirst() }
    }
}

extension WatchedVantage {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(name: try object.string("name"))
        doubts = try object.list("doubts") { json, path throws(JSONError) in
            let doubt = try JSONObjectReader(json, path: path)
            return Doubt(
                why: try doubt.word("why"), at: try doubt.instant("at"), until: try doubt.instant("until"))
        }
    }

    package var json: JSONValue {
        [
            "name": .string(name),
            "doubts": .array(
                doubts.map { ["why": .string($0.why.rawValue), "at": $0.at.json, "until": $0.until.json] }),
        ]
    }
}
