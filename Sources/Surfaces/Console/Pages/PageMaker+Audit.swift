internal import Access
internal import Desk
internal import HTTP
internal import JSON
internal import Journal
internal import Markup
internal import Telling
internal import Vocabulary

// Who did what and when, from the journal.
extension PageMaker {
    /// Entries, the latest first.
    func audit(_ entries: [Entry], names: [String: String], older: Position?) -> ConsolePage {
        var page = page(words(.navAudit))
        page.lead = [.init(words(.auditLead))]
        let heads = [words(.columnWhen), words(.columnWho), words(.columnWhat), words(.columnAbout)]
        let rows = entries.map { entry in
            [
                [
                    ConsolePage.Words(when(entry.instant, in: .utc)),
                    ConsolePage.Words("#\(entry.position.rawValue)", isQuiet: true),
                ],
                [ConsolePage.Words(who(entry.actor, names))], [what(entry.kind)], about(entry, names),
            ]
        }
        page.parts = [.table(.init(heads: heads, rows: rows))]
        if let older {
            page.parts.append(
                .ways([
                    .init(
                        text: words(.auditOlder),
                        address: Self.address(language, ["audit"]).with([("before", "\(older.rawValue)")]))
                ]))
        }
        return page
    }

    func who(_ actor: Actor, _ names: [String: String]) -> String {
        names[actor.rawValue] ?? actor.rawValue
    }

    /// The kind as the journal has it: it is a word of the field, and stays the same in every language.
    func what(_ kind: EntryKind) -> ConsolePage.Words { .init(kind.rawValue) }

    private func about(_ entry: Entry, _ names: [String: String]) -> [ConsolePage.Words] {
        var subject = ConsolePage.Words(entry.stream.rawValue)
        let id = String(entry.stream.id)
        switch entry.stream.category {
        case "incident": subject.address = Self.address(language, ["incidents", id])
        case "user":
            subject.text = UserID(id).flatMap { names[$0.actor.rawValue] } ?? subject.text
            if ask.may(.manageUsers) { subject.address = Self.address(language, ["users", id]) }
        default: break
        }
        guard let body = AccessAudit.body(of: entry), let object = body.object, !object.members.isEmpty else {
            return [subject]
        }
        let facts = object.members.map { member in
            "\(member.name): " + (member.value.string ?? JSONWriter.compactText(member.value))
        }
        return [subject, .init(facts.joined(separator: ", "), isQuiet: true)]
    }
}

extension JSONWriter {
    fileprivate static func compactText(_ value: JSONValue) -> String {
        String(decoding: compact(value), as: UTF8.self)
    }
}
