internal import Access
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// To the identity provider and back. Both are links, no forms: browsers follow no form to another site here.
extension ConsoleSurface {
    func byOpenID(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        guard let openID else { throw .notFound }
        guard try await isSetUp() else { return seeOther(["first-run"], [], ask) }
        if ask.route == .openIDAnswered { return await answered(openID, ask) }
        let next = ask.query["next"] ?? ""
        if ask.identity != nil { return seeOther([], [], ask) }
        do throws(AccessRefusal) {
            let request = try await openID.begin(note: ReturnNote(language: ask.language, next: next).text)
            var response = HTTPResponse(
                status: .seeOther, headers: ["Location": request.address, "Cache-Control": "no-store"])
            response.headers.add(
                "Set-Cookie",
                ask.cookies.setting(.openID, to: request.cookie, seconds: OpenIDRequest.life.wholeSeconds))
            return response
        } catch {
            return waiting(error, show(PageMaker(ask, zones: zones).notLetIn(error, next: next), ask))
        }
    }

    /// Somebody comes back. Whatever comes of it, the journey is over.
    private func answered(_ openID: OpenIDEntrance, _ ask: Ask) async -> HTTPResponse {
        let cookie = ask.cookies.text(.openID) ?? ""
        let next = openID.note(in: cookie).flatMap { ReturnNote($0) }?.next ?? ""
        let callback = OpenIDCallback(
            cookie: cookie, state: ask.query["state"], code: ask.query["code"], issuer: ask.query["iss"],
            error: ask.query["error"])
        var response: HTTPResponse
        do throws(AccessRefusal) {
            let opened = try await openID.finish(
                callback, from: ask.address, client: ask.client, language: ask.language, replacing: ask.session)
            response = entered(opened, next: next, ask)
        } catch {
            response = waiting(error, show(PageMaker(ask, zones: zones).notLetIn(error, next: next), ask))
        }
        if !cookie.isEmpty { response.headers.add("Set-Cookie", ask.cookies.removing(.openID)) }
        return response
    }

    /// In which language somebody left, or what their browser likes.
    func language(ofReturn request: HTTPRequest) -> Language {
        let note = Cookies(request).text(.openID).flatMap { openID?.note(in: $0) }.flatMap { ReturnNote($0) }
        if let language = note?.language { return language }
        let known = LanguagePack.all.map(\.language)
        let liked = Negotiation.language(request.headers["Accept-Language"], offered: known.map(\.code))
        return known.first { $0.code == liked } ?? .english
    }
}

/// What a browser takes along to the identity provider, sealed: in which language, and where it wanted to go.
struct ReturnNote: Sendable, Hashable {
    var language: Language
    var next: String

    /// What is too long to take along is left behind.
    var text: String {
        let whole = language.code + " " + next
        return whole.utf8.count <= OpenIDRequest.noteBytesMost ? whole : language.code + " "
    }

    init(language: Language, next: String) {
        self.language = language
        self.next = next
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let known = LanguagePack.all.map(\.language)
        guard parts.count == 2, let language = known.first(where: { $0.code == parts[0] }) else { return nil }
        self.language = language
        next = String(parts[1])
    }
}
