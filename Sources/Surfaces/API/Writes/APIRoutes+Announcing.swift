internal import Access
internal import Announcing
internal import Desk
internal import HTTP
internal import JSON
internal import Vocabulary

// From verdict to word. Looking takes the same right as the console: what waits is internal.
extension APIRoutes {
    private static let listedMost = 100

    func listAnnouncements(_ request: HTTPRequest) -> HTTPReply {
        let now = now()
        return announcing(request, .look) { [self] announcing, _, _ in
            ordered(request) { () throws(DeskRefusal) in
                let latest = try await announcing.announcer.latest(limit: Self.listedMost)
                let cases = latest.map { AnnouncingDocument.announcement($0, now: now) }
                return Self.answer(["cases": .array(cases)], status: .ok, location: nil)
            }
        }
    }

    func stopAnnouncement(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        caseOrder(text, request) { announcer, number, caller throws(DeskRefusal) in
            try await announcer.stop(number, by: caller)
        }
    }

    func takeOverEnd(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        caseOrder(text, request) { announcer, number, caller throws(DeskRefusal) in
            try await announcer.takeOverEnd(number, by: caller)
        }
    }

    func labelCase(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        let now = now()
        return announcing(request, .declareAndUpdate) { [self] announcing, caller, _ in
            guard let number = Self.caseNumber(text) else { return .now(notFound(request)) }
            return body(
                request,
                { json throws(JSONError) in
                    let object = try JSONObjectReader(json, path: .root, allowing: ["label"])
                    return try object.converted("label", "real, false or known-work") {
                        Announcement.Label.Verdict(rawValue: $0)
                    }
                }
            ) { verdict in
                ordered(request) { () throws(DeskRefusal) in
                    try await announcing.announcer.label(number, verdict, by: caller)
                    return try await Self.told(announcing.announcer, number, now)
                }
            }
        }
    }

    func readEvidence(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        announcing(request, .look) { [self] announcing, _, _ in
            guard let number = Self.caseNumber(text) else { return .now(notFound(request)) }
            return ordered(request) { () throws(DeskRefusal) in
                let bytes = try await announcing.evidence(of: number)
                return HTTPResponse(
                    status: .ok,
                    headers: [
                        "Content-Type": "application/zip", "Cache-Control": "no-store",
                        "Content-Disposition": "attachment; filename=\"case-\(number).zip\"",
                    ], body: .bytes(bytes))
            }
        }
    }

    func listRules(_ request: HTTPRequest) -> HTTPReply {
        announcing(request, .look) { [self] announcing, _, _ in
            ordered(request) { () throws(DeskRefusal) in
                let rules = try await announcing.ruleViews().map(AnnouncingDocument.rule)
                return Self.answer(["rules": .array(rules)], status: .ok, location: nil)
            }
        }
    }

    func orderRule(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        announcing(request, .manageAlerts) { [self] announcing, caller, identity in
            guard let name = RuleName(rawValue: text) else { return .now(notFound(request)) }
            return body(request, Self.ruleOrder) { order in
                ordered(request) { () throws(DeskRefusal) in
                    let standing = try await announcing.rules.perform(
                        order, on: name, by: await withCompany(caller, identity))
                    return Self.answer(
                        ["isDemoted": .bool(standing.isDemoted), "waits": .bool(standing.proposal != nil)], status: .ok,
                        location: nil)
                }
            }
        }
    }

    private static func ruleOrder(_ json: JSONValue) throws(JSONError) -> RuleDesk.Order {
        let object = try JSONObjectReader(json, path: .root, allowing: ["order", "reason"])
        let reason = try object.optionalString("reason") ?? ""
        return try object.converted("order", "propose, agree, decline or restore") { text in
            switch text {
            case "propose": .propose(reason: reason)
            case "agree": .agree
            case "decline": .decline
            case "restore": .restore
            default: nil
            }
        }
    }

    // MARK: Parts

    private func caseOrder(
        _ text: String, _ request: HTTPRequest,
        _ work: @escaping @Sendable (Announcer, Int64, DeskCaller) async throws(DeskRefusal) -> Void
    ) -> HTTPReply {
        let now = now()
        return announcing(request, .declareAndUpdate) { [self] announcing, caller, _ in
            guard let number = Self.caseNumber(text) else { return .now(notFound(request)) }
            return ordered(request) { () throws(DeskRefusal) in
                try await work(announcing.announcer, number, caller)
                return try await Self.told(announcing.announcer, number, now)
            }
        }
    }

    private static func told(
        _ announcer: Announcer, _ number: Int64, _ now: Instant
    ) async throws(DeskRefusal) -> HTTPResponse {
        let known = try await announcer.announcement(number) ?? Announcement(number: number)
        return answer(AnnouncingDocument.announcement(known, now: now), status: .ok, location: nil)
    }

    private static func caseNumber(_ text: String) -> Int64? {
        Int64(text).flatMap { (1...1_000_000_000).contains($0) && String($0) == text ? $0 : nil }
    }

    private func announcing(
        _ request: HTTPRequest, _ right: Right,
        _ work: @escaping @Sendable (AnnouncingDesk, DeskCaller, Identity) -> HTTPReply
    ) -> HTTPReply {
        asking(request, right) { [self] writing, caller, identity in
            guard let announcing = writing.announcing else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(announcing, deskCaller(caller, identity), identity)
        }
    }
}
