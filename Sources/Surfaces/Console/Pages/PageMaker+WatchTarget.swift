internal import Judging
internal import Markup
internal import Observing
internal import Series
internal import Telling
internal import Vocabulary
internal import Watching

// One target: how it stands and why, then how it was, drawn and as a table, then the latest samples and verdicts.
extension PageMaker {
    private static let rowsMost = 48

    func watchTarget(
        _ model: TargetModel, _ history: TargetHistory?, vantage: String?, in zone: Zone
    ) -> ConsolePage {
        var page = watchPage(model.line.name)
        let seen = model.line.seen(now: ask.now)
        page.symbol = words(seen).symbol
        page.lead = standing(model, seen, in: zone)
        let here = Self.address(language, ["watch", "target"])
            .with([("name", model.line.name), ("reach", history?.reach.rawValue ?? ""), ("from", vantage ?? "")])
        var parts: [ConsolePage.Part] = [.facts(facts(model))]
        if !model.evidence.isEmpty { parts.append(evidence(model, in: zone)) }
        let open = model.cases.filter { $0.state != .closed }
        if !open.isEmpty { parts.append(.list(open.map { item($0, in: zone) })) }
        parts.append(
            .section(title: words(.measuredTitle), id: "history", self.history(model, history, vantage, in: zone)))
        if let history { parts.append(latest(history, in: zone)) }
        parts.append(changes(model, in: zone))
        let closed = model.cases.filter { $0.state == .closed }
        if !closed.isEmpty {
            parts.append(
                .section(title: words(.targetCases), id: "cases", [.list(closed.map { item($0, in: zone) })]))
        }
        page.parts = [.live(id: "target-live", here, silent: words(.watchUnreached), parts)]
        return page
    }

    /// The trail of every page below the matrix.
    func watchPage(_ title: String) -> ConsolePage { page(title, trail: [link(words(.navWatch), "watch")]) }

    // MARK: How it stands

    private func standing(_ model: TargetModel, _ seen: WatchSeen, in zone: Zone) -> [ConsolePage.Words] {
        var first = words(seen)
        if case .standing = seen, let since = model.line.since {
            first.text += " " + words(.watchSince, ["when": self.since(since, in: zone)])
        }
        var lines = [first]
        if let rule = model.rule { lines.append(.init(words.say(rule))) }
        if let heard = model.line.heardAt {
            let text =
                seen == .silent
                ? words(.watchOld, ["when": clock(heard, in: zone), "span": words.duration(ask.now - heard)])
                : words(.watchHeard, ["when": clock(heard, in: zone)])
            lines.append(.init(text, isQuiet: seen != .silent))
        }
        return lines
    }

    private func facts(_ model: TargetModel) -> [ConsolePage.Fact] {
        var facts = [
            ConsolePage.Fact(
                label: words(.targetAsks),
                words: [
                    .init(words.name(model.kind) + " · " + words(.targetEvery, ["span": period(model.line.period)]))
                ])
        ]
        let belongs = [model.channel.map { words.name($0) }, model.component].compactMap(\.self)
        if !belongs.isEmpty {
            facts.append(.init(label: words(.targetOf), words: [.init(belongs.joined(separator: " · "))]))
        }
        if let path = model.path {
            facts.append(.init(label: words(.targetPath), words: [.init(path + " · " + model.line.stop)]))
        }
        if !model.through.isEmpty {
            facts.append(
                .init(label: words(.targetThrough), words: [.init(model.through.joined(separator: ", "))]))
        }
        if !model.pool.isEmpty {
            facts.append(.init(label: words(.targetPool), words: [.init(model.pool.joined(separator: ", "))]))
        }
        return facts
    }

    private func period(_ span: TimeSpan) -> String {
        span < .seconds(60) ? words.latency(span) : words.duration(span)
    }

    private func evidence(_ model: TargetModel, in zone: Zone) -> ConsolePage.Part {
        .fold(
            title: words(.evidenceTitle, ["n": words.number(model.evidence.count)]),
            isOpen: false,
            [
                .table(
                    .init(
                        heads: [words(.sampleAt), words(.sampleVantage), words(.sampleOutcome), words(.sampleTime)],
                        rows: model.evidence.map { sample in
                            [
                                [.init(exact(sample.at, in: zone))], [.init(sample.vantage)],
                                [outcome(sample.outcome)], [.init(words.latency(sample.latency))],
                            ]
                        }))
            ])
    }

    private func outcome(_ outcome: Outcome) -> ConsolePage.Words {
        switch outcome {
        case .good: .init(words(.outcomeGood), symbol: .fine, tone: "fine")
        case .refused: .init(words(.outcomeRefused), symbol: .fine, tone: "fine")
        case .failed(let stage, let code):
            .init(
                words(.outcomeFailed) + ": " + words.name(stage) + (code.isEmpty ? "" : " · " + code),
                symbol: .critical, tone: "critical")
        case .late: .init(words(.outcomeLate), symbol: .minor, tone: "minor")
        case .unknown: .init(words(.standingUnknown), symbol: .unknown, tone: "unknown")
        }
    }

    // MARK: How it was

    private func history(
        _ model: TargetModel, _ history: TargetHistory?, _ vantage: String?, in zone: Zone
    ) -> [ConsolePage.Part] {
        guard let history else { return [.empty(words(.historyUnread))] }
        let name = model.line.name
        func choice(_ text: String, _ reach: String, _ from: String, _ isHere: Bool) -> ConsolePage.Link {
            let address = Self.address(language, ["watch", "target"])
                .with([("name", name), ("reach", reach), ("from", from)])
            return .init(text: text, address: Address(address.text + "#history") ?? address, isHere: isHere)
        }
        var parts: [ConsolePage.Part] = [
            .ways(
                TargetHistory.Reach.allCases.map { reach in
                    choice(words.name(reach), reach.rawValue, vantage ?? "", reach == history.reach)
                })
        ]
        let all = history.chart.lines
        guard !all.isEmpty else { return parts + [.empty(words(.historyEmpty))] }
        if all.count > 1 {
            parts.append(
                .ways(
                    [choice(words(.historyAllVantages), history.reach.rawValue, "", vantage == nil)]
                        + all.map { line in
                            let name = line.vantage.rawValue
                            return choice(name, history.reach.rawValue, name, name == vantage)
                        }))
        }
        let lines = vantage.map { name in all.filter { $0.vantage.rawValue == name } } ?? all
        let points = ChartPoints(lines, width: history.chart.width, span: history.span)
        let span = words(
            .historySpan,
            [
                "from": words.dateAndClock(history.span.lowerBound, in: zone),
                "to": words.dateAndClock(history.span.upperBound, in: zone),
                "step": words.duration(history.chart.width),
            ])
        parts.append(.text(.init(span, isQuiet: true)))
        return parts + drawings(lines, points, history, in: zone) + [table(points, in: zone)]
    }

    private func drawings(
        _ lines: [Chart.Line], _ points: ChartPoints, _ history: TargetHistory, in zone: Zone
    ) -> [ConsolePage.Part] {
        let strips = lines.prefix(8).map { line in
            let points = ChartPoints([line], width: history.chart.width, span: history.span)
            return AvailabilityDrawing.Strip(
                name: line.vantage.rawValue, account: account(points.whole), points: points)
        }
        var parts: [ConsolePage.Part] = [
            .text(.init(words(.availabilityTitle))),
            .drawing(
                AvailabilityDrawing.html(strips, in: zone, words),
                legend: [
                    .init(look: "good", words: words(.legendGood)), .init(look: "failed", words: words(.legendFailed)),
                    .init(look: "doubtful", words: words(.legendUnknown)),
                ]),
        ]
        let whole = points.whole
        guard whole.answered > 0 else { return parts + [.empty(words(.historyNoAnswer))] }
        let figures = LatencyDrawing.percentiles.reversed().map { share, look in
            (look, words(name(share), ["time": whole.percentile(share).map(words.latency) ?? "–"]))
        }
        parts.append(.text(.init(words(.percentilesTitle))))
        parts.append(
            .drawing(
                LatencyDrawing.percentiles(
                    points, in: zone, words,
                    description: words(.percentilesTitle) + ": " + figures.map(\.1).joined(separator: ", ")),
                legend: figures.map { .init(look: $0.0, words: $0.1) }))
        let phases = Sample.Phase.allCases.compactMap { phase -> (String, String)? in
            guard let mean = whole.mean(of: phase), mean > .zero else { return nil }
            return ("phase\(phase.rawValue)", words.name(phase) + " " + words.latency(mean))
        }
        guard !phases.isEmpty else { return parts }
        parts.append(.text(.init(words(.phasesTitle))))
        parts.append(
            .drawing(
                LatencyDrawing.phases(
                    points, in: zone, words,
                    description: words(.phasesTitle) + ": " + phases.map(\.1).joined(separator: ", ")),
                legend: phases.map { .init(look: $0.0, words: $0.1) }))
        return parts
    }

    private func name(_ share: Double) -> ConsolePhrase {
        share == 0.5 ? .percentile50 : share == 0.95 ? .percentile95 : .percentile99
    }

    /// `99.98 % of 86,400 answered`
    private func account(_ rollup: Rollup) -> String {
        let known = rollup.answered + rollup.failures
        guard known > 0 else { return words(.standingUnknown) }
        var account = words(
            .availabilityOf,
            ["share": words.percentage(part: rollup.answered, of: known), "n": words.number(Int(clamping: known))])
        let unknown = rollup.count - known
        if unknown > 0 { account += ", " + words(.availabilityUnknown, ["n": words.number(Int(clamping: unknown))]) }
        return account
    }

    /// The same as the drawings, for whoever reads and does not look.
    private func table(_ points: ChartPoints, in zone: Zone) -> ConsolePage.Part {
        let phases = Sample.Phase.allCases.filter { (points.whole.mean(of: $0) ?? .zero) > .zero }
        let rows: [[[ConsolePage.Words]]] = points.rows(most: Self.rowsMost).reversed().map { start, rollup in
            func time(_ span: TimeSpan?) -> [ConsolePage.Words] { [.init(span.map(words.latency) ?? "–")] }
            return [[.init(words.shortDateAndClock(start, in: zone))], [.init(account(rollup))]]
                + [0.5, 0.95, 0.99].map { time(rollup.percentile($0)) } + phases.map { time(rollup.mean(of: $0)) }
        }
        let zoneName = zone.offset(at: points.span.lowerBound).name
        return .fold(
            title: words(.historyTable), isOpen: false,
            [
                .table(
                    .init(
                        heads: [
                            words(.sampleAt) + " (\(zoneName))", words(.availabilityTitle), words(.headMedian), "95 %",
                            "99 %",
                        ]
                            + phases.map { words.name($0) },
                        rows: rows))
            ])
    }

    private func latest(_ history: TargetHistory, in zone: Zone) -> ConsolePage.Part {
        let phases = Sample.Phase.allCases.filter { phase in history.latest.contains { $0.sample[phase] > .zero } }
        guard !history.latest.isEmpty else {
            return .section(
                title: words(.latestTitle), id: "latest", [.text(.init(words(.latestNone), isQuiet: true))])
        }
        return .section(
            title: words(.latestTitle), id: "latest",
            [
                .table(
                    .init(
                        heads: [words(.sampleAt), words(.sampleVantage), words(.sampleOutcome), words(.sampleTime)]
                            + phases.map { words.name($0) },
                        rows: history.latest.map { latest in
                            let sample = latest.sample
                            return [
                                [.init(exact(sample.instant, in: zone))], [.init(latest.vantage)],
                                [outcome(sample.outcome)], [.init(words.latency(sample.total))],
                            ]
                                + phases.map { phase in
                                    [.init(sample[phase] > .zero ? words.latency(sample[phase]) : "–")]
                                }
                        }))
            ])
    }

    private func outcome(_ outcome: SampleOutcome) -> ConsolePage.Words {
        let code = outcome.code > 0 ? " · \(outcome.code)" : ""
        return switch outcome.kind {
        case .ok: .init(words(.outcomeGood) + code, symbol: .fine, tone: "fine")
        case .refused: .init(words(.outcomeRefused) + code, symbol: .fine, tone: "fine")
        case .late: .init(words(.outcomeLate) + code, symbol: .minor, tone: "minor")
        case .failed:
            .init(
                words(.outcomeFailed) + (words.name(outcome.stage).map { ": " + $0 } ?? "") + code, symbol: .critical,
                tone: "critical")
        case .unknown: .init(words(.standingUnknown) + code, symbol: .unknown, tone: "unknown")
        }
    }

    private func changes(_ model: TargetModel, in zone: Zone) -> ConsolePage.Part {
        let parts: [ConsolePage.Part] =
            model.changes.isEmpty
            ? [.text(.init(words(.changesNone), isQuiet: true))]
            : [
                .list(
                    model.changes.map { change in
                        var first: ConsolePage.Words
                        switch change.kind {
                        case .judged(let standing):
                            first = words(WatchSeen.standing(standing))
                            first.text += " " + words(.watchSince, ["when": clock(change.since, in: zone)])
                        case .blinked(let end):
                            first = .init(
                                words(
                                    .targetBlinked,
                                    ["when": clock(change.since, in: zone), "span": words.latency(end - change.since)]),
                                symbol: .notice)
                        }
                        return .init(
                            lines: [first] + (change.rule.map { [.init(words.say($0), isQuiet: true)] } ?? []))
                    })
            ]
        return .section(title: words(.changesTitle), id: "changes", parts)
    }
}
