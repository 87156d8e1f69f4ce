internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// The post-mortem: written side by side in each language, published by a second person.
extension ConsoleSurface {
    /// How many actions the form shows beyond those that there are.
    static let freeActions = 2
    private static let actionsMost = 100 + freeActions

    func learning(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let room = try await room(ask)
        let make = PageMaker(ask, zones: zones)
        guard ask.isTold else {
            var page = make.postmortem(room, nil, me: ask.me)
            if let phrase = ask.query["done"].flatMap({ Self.doneLearned[$0] }) {
                page.notices.append(.init(kind: .done, words: .init(ask.words(phrase))))
            }
            return show(page, ask)
        }
        var fields = ask.fields
        let zone = room.provider.flatMap { zones.zone($0.zone) } ?? .utc
        let order: DeskOrder =
            ask.route == .postmortemPublished
            ? .publishPostmortem(nil) : .draftPostmortem(draft(&fields, zone, ask))
        let version = Int64(fields[FormField.version]) ?? 0
        let me = ask.me
        func again(_ status: HTTPStatus, isConflict: Bool = false) async throws(ConsoleRefusal) -> HTTPResponse {
            let now = try await self.room(ask)
            let typed = ask.route == .postmortemPublished ? nil : fields
            var page = make.postmortem(now, typed, me: me)
            if isConflict { page.notices.append(.init(kind: .warning, words: .init(ask.words(.conflictKept)))) }
            if let problem = fields.problem { page.notices.append(.init(kind: .problem, words: problem)) }
            return show(page, ask, status: status)
        }
        guard !fields.hasProblems else { return try await again(.unprocessableContent) }
        if fields.isPreview, case .draftPostmortem(let written) = order {
            // The decision is made and not recorded: what would be refused is said already.
            let context = try context(room, ask)
            var status = HTTPStatus.ok
            do throws(DeskRefusal) {
                _ = try DeskDecision(context).make(order, on: room.incident)
            } catch {
                fields.take(error, on: ask.language, as: Self.postmortemFields)
                status = Self.status(error)
            }
            return show(make.postmortem(room, fields, me: me, written: written), ask, status: status)
        }
        let caller = try ask.caller()
        do throws(DeskRefusal) {
            _ = try await desk.perform(order, on: room.incident.id, version: version, by: caller)
        } catch {
            fields.take(error, on: ask.language, as: Self.postmortemFields)
            if fields.problem == nil { fields.problem = .init(error, on: ask.language) }
            return try await again(Self.status(error), isConflict: error.reason == .conflict)
        }
        await settled()
        let done = ask.route == .postmortemPublished ? "published" : "saved"
        return seeOther(["incidents", room.incident.id.rawValue, "postmortem"], [("done", done)], ask)
    }

    private static let doneLearned: [String: ConsolePhrase] = ["saved": .doneDraft, "published": .doneLearned]
    private static let postmortemFields = [
        "client impact": "impact", "root cause": "cause", "overview": "overview", "context": "context",
    ]

    private func draft(_ fields: inout Fields, _ zone: Zone, _ ask: Ask) -> Postmortem {
        var actions: [Postmortem.Action] = []
        for number in 0..<Self.actionsMost {
            let name = "action\(number)"
            let (symptom, action) = (fields.text(name + "-symptom"), fields.text(name + "-action"))
            let owner = fields[name + "-owner"]
            let due = fields.day(name + "-due", in: zone, ask.words)
            guard !symptom.isEmpty || !action.isEmpty else { continue }
            actions.append(
                Postmortem.Action(
                    symptom: symptom, action: action, owner: owner.isEmpty ? nil : owner, due: due,
                    state: fields.choice(name + "-state", ask.words) ?? .open))
        }
        return Postmortem(
            publishedAt: ask.now, clientImpact: fields.text("impact"), rootCause: fields.text("cause"),
            actions: actions, overview: fields.text("overview"), context: fields.text("context"),
            internalNotes: fields.text("notes"), missingLanguages: fields.languages("missing"))
    }
}

extension Fields {
    /// A day, as its last minute in a zone; nil for none.
    fileprivate mutating func day(_ name: String, in zone: Zone, _ words: LanguagePack) -> Instant? {
        let text = self[name]
        guard !text.isEmpty else { return nil }
        guard let read = try? Instant(rfc3339: text + "T23:59:00Z") else {
            refuse(name, words(.problemDay))
            return nil
        }
        switch zone.instants(showing: CivilTime(read)) {
        case .once(let instant), .gap(let instant): return instant
        case .twice(let earlier, _): return earlier
        }
    }
}
