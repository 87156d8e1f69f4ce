internal import Incidents
package import Markup
internal import Telling
package import Vocabulary

/// What somebody who subscribes has written or ticked.
package struct SubscribeFields: Sendable, Hashable {
    /// What messages are sent to; `chat` is one of those that its address tells.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case mail, webhook, chat, mattermost, ntfy, telegram, sms
    }

    package var kind: Kind
    package var address: String
    /// Empty for all of them.
    package var components: [ComponentID]
    package var language: Language

    package init(kind: Kind = .mail, address: String = "", components: [ComponentID] = [], language: Language) {
        self.kind = kind
        self.address = address
        self.components = components
        self.language = language
    }
}

/// Why nothing was changed: a sentence for the whole, and one beside the field that is wrong.
package struct SubscribeProblem: Sendable, Hashable {
    package var message: String?
    package var kind: String?
    package var address: String?
    package var components: String?
    package var language: String?

    package init(
        message: String? = nil, kind: String? = nil, address: String? = nil, components: String? = nil,
        language: String? = nil
    ) {
        self.message = message
        self.kind = kind
        self.address = address
        self.components = components
        self.language = language
    }
}

/// Ways to be told: subscription, feeds, calendar; badge and banner for others' pages.
package struct FollowModel: Sendable, Hashable {
    package struct Option: Sendable, Hashable {
        package var value: String
        package var text: String
        package var isChosen: Bool
    }

    package struct Form: Sendable, Hashable {
        package var action: Address
        package var kinds: [Option]
        package var address: String
        /// What is written as an address.
        package var hint: String
        package var components: [Option]
        package var languages: [Option]
        package var problem: SubscribeProblem?
    }

    package struct Way: Sendable, Hashable {
        package var text: String
        package var address: Address
    }

    package var frame: StatusFrame
    package var title: String
    package var form: Form?
    package var feeds: [Way]
    package var programs: [Way]
    package var badge: String?
    package var banner: String?

    package init(_ context: StatusContext, fields: SubscribeFields? = nil, problem: SubscribeProblem? = nil) {
        let links = StatusLinks.relative(from: .follow)
        let code = context.language.code
        title = context.say(.follow, ["brand": context.brand.name])
        form =
            context.settings.takesSubscribers
            ? Form(
                action: links.file([code, "subscribe"]), fields ?? SubscribeFields(language: context.language),
                problem, context) : nil
        func way(_ text: String, _ segments: [String]) -> Way { Way(text: text, address: links.file(segments)) }
        feeds = [
            way("Atom", [code, "feed.atom"]), way("RSS", [code, "feed.rss"]), way("JSON Feed", [code, "feed.json"]),
            way(context.say(.calendarFile), [code, "maintenance.ics"]),
        ]
        programs = StatusAssets.statuspageFiles.map {
            way($0, ["api", "v2"] + $0.split(separator: "/").map(String.init))
        }
        let base = context.settings.base(of: context.brand)
        badge = base.map { "<img src=\"\($0)/\(code)/badge.svg\" alt=\"\">" }
        banner = base.map { "<iframe src=\"\($0)/\(code)/banner/\" title=\"\" width=\"100%\" height=\"72\"></iframe>" }
        frame = context.frame(
            .follow, title: title,
            description: context.say(.followDescription, ["brand": context.brand.name]))
    }
}

extension FollowModel.Form {
    init(action: Address, _ fields: SubscribeFields, _ problem: SubscribeProblem?, _ context: StatusContext) {
        self.action = action
        let offered = context.settings.subscriberKinds
        // What is offered first is chosen where nothing was, or where what was chosen is not offered.
        let chosen = offered.contains(fields.kind) ? fields.kind : offered.first
        kinds = offered.map { kind in
            FollowModel.Option(value: kind.rawValue, text: Self.name(of: kind, context), isChosen: kind == chosen)
        }
        var hints = [context.say(.addressHint)]
        if offered.contains(.telegram) { hints.append(context.say(.addressTelegram)) }
        if offered.contains(.sms) { hints.append(context.say(.addressSMS)) }
        hint = hints.joined(separator: " ")
        address = fields.address
        components = context.site.components.map { component in
            FollowModel.Option(
                value: component.id.rawValue, text: context.name(of: component).text,
                isChosen: fields.components.contains(component.id))
        }
        languages = context.site.languages.map { language in
            FollowModel.Option(
                value: language.code, text: LanguagePack.of(language).ownName, isChosen: language == fields.language)
        }
        self.problem = problem
    }

    /// Names of products are the same in every language.
    private static func name(of kind: SubscribeFields.Kind, _ context: StatusContext) -> String {
        switch kind {
        case .mail: context.say(.kindMail)
        case .webhook: context.say(.kindWebhook)
        case .chat: context.say(.kindChat) + " (Slack, Teams, Discord)"
        case .mattermost: "Mattermost"
        case .ntfy: "ntfy"
        case .telegram: "Telegram"
        case .sms: "SMS"
        }
    }
}

/// A page that says one thing: what came of a form.
package struct NoticeModel: Sendable, Hashable {
    package var frame: StatusFrame
    package var title: String
    package var text: String
    package var back: FollowModel.Way

    init(_ place: StatusPlace, title: String, text: String, _ context: StatusContext) {
        self.title = title
        self.text = text
        frame = context.frame(place, title: title, description: text)
        frame.isHidden = true
        frame.canonical = nil
        frame.isLive = false
        back = FollowModel.Way(
            text: context.say(.toStatus), address: StatusLinks.relative(from: place).address(.home, context.language))
    }

    /// Nothing stands at an address; `root` is the brand's folder there.
    init(missingBelow root: String, _ context: StatusContext) {
        title = context.say(.missingTitle)
        text = context.say(.missingText)
        frame = StatusFrame(context, place: nil, title: title, description: text, root: root)
        frame.isHidden = true
        back = FollowModel.Way(
            text: context.say(.toStatus), address: StatusLinks.absolute(root: root).address(.home, context.language))
    }
}

/// A subscription that its owner changes or ends.
package struct ManageModel: Sendable, Hashable {
    package var frame: StatusFrame
    package var title: String
    package var lead: String
    package var done: String?
    package var form: FollowModel.Form

    package init(
        _ token: String, fields: SubscribeFields, isSaved: Bool, problem: SubscribeProblem?, _ context: StatusContext
    ) {
        let place = StatusPlace.manage(token)
        title = context.say(.manage)
        lead = context.say(.manageText, ["address": fields.address])
        done = isSaved ? context.say(.saved) : nil
        form = FollowModel.Form(
            action: StatusLinks.relative(from: place).file([context.language.code, "manage", token]), fields, problem,
            context)
        frame = context.frame(place, title: title, description: title)
        frame.isHidden = true
        frame.canonical = nil
        frame.isLive = false
        // The address of this page is a secret: it stands in no link but the form's own.
        frame.tongues = frame.tongues.filter(\.isHere)
    }
}
