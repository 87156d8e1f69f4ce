internal import Vocabulary

extension ReportReader {
    /// What the page says about itself: title, severity, state, posts.
    func fillPage(_ report: inout Report, _ tongue: Tongue) {
        report.updates = page.posts.map { post in
            Report.Post(
                status: post.status, at: post.at?.moment, languages: tongue.languages(in: post.body),
                text: document.text(post.body))
        }
        report.severityWord = severity()
        report.title = title()
        report.pageStarted = started()?.moment
        report.pageResolved = resolved()?.moment
        report.state = state()
        report.firstPublicNotice = firstNotice()
        report.isSample = document.tokens.contains { $0.marks.contains(.sample) }
    }

    private var newestFirst: [Page.Post] {
        let dated = page.incidentPosts
        let times = dated.compactMap { post -> Instant? in
            if case .instant(let at)? = post.at { at } else { nil }
        }
        guard times.count == dated.count, let first = times.first, let last = times.last else { return dated }
        return first >= last ? dated : dated.reversed()
    }

    private func state() -> Report.State? {
        if page.posts.isEmpty { return proseState() }
        for post in newestFirst where post.status != "update" {
            return Report.State(rawValue: post.status)
        }
        return nil
    }

    /// A text without posts: what it says of the end, in so many words. Where the vendor itself looks back there is no state.
    private func proseState() -> Report.State? {
        if statesResolved() { return .resolved }
        let isReported = document.tokens.contains { $0.marks.contains(.reporting) }
        if !isReported, document.tokens.contains(where: { $0.marks.contains(.firstPerson) && !$0.isUpper }) {
            return nil
        }
        let resolved = document.tokens.indices.last { index in
            document.tokens[index].marks.contains(.resolvedWord)
                && !document.has(.denial, in: max(0, index - 3)..<index)
                && !(max(0, index - 3)..<index).contains { Self.hopes.contains(document.tokens[$0].word) }
        }
        let ongoing = document.tokens.lastIndex { $0.marks.contains(.ongoing) }
        switch (resolved, ongoing) {
        case (.some, nil): return .resolved
        case (nil, .some): return .ongoing
        default: return resolved != nil ? .resolved : nil
        }
    }

    /// `should be resolved by noon`
    private static let hopes: Set<String> = [
        "should", "will", "expected", "expects", "hopes", "devrait", "doit", "sera", "dovrebbe", "deve", "sara", "debe",
        "deberia", "deve", "devera", "soll", "sollte", "wird", "moet", "zal", "skal", "bor", "estara", "ficara",
    ]

    /// `Status: resolved`, also in a table.
    private func statesResolved() -> Bool {
        document.tokens.indices.contains { index in
            guard document.tokens[index].word == "status", document.tokens[index].isCapital,
                index + 1 < document.tokens.count,
                document.tokens[index + 1].isSymbol(":") || document.tokens[index + 1].isSymbol("|")
            else { return false }
            return span(index + 2, min(document.tokens.count, index + 6)).contains {
                document.tokens[$0].marks.contains(.resolvedWord) && document.tokens[$0].isCapital
            }
        }
    }

    /// `Started` in the header; else the first post, where the page gives a length and so has a start.
    private func started() -> Placed? {
        if let started = page.started { return started }
        guard !layoutHasPostedLines, headerHas("lasting"), let first = page.firstWord else { return nil }
        return .instant(first)
    }

    private var layoutHasPostedLines: Bool { page.layout.hasPostedLines }

    private func headerHas(_ word: String) -> Bool {
        document.tokens[..<min(page.layout.headerEnd, document.tokens.count)].contains { $0.word == word }
    }

    private func resolved() -> Placed? {
        if let resolved = page.resolved { return resolved }
        let final = page.posts.filter { $0.status == "resolved" || $0.status == "completed" }.compactMap {
            post -> Instant? in
            if case .instant(let at)? = post.at { at } else { nil }
        }.max()
        return final.map { .instant($0) }
    }

    /// Unknown where a post without date may be the earliest.
    private func firstNotice() -> Report.Moment? {
        let posts = page.incidentPosts
        guard !page.layout.hasUnknownPosts, !posts.isEmpty, posts.allSatisfy({ $0.at != nil }),
            let first = page.firstWord
        else { return nil }
        // A stamp without zone among others with one is cut off, and so may be what stood below it.
        if posts.contains(where: { $0.zone == nil }), posts.contains(where: { $0.zone != nil }) { return nil }
        return .instant(first)
    }

    private func title() -> String? {
        // A title is short; what is not is no title.
        titleTokens().map { document.text($0) }.flatMap { $0.utf8.count <= 1_000 ? $0 : nil }
    }

    func titleTokens() -> Range<Int>? {
        let lines = document.lines
        for index in lines.indices.prefix(6) {
            let words = lines[index].tokens.prefix(3).map { document.tokens[$0].word }
            if index > 0, words == ["incident", "report", "for"] || words == ["scheduled", "maintenance", "report"] {
                return lines[index - 1].tokens
            }
        }
        guard let first = lines.first else { return nil }
        // `Vendor incident` over the title is an aggregator's card.
        if first.tokens.count <= 4, document.tokens[first.tokens.upperBound - 1].word == "incident", lines.count > 1 {
            return lines[1].tokens
        }
        return first.tokens.count <= 40 ? first.tokens : nil
    }

    private static let severities: Set<String> = [
        "critical", "major", "minor", "notice", "high", "medium", "low", "none", "maintenance",
    ]

    /// `experienced a minor incident`, `Impact: 1 - Low`, `Severity: high`.
    private func severity() -> String? {
        let tokens = document.tokens
        for index in tokens.indices.dropLast(3) {
            if tokens[index].word == "experienced", tokens[index + 1].word == "a" || tokens[index + 1].word == "an",
                Self.severities.contains(tokens[index + 2].word), tokens[index + 3].word == "incident"
            {
                return tokens[index + 2].word
            }
            guard tokens[index].marks.contains(.labelSeverity), tokens[index].isCapital, tokens[index + 1].isSymbol(":")
            else { continue }
            let value = index + 2
            if Self.severities.contains(tokens[value].word) {
                // `High - 4`
                if value + 2 < tokens.count, tokens[value + 1].isSymbol("-"), tokens[value + 2].isNumber {
                    return document.text(value..<value + 3)
                }
                let isAlone =
                    value + 1 >= tokens.count || tokens[value + 1].kind == .symbol
                    || tokens[value + 1].line != tokens[value].line
                if isAlone { return tokens[value].word }
            }
            if tokens[value].isNumber, value + 2 < tokens.count, tokens[value + 1].isSymbol("-"),
                Self.severities.contains(tokens[value + 2].word)
            {
                return document.text(value..<value + 3)
            }
        }
        return nil
    }
}
