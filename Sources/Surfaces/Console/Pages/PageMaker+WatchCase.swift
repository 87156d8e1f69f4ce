internal import Access
internal import Judging
internal import Markup
internal import Telling
internal import Vocabulary
internal import Watching

// A case: whose fault it most likely is, what speaks for that and what against, and how it went.
extension PageMaker {
    func watchCases(_ cases: [CaseLine], in zone: Zone) -> ConsolePage {
        var page = watchPage(words(.watchCasesTitle))
        let open = cases.filter { $0.state != .closed }
        let closed = cases.filter { $0.state == .closed }
        page.parts = [
            .section(
                title: words(.casesOpen), id: "open",
                [
                    open.isEmpty
                        ? .text(.init(words(.casesNoneOpen), isQuiet: true)) : .list(open.map { item($0, in: zone) })
                ])
        ]
        if !closed.isEmpty {
            page.parts.append(
                .section(title: words(.casesClosed), id: "closed", [.list(closed.map { item($0, in: zone) })]))
        }
        if cases.isEmpty { page.parts = [.empty(words(.casesNone))] }
        return page
    }

    func watchCase(_ model: CaseModel, in zone: Zone) -> ConsolePage {
        var page = watchPage(caseName(model.line))
        page.trail.insert(link(words(.watchCasesTitle), "watch", "cases"), at: 1)
        page.symbol = symbol(model.line.state)
        page.lead = lead(model, in: zone)
        var ways: [ConsolePage.Link] = []
        if let incident = model.line.incident {
            ways.append(link(words(.caseIncident), "incidents", incident.rawValue))
        } else if ask.may(.declareAndUpdate), model.line.state == .open {
            ways.append(link(words(.declareTitle), "declare"))
        }
        if !ways.isEmpty { page.parts.append(.ways(ways)) }
        let here = address("watch", "cases", String(model.line.number))
        page.parts.append(
            .live(
                id: "case-live", here, silent: words(.watchUnreached),
                [
                    .section(title: words(.causesTitle), id: "causes", causes(model, in: zone)),
                    .section(title: words(.symptomsTitle), id: "symptoms", [symptoms(model, in: zone)]),
                    .section(title: words(.spansTitle), id: "spans", [spans(model, in: zone)]),
                    .section(title: words(.timelineTitle), id: "timeline", timeline(model, in: zone)),
                ]))
        return page
    }

    private func lead(_ model: CaseModel, in zone: Zone) -> [ConsolePage.Words] {
        var first = words.name(model.line.state)
        first +=
            model.line.state == .open
            ? " " + words(.watchSince, ["when": since(model.line.since, in: zone)])
            : ": "
                + words(
                    .watchLasted,
                    [
                        "when": clock(model.line.since, in: zone),
                        "span": words.duration((model.line.until ?? ask.now) - model.line.since),
                    ])
        var lines = [ConsolePage.Words(first)]
        if let cause = model.causes.first {
            lines.append(
                .init(
                    words(
                        .causeLikeliest,
                        [
                            "cause": name(cause), "share": words.percentage(cause.probability),
                            "n": words.number(cause.explained), "failing": words.number(cause.failing),
                            "against": words.number(cause.contradicting),
                            "passing": words.number(cause.passing),
                        ])))
        } else {
            lines.append(.init(words(.caseNoCause)))
        }
        if let recurrence = model.recurrence {
            let earlier = recurrence.reference ?? words(.caseNumber, ["n": words.number(recurrence.number)])
            lines.append(
                .init(
                    words(
                        recurrence.isExact ? .recurrenceSame : .recurrenceLike,
                        ["case": earlier, "span": words.duration(recurrence.ago)]),
                    address: address("watch", "cases", String(recurrence.number))))
        }
        if model.isUnstable { lines.append(.init(words(.caseUnstable), symbol: .minor)) }
        if let work = model.withheld { lines.append(.init(words(.caseWithheld, ["work": work]), symbol: .maintenance)) }
        return lines
    }

    private func name(_ cause: CaseModel.Cause) -> String { cause.parts.map(\.name).joined(separator: " + ") }

    // MARK: Whose fault

    private func causes(_ model: CaseModel, in zone: Zone) -> [ConsolePage.Part] {
        guard !model.causes.isEmpty else { return [.empty(words(.causesNone))] }
        var parts: [ConsolePage.Part] = [graph(model)]
        parts.append(.list(model.causes.map { item($0, in: zone) }))
        if let missing = model.missing {
            parts.append(
                .text(
                    .init(
                        words(
                            .missingProbe,
                            [
                                "through": missing.through.joined(separator: ", "),
                                "not": missing.notThrough.joined(separator: ", "),
                            ]), symbol: .unknown)))
        }
        return parts
    }

    private func item(_ cause: CaseModel.Cause, in zone: Zone) -> ConsolePage.Item {
        let kinds = cause.parts.map { part in
            part.kind.map { part.name + " (" + words.name($0) + ")" } ?? part.name
        }
        var lines = [
            ConsolePage.Words(kinds.joined(separator: " + ") + ", " + words.percentage(cause.probability)),
            .init(
                words(
                    .causeExplains,
                    ["n": words.number(cause.explained), "all": words.number(cause.failing)]), symbol: .critical),
        ]
        if cause.contradictedBy.isEmpty {
            lines.append(.init(words(.causeNothingAgainst, ["all": words.number(cause.passing)]), symbol: .fine))
        } else {
            lines.append(
                .init(
                    words(
                        .causeAgainst,
                        ["n": words.number(cause.contradicting), "all": words.number(cause.passing)]),
                    symbol: .fine))
        }
        if let change = cause.change {
            lines.append(
                .init(words(.causeChange, ["change": change.name, "when": clock(change.at, in: zone)]), symbol: .minor))
        }
        if let recent = cause.recent { lines.append(.init(words(.causeRecent, ["case": recent]), isQuiet: true)) }
        if !cause.indistinct.isEmpty {
            lines.append(
                .init(words(.causeIndistinct, ["parts": cause.indistinct.joined(separator: ", ")]), symbol: .unknown))
        }
        var parts: [ConsolePage.Part] = []
        if !cause.explains.isEmpty || !cause.contradictedBy.isEmpty {
            parts.append(
                .fold(
                    title: words(.causeTargets), isOpen: false,
                    [
                        .list(
                            cause.explains.map { target in
                                .init(lines: [
                                    .init(
                                        target + ": " + words(.targetFails), symbol: .critical, tone: "critical",
                                        address: place(of: target))
                                ])
                            }
                                + cause.contradictedBy.map { target in
                                    .init(lines: [
                                        .init(
                                            target + ": " + words(.targetPasses), symbol: .fine, tone: "fine",
                                            address: place(of: target))
                                    ])
                                })
                    ]))
        }
        return .init(lines: lines, parts: parts)
    }

    private func graph(_ model: CaseModel) -> ConsolePage.Part {
        var names: [String] = []
        for name in model.symptoms.map(\.target) + model.causes.flatMap({ $0.explains + $0.contradictedBy })
        where !names.contains(name) {
            names.append(name)
        }
        let failing = Set(model.causes.flatMap(\.explains))
        let targets = names.map { name -> CauseDrawing.Target in
            let symptom = model.symptoms.first { $0.target == name }
            if let symptom, !symptom.isOver {
                let state = words(WatchSeen.standing(symptom.standing))
                return .init(name: name, symbol: state.symbol ?? .critical, state: state.text)
            }
            return failing.contains(name) && symptom == nil
                ? .init(name: name, symbol: .critical, state: words(.targetFails))
                : .init(name: name, symbol: .fine, state: words(symptom == nil ? .targetPasses : .symptomOver))
        }
        let causes = model.causes.map { cause in
            CauseDrawing.Cause(
                name: name(cause), share: words.percentage(cause.probability),
                explains: Set(cause.explains.compactMap { names.firstIndex(of: $0) }),
                contradictedBy: Set(cause.contradictedBy.compactMap { names.firstIndex(of: $0) }))
        }
        return .drawing(
            CauseDrawing.html(causes, targets, description: words(.graphAbout)) { [words] count in
                words(.watchMore, ["n": words.number(count)])
            },
            legend: [
                .init(look: "pexplains", words: words(.graphExplains)),
                .init(look: "pagainst", words: words(.graphAgainst)),
            ])
    }

    // MARK: What shows it, and when

    private func symptoms(_ model: CaseModel, in zone: Zone) -> ConsolePage.Part {
        .list(
            model.symptoms.map { symptom in
                var first =
                    symptom.isOver
                    ? ConsolePage.Words(words(.symptomOver), symbol: .fine, tone: "fine")
                    : words(WatchSeen.standing(symptom.standing))
                first.text = symptom.target + ": " + first.text
                first.address = place(of: symptom.target)
                var facts = [words(.watchSince, ["when": clock(symptom.since, in: zone)])]
                if let stage = symptom.stage { facts.append(words(.symptomStage, ["stage": words.name(stage)])) }
                if let code = symptom.code, !code.isEmpty { facts.append(code) }
                return .init(
                    lines: [first, .init(facts.joined(separator: " · "), isQuiet: true)]
                        + (symptom.rule.map { [.init(words.say($0), isQuiet: true)] } ?? []))
            })
    }

    private func spans(_ model: CaseModel, in zone: Zone) -> ConsolePage.Part {
        .table(
            .init(
                heads: [words(.spanFrom), words(.spanTo), words(.spanLength)],
                rows: model.spans.map { span in
                    [
                        [.init(clock(span.from, in: zone))],
                        [.init(span.to.map { clock($0, in: zone) } ?? words(.spanOngoing))],
                        [.init(words.duration((span.to ?? ask.now) - span.from))],
                    ]
                }))
    }

    private func timeline(_ model: CaseModel, in zone: Zone) -> [ConsolePage.Part] {
        guard !model.moments.isEmpty else { return [.text(.init(words(.timelineNone), isQuiet: true))] }
        return [
            .list(
                model.moments.map { moment in
                    var line = said(moment.kind)
                    line.text = exact(moment.at, in: zone) + ": " + line.text
                    return .init(lines: [line])
                })
        ]
    }

    private func said(_ moment: CaseModel.Moment.Kind) -> ConsolePage.Words {
        switch moment {
        case .firstFailed(let target, let vantage):
            .init(
                vantage.map { words(.momentFirstFrom, ["target": target, "vantage": $0]) }
                    ?? words(.momentFirst, ["target": target]), symbol: .critical, address: place(of: target))
        case .paged(let unstable): .init(words(unstable ? .momentPagedUnstable : .momentPaged), symbol: .major)
        case .withheld(let work): .init(words(.caseWithheld, ["work": work]), symbol: .maintenance)
        case .attached(let target):
            .init(words(.momentAttached, ["target": target]), symbol: .minor, address: place(of: target))
        case .detached(let target): .init(words(.momentDetached, ["target": target]), symbol: .notice)
        case .revised(let parts):
            .init(words(.momentRevised, ["parts": parts.joined(separator: " + ")]), symbol: .notice)
        case .reopened: .init(words(.momentReopened), symbol: .critical)
        case .monitoring: .init(words(.momentMonitoring), symbol: .fine)
        case .closed: .init(words(.momentClosed), symbol: .fine)
        case .named(let name): .init(words(.momentNamed, ["name": name]), symbol: .notice)
        }
    }
}
