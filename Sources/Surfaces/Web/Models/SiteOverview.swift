internal import Telling
package import Vocabulary

/// The state of every provider, worked out once for the pages that list them. What needs a look comes first.
package struct SiteOverview: Sendable, Hashable {
    struct Line: Sendable, Hashable {
        var provider: Provider
        var brands: [String]
        var state: ProviderState
        var open: Int
        /// Its names, as they are searched.
        var haystack: String
    }

    var providers: [Line]
    /// Since when Vigie itself can't reach most pages; nil while it can.
    var ownFaultSince: Instant?
    var pages: Int
    var readablePages: Int
    var unreadablePages: Int

    /// `incidents` as everyone may see them.
    package init(_ site: SiteSnapshot, incidents: [Incident], isStale: Bool, now: Instant) {
        let byProvider = Dictionary(grouping: incidents, by: \.provider)
        let pages = Dictionary(grouping: site.pages, by: \.provider)
        let brands = Dictionary(grouping: site.brands, by: \.provider)
        providers = site.providers.map { provider in
            let mine = byProvider[provider.id] ?? []
            let names = (brands[provider.id] ?? []).map(\.name)
            return Line(
                provider: provider, brands: names,
                state: ProviderState(incidents: mine, pages: pages[provider.id] ?? [], isStale: isStale, now: now),
                open: mine.count { $0.isOpen(now: now) },
                haystack: TextFold.fold(
                    ([provider.name, provider.id.rawValue, provider.country ?? "", provider.family ?? ""] + names)
                        .joined(separator: " ")))
        }
        .sorted { ($0.state.order, $0.haystack, $0.provider.id) < ($1.state.order, $1.haystack, $1.provider.id) }
        let ours = site.pages.compactMap(\.trouble).filter { $0.reason == FollowedPage.ownFault }
        ownFaultSince = ours.count * 2 > site.pages.count ? ours.map(\.since).min() : nil
        self.pages = site.pages.count
        unreadablePages = site.pages.count { $0.trouble != nil }
        readablePages = site.pages.count { $0.trouble == nil && $0.words != nil }
    }
}

extension ProviderState {
    /// What needs a look first.
    fileprivate var order: Int {
        switch self {
        case .hit: 0
        case .reported: 1
        case .troubled: 2
        case .unreadable: 3
        case .notRead: 4
        case .unknown: 5
        case .calm: 6
        }
    }
}

extension Incident {
    /// Whether something goes on: customers are hit, or its page says so.
    func isOpen(now: Instant) -> Bool {
        guard isOutage else { return false }
        let state = state(now: now)
        return state == .ongoing || state == .reported
    }
}

/// Words as they are compared: small letters without accents.
enum TextFold {
    static func fold(_ text: String) -> String {
        text.lowercased().unicodeScalars.reduce(into: "") { folded, scalar in
            // Accents that stand alone are dropped; letters that carry one lose it.
            if (0x300...0x36F).contains(scalar.value) { return }
            folded += plain[scalar] ?? String(scalar)
        }
    }

    /// The words of a question; more than twenty are too many.
    static func words(_ text: String) -> [String] { Array(all(text).prefix(20)) }

    static func all(_ text: String) -> [String] {
        fold(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let plain: [UnicodeScalar: String] = {
        var plain: [UnicodeScalar: String] = ["æ": "ae", "œ": "oe", "ß": "ss", "’": "'"]
        let groups: [(String, String)] = [
            ("a", "àáâãäåāăą"), ("c", "çćĉċč"), ("d", "ďđ"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("i", "ìíîïĩīĭįı"),
            ("l", "ĺļľłŀ"), ("n", "ñńņňŋ"), ("o", "òóôõöøōŏő"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťŧț"),
            ("u", "ùúûüũūŭůűų"), ("y", "ýÿ"), ("z", "źżž"),
        ]
        for (letter, marked) in groups {
            for scalar in marked.unicodeScalars { plain[scalar] = letter }
        }
        return plain
    }()
}
