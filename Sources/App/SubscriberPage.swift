internal import HTTP
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

/// A page about a subscription, as plain values: what answers a reader's form.
struct SubscriberPage: Sendable {
    enum Content: Sendable {
        /// The form to subscribe with what was sent, and what is wrong with it.
        case form(Form, problem: SubscriberOrders.Refusal)
        /// A question was put to the target, or had been lately; the reader learns no more.
        case asked
        /// The question, with the button that answers it.
        case question(token: String, Subscriber.Wish)
        case confirmed(manageToken: String)
        /// What somebody hears of, with what they may change; `problem` says why the last change was not made.
        case manage(token: String, Subscriber.State, Subscriber.Wish, isSaved: Bool, problem: SubscriberOrders.Refusal?)
        case unsubscribed(manageToken: String)
        /// No link of ours, or one that is no longer good.
        case unknownToken
        /// Too many forms came from this address.
        case tooMany
    }

    /// The fields of the form as they were sent.
    struct Form: Sendable {
        var kind: String
        var target: String
        var language: String
        var components: [String]
    }

    var brand: BrandID
    var language: Language
    var content: Content

    var status: HTTPStatus {
        switch content {
        case .asked, .question, .confirmed, .unsubscribed: .ok
        case .manage(_, _, _, _, let problem): problem == nil ? .ok : .unprocessableContent
        case .form(_, .journal): .serviceUnavailable
        case .form(_, .brand), .unknownToken: .notFound
        case .form: .unprocessableContent
        case .tooMany: .tooManyRequests
        }
    }
}

extension SubscriberPage {
    /// The plainest page that works.
    static func plain(_ page: SubscriberPage) -> HTTPResponse {
        let words = LanguagePack.of(page.language)
        let brand = page.brand.rawValue
        let title: String
        var form: HTML?
        func button(_ order: String, _ token: String, _ label: SubscriptionPhrase) -> HTML {
            HTML(.form, .post, .action(.path("status", brand, page.language.code, order, token))) {
                HTML(.p) { HTML(.button, .type("submit"), text: words.say(subscription: label, ["brand": brand])) }
            }
        }
        switch page.content {
        case .form(_, let problem): title = words.problem(problem)
        case .asked: title = words.say(subscription: .asked)
        case .question(let token, _):
            title = words.say(subscription: .question, ["brand": brand])
            form = button("confirm", token, .questionLink)
        case .confirmed(let token):
            title = words.say(subscription: .confirmed, ["brand": brand])
            form = button("unsubscribe", token, .unsubscribe)
        case .manage(let token, let state, _, _, _):
            title = words.say(subscription: state == .unsubscribed ? .unsubscribed : .manage, ["brand": brand])
            if state != .unsubscribed { form = button("unsubscribe", token, .unsubscribe) }
        case .unsubscribed: title = words.say(subscription: .unsubscribed, ["brand": brand])
        case .unknownToken: title = words.say(subscription: .unknownLink)
        case .tooMany: title = words.say(subscription: .tooMany)
        }
        var body = HTML(trustedMarkup: "<!DOCTYPE html>\n")
        body.append(
            HTML(.html, .lang(page.language)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.title, text: title)
                }
                HTML(.body) {
                    HTML(.main) {
                        HTML(.h1, text: title)
                        form
                    }
                }
            })
        return HTTPResponse(
            status: page.status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(body.bytes))
    }
}

extension LanguagePack {
    /// Why something about a subscription was not done.
    fileprivate func problem(_ refusal: SubscriberOrders.Refusal) -> String {
        switch refusal {
        case .target(.insecure): say(subscription: .problemInsecure)
        case .target(.kind): say(subscription: .problemKind)
        case .target: say(subscription: .problemTarget)
        case .brand, .language, .components: say(subscription: .problemChoice)
        case .full, .journal: say(subscription: .problemLater)
        case .token: say(subscription: .unknownLink)
        }
    }
}
