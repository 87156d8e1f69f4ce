package import Following
internal import JSON
internal import Vocabulary

/// What Statuspage sends to subscribers: an incident as the page tells it, or one component's change of state. A push is
/// news, not proof: who receives it reads the page.
package enum StatuspageWebhook {
    package static func read(
        _ body: [UInt8], contentType: String?, page address: String
    ) throws(UnreadablePage) -> VendorNotice {
        let notes = ReadingNotes()
        let document = CapturedDocument(
            role: "notice", url: address, status: 200, contentType: contentType, body: body)
        guard case .object(let object) = try DocumentSet.json(document) else {
            throw DocumentSet.unexpected("notice", "a notice")
        }
        let root = Fields(object, place: "", notes: notes)
        guard let about = root.object("page"), let id = about.text("id"), root.has("incident") || root.has("component")
        else { throw DocumentSet.unexpected("notice", "a notice") }
        let indicator = about.text("status_indicator")
        var notice = VendorNotice(
            format: .statuspage, identity: VendorPage.Identity(id: id),
            state: notes.meaning(
                of: indicator, in: Words.indicator, unknown: .unknown, at: about.place(of: "status_indicator")),
            stateWords: about.text("status_description") ?? indicator,
            sentAt: root.object("meta")?.instant("generated_at"))
        if let fields = root.object("incident") {
            let incident = StatuspageMembers(notes: notes, page: address).incident(fields)?.incident
            if incident?.severity == .maintenance || incident?.scheduledFor != nil {
                notice.maintenance = incident
            } else {
                notice.incident = incident
            }
            addPostmortem(fields, to: &notice)
        }
        if let fields = root.object("component") {
            readComponent(fields, root.object("component_update"), &notice, notes)
        }
        notice.warnings = notes.warnings
        return notice
    }

    /// The page tells a post-mortem as an update; the notice in a member of its own.
    private static func addPostmortem(_ fields: Fields, to notice: inout VendorNotice) {
        guard let body = fields.text("postmortem_body"), fields.bool("postmortem_ignored") != true,
            notice.incident?.updates.contains(where: { $0.status == .postmortem }) == false
        else { return }
        notice.incident?.updates.append(
            VendorUpdate(
                status: .postmortem, statusWord: "postmortem", at: fields.instant("postmortem_published_at"),
                text: HTMLText.markdown(body)))
    }

    private static func readComponent(
        _ fields: Fields, _ update: Fields?, _ notice: inout VendorNotice, _ notes: ReadingNotes
    ) {
        guard let name = fields.text("name") else { return }
        let word = update?.text("new_status") ?? fields.text("status")
        notice.component = VendorComponent(
            id: fields.text("id") ?? update?.text("component_id") ?? name, name: name,
            state: notes.meaning(of: word, in: Words.component, unknown: .unknown, at: fields.place(of: "status")),
            stateWord: word)
        notice.previousState = update?.text("old_status").map { word in
            notes.meaning(of: word, in: Words.component, unknown: .unknown, at: "component_update.old_status")
        }
        notice.changedAt = update?.instant("created_at")
    }
}
