internal import HTTP
internal import Incidents
internal import Markup
internal import StatusPages
internal import Subscribing
internal import Telling
internal import Vocabulary

/// A page about a subscription, as plain values: what answers a reader's form.
struct SubscriberPage: Sendable {
    enum Content: Sendable {
        /// The form to subscribe with what was sent, and what is wrong with it.
        case form(SubscribeFields, problem: SubscriberOrders.Refusal)
        /// A question was put to the target, or had been lately; the reader learns no more.
        case asked(address: String)
        /// The question, with the button that answers it.
        case question
        /// What somebody hears of, with what they may change; `problem` says why the last change was not made.
        case manage(token: String, SubscribeFields, isSaved: Bool, problem: SubscriberOrders.Refusal?)
        case unsubscribed(token: String)
        /// No link of ours, or one that is no longer good.
        case unknownToken
        /// Too many forms came from this address.
        case tooMany
        /// The journal can't be read or written.
        case notNow
    }

    var site: BrandSite
    var language: Language
    var content: Content

    func response(_ settings: StatusSettings, now: Instant) -> HTTPResponse {
        let words = LanguagePack.of(language)
        switch content {
        case .form(let fields, let problem):
            return StatusPages.subscribePage(
                site, language, fields: fields, problem: words.problem(problem, of: fields.kind), settings: settings,
                now: now)
        case .asked(let address):
            return StatusPages.subscribedPage(
                site, language, address: address, needsConfirmation: true, settings: settings, now: now)
        case .manage(let token, let fields, let isSaved, let problem):
            return StatusPages.managePage(
                site, language, token: token, fields: fields, isSaved: isSaved,
                problem: problem.map { words.problem($0, of: fields.kind) }, settings: settings, now: now)
        case .unsubscribed(let token):
            return StatusPages.unsubscribedPage(site, language, token: token, settings: settings, now: now)
        case .question:
            let brand = ["brand": site.brand.name]
            // Without an address a form posts to the page that it stands on.
            let form = HTML(.form, .post) {
                HTML(.p) { HTML(.button, .type("submit"), text: words.say(subscription: .questionLink)) }
            }
            return plain(words.say(subscription: .question, brand), form)
        case .unknownToken: return plain(words.say(subscription: .unknownLink), status: .notFound)
        case .tooMany: return plain(words.say(subscription: .tooMany), status: .tooManyRequests)
        case .notNow: return plain(words.say(subscription: .problemLater), status: .serviceUnavailable)
        }
    }

    /// The plainest page that works.
    private func plain(_ title: String, _ content: HTML = HTML(), status: HTTPStatus = .ok) -> HTTPResponse {
        var body = HTML(trustedMarkup: "<!DOCTYPE html>\n")
        body.append(
            HTML(.html, .lang(language)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.meta, .name("viewport"), .content("width=device-width"))
                    HTML(.title, text: "\(site.brand.name): \(title)")
                }
                HTML(.body) {
                    HTML(.main) {
                        HTML(.p, text: site.brand.name)
                        HTML(.h1, text: title)
                        content
                    }
                }
            })
        return HTTPResponse(
            status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(body.bytes))
    }
}

extension LanguagePack {
    /// Why something about a subscription was not done, beside the field that is wrong.
    fileprivate func problem(_ refusal: SubscriberOrders.Refusal, of kind: SubscribeFields.Kind) -> SubscribeProblem {
        switch refusal {
        // Chats that their address tells are always offered: this address tells none.
        case .target(.kind) where kind == .chat: SubscribeProblem(kind: say(subscription: .problemChat))
        case .target(.insecure): SubscribeProblem(address: say(subscription: .problemInsecure))
        case .target(.kind): SubscribeProblem(kind: say(subscription: .problemKind))
        case .target: SubscribeProblem(address: say(subscription: .problemTarget))
        case .language: SubscribeProblem(language: say(subscription: .problemChoice))
        case .components: SubscribeProblem(components: say(subscription: .problemChoice))
        case .brand, .full, .journal: SubscribeProblem(message: say(subscription: .problemLater))
        case .token: SubscribeProblem(message: say(subscription: .unknownLink))
        }
    }
}
