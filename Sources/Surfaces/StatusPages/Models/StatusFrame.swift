internal import Incidents
package import Markup
internal import Telling
package import Vocabulary

/// What stands around the content of every status page.
package struct StatusFrame: Sendable, Hashable {
    package struct Link: Sendable, Hashable {
        package var text: String
        package var address: Address
        package var isHere: Bool
    }

    package struct Tongue: Sendable, Hashable {
        package var language: Language
        package var name: String
        package var address: Address
        /// For search engines; nil where the public address is not known.
        package var canonical: Address?
        package var isHere: Bool
    }

    package struct Doubt: Sendable, Hashable {
        package var asOf: Instant
        package var seconds: Int64
        package var title: String
        package var text: String
    }

    package var language: Language
    package var title: String
    package var description: String
    package var brand: String
    package var home: Address
    package var logo: Address?
    package var logoText: String
    package var homepage: Link?
    package var sections: [Link]
    package var tongues: [Tongue]
    package var canonical: Address?
    package var stylesheet: Address
    package var script: Address
    package var icon: Address
    package var feed: Address
    package var isLive: Bool
    package var yourTime: String
    package var staleBanner: String?
    /// For pages that say what is true now: a script doubts them when nobody has made them again for too long.
    package var doubt: Doubt?
    package var notes: [String]
    /// Whether search engines are asked to keep out.
    package var isHidden: Bool

    /// `place` is nil for error pages, which stand anywhere.
    init(
        _ context: StatusContext, place: StatusPlace?, title: String, description: String, root: String? = nil
    ) {
        let words = context.words
        let brand = context.brand
        let links: StatusLinks = root.map { .absolute(root: $0) } ?? .relative(from: place ?? .home)
        language = words.language
        self.title = title + " · " + brand.name
        self.description = description
        self.brand = brand.name
        home = links.address(.home, words.language)
        let assets = StatusAssets(brand)
        logo = assets.logo.map { links.file([$0]) }
        logoText = context.say(.logoOf, ["brand": brand.name])
        homepage = brand.face.homepage.flatMap { Address($0) }
            .map { Link(text: context.say(.homepage, ["brand": brand.name]), address: $0, isHere: false) }
        let places: [(StatusPhrase, StatusPlace)] = [
            (.navStatus, .home), (.navHistory, .history), (.navMaintenance, .maintenance), (.navFollow, .follow),
        ]
        sections = places.map { phrase, target in
            Link(
                text: context.say(phrase), address: links.address(target, words.language), isHere: target == place)
        }
        let base = context.settings.base(of: brand)
        func canonical(_ language: Language) -> Address? {
            guard let place, let base else { return nil }
            let path = ([language.code] + place.segments).joined(separator: "/")
            return Address(base + "/" + path + "/")
        }
        tongues = context.site.languages.map { other in
            Tongue(
                language: other, name: LanguagePack.of(other).ownName, address: links.address(place ?? .home, other),
                canonical: canonical(other), isHere: other == words.language)
        }
        self.canonical = canonical(words.language)
        stylesheet = links.file([assets.stylesheet])
        script = links.file([StatusAssets.script])
        icon = links.file([StatusAssets.icon])
        feed = links.file([words.language.code, "feed.atom"])
        isLive = context.settings.isLive && place != nil
        yourTime = context.say(.yourTime)
        staleBanner =
            context.isStale
            ? context.say(.staleBanner, ["moment": context.moment(context.site.asOf)]) : nil
        notes = [context.say(.timesIn, ["zone": context.zone.identifier])]
        isHidden = false
        let minute = Instant(seconds: context.site.asOf.seconds - context.site.asOf.seconds % 60)
        doubt =
            place == .home && !context.isStale
            ? Doubt(
                asOf: minute, seconds: max(context.settings.doubtAfter, context.settings.staleAfter).wholeSeconds,
                title: context.say(.nowUnknown),
                text: context.say(.staleBanner, ["moment": context.moment(minute)])) : nil
    }
}
