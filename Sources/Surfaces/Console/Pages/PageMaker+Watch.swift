internal import Judging
internal import Markup
internal import Telling
internal import Vocabulary
internal import Watching

// What is watched: what is wrong now and whose fault it most likely is, in the first lines; then every target.
extension PageMaker {
    static let watchPlace = ["watch"]
    /// Targets of one cell that are listed; the worst come first.
    private static let targetsMost = 24

    func watch(_ model: WatchMatrixModel?, in zone: Zone) -> ConsolePage {
        guard let model, !model.rows.isEmpty else {
            var page = page(words(.watchNothing))
            page.parts = [.empty(words(.watchBegin)), .ways(watchWays())]
            return page
        }
        var page = page(watchTitle(model))
        page.symbol = watchSymbol(model)
        var parts: [ConsolePage.Part] = []
        if let old = watchOld(model, in: zone) { parts.append(.text(old)) }
        let open = model.cases.filter { $0.state != .closed }
        if !open.isEmpty { parts.append(.list(open.map { item($0, in: zone) })) }
        parts.append(.matrix(matrix(model, in: zone)))
        parts.append(
            .section(
                title: words(.watchVantages), id: "vantages", [.list(model.vantages.map { vantage($0, in: zone) })]))
        let here = Self.address(language, Self.watchPlace)
        page.lead = [.init(watchLead(model, in: zone))]
        page.parts = [
            .live(id: "watch-live", here, silent: words(.watchUnreached), parts), .ways(watchWays()),
        ]
        return page
    }

    private func watchWays() -> [ConsolePage.Link] {
        [
            link(words(.watchLook), "watch"), link(words(.watchCasesTitle), "watch", "cases"),
            link(words(.navNoise), "watch", "noise"),
        ]
    }

    // MARK: The first lines

    private func watchTitle(_ model: WatchMatrixModel) -> String {
        if isOld(model) { return words(.watchTitleOld) }
        let open = model.cases.filter { $0.state == .open }
        if let first = open.first, open.count == 1 {
            guard !first.cause.isEmpty else { return words(.watchTitleNoCause) }
            return words(.watchTitleOne, ["cause": first.cause.joined(separator: " + ")])
        }
        if open.count > 1 { return words(.watchTitleMany, ["n": words.number(open.count)]) }
        let ill = ill(model).count
        if ill > 0 { return words(.watchTitleIll, ["targets": words.count(.targets, ill)]) }
        let unknown = unknown(model).count
        if unknown > 0 { return words(.watchTitleUnknown, ["targets": words.count(.targets, unknown)]) }
        return words(.watchTitleCalm)
    }

    private func watchSymbol(_ model: WatchMatrixModel) -> Symbol {
        if isOld(model) { return .unreadable }
        if model.cases.contains(where: { $0.state == .open }) { return .critical }
        if !ill(model).isEmpty { return .major }
        return unknown(model).isEmpty ? .fine : .unknown
    }

    private func watchLead(_ model: WatchMatrixModel, in zone: Zone) -> String {
        let all = model.targets.filter { !$0.isOnDemand }
        let up = all.filter { $0.seen(now: ask.now) == .standing(.up) }.count
        var lead = words(
            .watchLead,
            [
                "up": words.number(up), "targets": words.count(.targets, all.count),
                "vantages": words.count(.vantages, model.vantages.count),
            ])
        if let heard = model.heardAt { lead += " " + words(.watchHeard, ["when": clock(heard, in: zone)]) }
        return lead
    }

    private func ill(_ model: WatchMatrixModel) -> [WatchMatrixModel.Target] {
        model.targets.filter { [.standing(.down), .standing(.degraded)].contains($0.seen(now: ask.now)) }
    }

    private func unknown(_ model: WatchMatrixModel) -> [WatchMatrixModel.Target] {
        model.targets.filter { [.standing(.unknown), .silent, .neverHeard].contains($0.seen(now: ask.now)) }
    }

    /// Nothing was heard of anything for too long.
    private func isOld(_ model: WatchMatrixModel) -> Bool {
        guard let heard = model.heardAt else { return true }
        let slowest = model.targets.filter { !$0.isOnDemand }.map(\.period).min() ?? .zero
        return ask.now - heard > max(WatchMatrixModel.silentAfter, TimeSpan(microseconds: slowest.microseconds * 3))
    }

    private func watchOld(_ model: WatchMatrixModel, in zone: Zone) -> ConsolePage.Words? {
        guard isOld(model) else { return nil }
        guard let heard = model.heardAt else {
            return .init(words(.watchNeverHeardLong), symbol: .unreadable, tone: "minor")
        }
        return .init(
            words(.watchOld, ["when": when(heard, in: zone), "span": words.duration(ask.now - heard)]),
            symbol: .unreadable, tone: "minor")
    }

    // MARK: The table

    private func matrix(_ model: WatchMatrixModel, in zone: Zone) -> ConsolePage.Matrix {
        ConsolePage.Matrix(
            corner: words(.watchProbe),
            heads: model.columns.map { column in
                guard let path = column.path else { return [.init(words(.watchDirect))] }
                return [.init(path)] + (column.kind.map { [.init(words.name($0), isQuiet: true)] } ?? [])
            },
            rows: model.rows.map { row in
                let about = [row.channel.map { words.name($0) }, row.component, words.name(row.kind)]
                    .compactMap(\.self)
                return .init(
                    name: .init(row.probe), about: unique(about).joined(separator: " · "),
                    cells: model.columns.indices.map { column in
                        row.cells[column].flatMap {
                            $0.isEmpty ? nil : cell($0, row: row.probe, column: column, in: zone)
                        }
                    })
            }, nothing: words(.watchNobodyAsks))
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.enumerated().filter { texts.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    private func cell(
        _ targets: [WatchMatrixModel.Target], row: String, column: Int, in zone: Zone
    ) -> ConsolePage.Matrix.Cell {
        let sorted = targets.enumerated().sorted { left, right in
            let weights = (left.element.seen(now: ask.now).weight, right.element.seen(now: ask.now).weight)
            return weights.0 != weights.1 ? weights.0 > weights.1 : left.offset < right.offset
        }.map(\.element)
        let worst = sorted[0].seen(now: ask.now)
        let id = "cell-" + identifier(row) + "-\(column)"
        var summary = words(worst)
        guard targets.count > 1 else {
            summary.address = place(of: targets[0].name)
            if worst.weight > 1, worst != .silent, let since = targets[0].since, case .standing = worst {
                summary.text += ", " + words.duration(ask.now - since)
            }
            return .init(summary: summary, id: id, lines: [])
        }
        let same = sorted.filter { $0.seen(now: ask.now) == worst }.count
        summary.text =
            same == targets.count
            ? words(.watchAllOf, ["state": summary.text, "n": words.number(targets.count)])
            : words(
                .watchSomeOf,
                ["state": summary.text, "n": words.number(same), "all": words.number(targets.count)])
        var lines = sorted.prefix(Self.targetsMost).map { line($0, in: zone) }
        if sorted.count > lines.count {
            lines.append([
                .init(words(.watchMore, ["n": words.number(sorted.count - lines.count)]), isQuiet: true)
            ])
        }
        return .init(summary: summary, id: id, lines: lines)
    }

    /// One target: where it leads, how it stands, since when.
    private func line(_ target: WatchMatrixModel.Target, in zone: Zone) -> [ConsolePage.Words] {
        let seen = target.seen(now: ask.now)
        var state = words(seen)
        state.text = target.stop + ": " + state.text
        state.address = place(of: target.name)
        var facts: [String] = []
        if case .standing = seen, let since = target.since { facts.append(words.duration(ask.now - since)) }
        if seen == .silent, let heard = target.heardAt {
            facts.append(words(.watchSilentSince, ["when": clock(heard, in: zone)]))
        }
        if case .standing(.up) = seen, let latency = target.latency { facts.append(words.latency(latency)) }
        return [state] + (facts.isEmpty ? [] : [.init(facts.joined(separator: " · "), isQuiet: true)])
    }

    private func vantage(_ vantage: WatchMatrixModel.VantageState, in zone: Zone) -> ConsolePage.Item {
        var facts: [ConsolePage.Words] = []
        if let doubt = vantage.doubt, vantage.doubtedUntil.map({ $0 > ask.now }) ?? true {
            facts.append(
                .init(
                    vantage.name + ": " + words(doubt == .anchors ? .vantageAnchors : .vantageAlone), symbol: .minor,
                    tone: "minor"))
        } else if let heard = vantage.heardAt, ask.now - heard <= WatchMatrixModel.silentAfter {
            facts.append(.init(vantage.name + ": " + words(.vantageFine), symbol: .fine, tone: "fine"))
        } else {
            facts.append(.init(vantage.name + ": " + words(.watchSilent), symbol: .unreadable, tone: "unknown"))
        }
        if let heard = vantage.heardAt {
            facts.append(.init(words(.watchHeard, ["when": clock(heard, in: zone)]), isQuiet: true))
        }
        return .init(lines: facts)
    }

    // MARK: Pieces of all pages of what is watched

    func place(of target: String) -> Address {
        Self.address(language, ["watch", "target"]).with([("name", target)])
    }

    /// An identifier of a page, of letters that every reader of HTML takes.
    func identifier(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D
            result += isPlain ? String(UnicodeScalar(byte)) : "_\(byte)_"
        }
    }

    /// A state with its shape and its word.
    func words(_ seen: WatchSeen) -> ConsolePage.Words {
        let symbol: Symbol =
            switch seen {
            case .standing(.up): .fine
            case .standing(.degraded): .major
            case .standing(.down): .critical
            case .standing(.unknown), .neverHeard: .unknown
            case .silent: .unreadable
            case .onDemand: .notice
            }
        let tone = symbol == .unreadable || symbol == .notice ? "unknown" : symbol.rawValue
        return .init(words.name(seen), symbol: symbol, tone: tone)
    }

    /// `12:08:00 CET`, with the day where it is another one.
    func clock(_ instant: Instant, in zone: Zone) -> String {
        let clock = words.clockWithSeconds(instant, in: zone) + "\u{A0}" + zone.offset(at: instant).name
        let isToday = zone.civilTime(instant).date == zone.civilTime(ask.now).date
        return isToday ? clock : words.shortDate(instant, in: zone) + ", " + clock
    }

    /// `12:08:00.140 CET`: for samples, of which many come in a second.
    func exact(_ instant: Instant, in zone: Zone) -> String {
        let milliseconds = String(instant.microseconds % 1_000_000 / 1_000 + 1_000).dropFirst()
        let plain = words.clockWithSeconds(instant, in: zone)
        return clock(instant, in: zone).replacing(plain, with: plain + "." + milliseconds)
    }

    /// `12:08:00 CET, 4 min`: since when, and how long that is.
    func since(_ instant: Instant, until end: Instant? = nil, in zone: Zone) -> String {
        clock(instant, in: zone) + " (" + words.duration((end ?? ask.now) - instant) + ")"
    }

    func caseName(_ line: CaseLine) -> String {
        line.reference ?? words(.caseNumber, ["n": words.number(line.number)])
    }

    /// A case as one of a list.
    func item(_ line: CaseLine, in zone: Zone) -> ConsolePage.Item {
        let cause =
            line.cause.isEmpty
            ? words(.caseNoCause) : words(.caseCause, ["cause": line.cause.joined(separator: " + ")])
        let title = ConsolePage.Words(
            caseName(line) + ": " + cause, symbol: symbol(line.state),
            address: address("watch", "cases", String(line.number)))
        var facts = [words.name(line.state)]
        if line.state == .open { facts.append(words.count(.targets, line.ailing)) }
        facts.append(
            line.state == .open
                ? words(.watchSince, ["when": since(line.since, in: zone)])
                : words(
                    .watchLasted,
                    [
                        "when": clock(line.since, in: zone),
                        "span": words.duration((line.until ?? ask.now) - line.since),
                    ]))
        if !line.isPaged { facts.append(words(.caseNobodyWoken)) }
        return .init(lines: [title, .init(facts.joined(separator: " · "), isQuiet: true)])
    }

    func symbol(_ state: CaseLine.State) -> Symbol {
        switch state {
        case .open: .critical
        case .monitoring: .minor
        case .closed: .fine
        }
    }
}
