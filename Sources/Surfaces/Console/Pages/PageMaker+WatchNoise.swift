internal import Judging
internal import Markup
internal import Telling
internal import Vocabulary
internal import Watching

// The noise desk: what spoke how often, the noisiest first, so that it can be mended or demoted.
extension PageMaker {
    private static let linesMost = 100

    func watchNoise(_ model: NoiseModel, in zone: Zone) -> ConsolePage {
        var page = watchPage(words(.navNoise))
        page.lead = [
            .init(
                words(
                    .noiseLead,
                    [
                        "days": words.count(.days, model.reach.rawValue), "paged": words.number(model.paged),
                        "night": words.number(model.pagedByNight),
                    ])),
            .init(words(.noiseNight, ["zone": zone.identifier]), isQuiet: true),
        ]
        if model.from > ask.now - .days(Int64(model.reach.rawValue)) + .hours(1) {
            page.lead.append(.init(words(.noiseFrom, ["when": when(model.from, in: zone)]), isQuiet: true))
        }
        if model.isCut { page.lead.append(.init(words(.noiseCut), symbol: .unknown)) }
        page.parts = [
            .ways(
                NoiseModel.Reach.allCases.map { reach in
                    .init(
                        text: words.count(.days, reach.rawValue),
                        address: address("watch", "noise").with([("days", String(reach.rawValue))]),
                        isHere: reach == model.reach)
                })
        ]
        let lines = model.noisiest
        guard !lines.isEmpty else {
            page.parts.append(.empty(words(.noiseNothing)))
            return page
        }
        page.parts.append(
            .table(
                .init(
                    heads: [
                        words(.noiseTarget), words(.noiseRule), words(.noiseJudged), words(.noiseBlinked),
                        words(.noisePaged), words(.noiseByNight), words(.noiseWithheld),
                    ],
                    rows: lines.prefix(Self.linesMost).map { line in
                        [
                            [.init(line.target, address: place(of: line.target))], [.init(words.name(line.rule))],
                            [.init(words.number(line.judged))], [.init(words.number(line.blinked))],
                            [.init(words.number(line.paged), symbol: line.paged > 0 ? .major : nil)],
                            [.init(words.number(line.pagedByNight), symbol: line.pagedByNight > 0 ? .critical : nil)],
                            [.init(words.number(line.withheld))],
                        ]
                    })))
        if lines.count > Self.linesMost {
            page.parts.append(
                .text(.init(words(.watchMore, ["n": words.number(lines.count - Self.linesMost)]), isQuiet: true)))
        }
        let doubted = model.vantages.filter { $0.times > 0 }.sorted { $0.times > $1.times }
        if !doubted.isEmpty {
            page.parts.append(
                .section(
                    title: words(.noiseDoubted), id: "doubted",
                    [
                        .list(
                            doubted.map { vantage in
                                .init(lines: [
                                    .init(
                                        words(
                                            .noiseDoubtedLine,
                                            [
                                                "vantage": vantage.vantage, "n": words.number(vantage.times),
                                                "anchors": words.number(vantage.byAnchors),
                                                "alone": words.number(vantage.times - vantage.byAnchors),
                                            ]), symbol: .minor)
                                ])
                            })
                    ]))
        }
        return page
    }
}
