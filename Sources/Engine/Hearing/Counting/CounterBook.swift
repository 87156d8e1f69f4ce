package import Vocabulary
package import Watching

/// From counters to counted spans: which target a point belongs to, what of it is new, and when a span is complete. The same
/// points in the same order give the same spans.
package struct CounterBook: Sendable {
    private struct SeriesKey: Sendable, Hashable {
        var probe: Int
        var place: Int?
        var teller: String
        var metric: String
        var labels: [String: String]
    }

    private struct Listener: Sendable {
        var counters: ProbeQuestion.Counters
        var lines: [Int]
    }

    private var lines: [CountLine] = []
    private var listeners: [Int: Listener] = [:]
    private var names: [String: Int] = [:]
    private var series: [SeriesKey: CounterSeries] = [:]
    /// When a teller was heard first, so that counters that come to be later are known to be new.
    private var knownTellers: [String: Instant] = [:]
    /// What is read, and where from.
    package let places: [CountPlace]
    private let rules: HearingRules

    package init(_ matrix: Matrix, rules: HearingRules = .standard) {
        self.rules = rules
        var places: [CountPlace] = []
        let paths = Dictionary(
            matrix.declaration.paths.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for target in matrix.targets {
            let probe = matrix.probe(of: target)
            guard case .counters(let counters) = probe.question else { continue }
            names[probe.name] = target.probe
            var place: Int?
            if counters.source == .prometheus, let page = CountPlace(probe, target) {
                place = places.firstIndex(of: page) ?? places.count
                if place == places.count { places.append(page) }
            }
            // A stop with an address of its own is a place to read; any other one is a label's value.
            let legs = target.path.flatMap { paths[$0] }?.legs ?? []
            let wanted = zip(legs, target.stops).compactMap { leg, name in
                leg.first { $0.name == name }?.address == nil ? name : nil
            }
            listeners[target.probe, default: Listener(counters: counters, lines: [])].lines.append(lines.count)
            lines.append(CountLine(target: target.name, wanted: wanted, place: place))
        }
        self.places = places
    }

    package var isEmpty: Bool { lines.isEmpty }

    /// The probe of this name that takes pushes.
    package func pushed(_ name: String) -> Int? {
        names[name].flatMap { listeners[$0]?.counters.source == .push ? $0 : nil }
    }

    /// The names of probes that take pushes.
    package var pushedNames: [String] { names.keys.filter { pushed($0) != nil }.sorted() }

    /// The counters that are heard from a source.
    package func metrics(_ source: ProbeQuestion.Counters.Source) -> Set<String> {
        Set(listeners.values.filter { $0.counters.source == source }.compactMap(\.counters.metric))
    }

    /// Points of a push to one probe.
    package mutating func hear(
        _ points: [CountPoint], probe: Int, from teller: String, now: Instant
    ) -> CountReceipt {
        hear(points, probe, place: nil, from: teller, now: now)
    }

    /// Points that came by OTLP: each goes to the probes that name its metric. Points that nobody asked for are no fault.
    package mutating func hear(otlp points: [CountPoint], from teller: String, now: Instant) -> CountReceipt {
        var receipt = CountReceipt()
        for (probe, listener) in listeners.sorted(by: { $0.key < $1.key }) where listener.counters.source == .otlp {
            let own = points.filter { $0.metric == listener.counters.metric }
            // A teller that has nothing to say of a counter says that nothing came, where it told it before.
            receipt.add(hear(own, probe, place: nil, from: teller, now: now))
        }
        return receipt
    }

    /// Points of a page that was read whole.
    package mutating func hear(_ points: [CountPoint], place: Int, now: Instant) -> CountReceipt {
        var receipt = CountReceipt()
        guard places.indices.contains(place) else { return receipt }
        let page = places[place]
        if let listener = listeners[page.probe] {
            let own = points.filter { $0.metric == listener.counters.metric }
            receipt = hear(own, page.probe, place: place, from: page.description, now: now)
        }
        return receipt
    }

    private mutating func hear(
        _ points: [CountPoint], _ probe: Int, place: Int?, from teller: String, now: Instant
    ) -> CountReceipt {
        var receipt = CountReceipt()
        guard let listener = listeners[probe] else { return receipt }
        let own = listener.lines.filter { lines[$0].place == place }
        let tellerKey = "\(probe)/\(teller)"
        let wasKnown = knownTellers[tellerKey] != nil
        guard wasKnown || knownTellers.count < rules.seriesMost else {
            receipt.refuse(
                "more than \(rules.seriesMost) tellers are known; the next one is taken when one fell silent")
            return receipt
        }
        knownTellers[tellerKey] = now
        var mentioned: Set<Int> = []
        var until: Instant?
        for point in points {
            if let told = point.until {
                if told > now + rules.ahead {
                    receipt.refuse("a count ends \(told.rfc3339), which is in the future: set the teller's clock")
                    continue
                }
                if told < now - rules.lateMost {
                    receipt.late += 1
                    continue
                }
            }
            guard point.value >= 0, point.value.isFinite else {
                receipt.refuse("a count is a number that is not below zero")
                continue
            }
            let values = Set(listener.counters.by.compactMap { point.labels[listener.counters.name(of: $0)] })
            let matching = own.filter { lines[$0].wanted.allSatisfy(values.contains) }
            let key = SeriesKey(probe: probe, place: place, teller: teller, metric: point.metric, labels: point.labels)
            let growth: CounterSeries.Growth
            if series[key] != nil {
                growth = series[key]?.hear(point, now: now) ?? .known
            } else {
                guard series.count < rules.seriesMost else {
                    receipt.refuse("more than \(rules.seriesMost) counters are known: send fewer labels")
                    continue
                }
                let made = CounterSeries.first(point, isBornSince: wasKnown, now: now)
                series[key] = made.0
                growth = made.1
            }
            until = max(until ?? now - rules.lateMost, min(point.until ?? now, now))
            guard growth != .known else {
                receipt.known += 1
                continue
            }
            guard !matching.isEmpty else {
                receipt.unmatched += 1
                continue
            }
            receipt.counted += 1
            let outcome = point.labels[listener.counters.outcome] ?? ""
            for index in matching where lines[index].knows(teller) || lines[index].tellersCount < rules.tellersMost {
                mentioned.insert(index)
                guard case .grew(let more) = growth else { continue }
                lines[index].add(more, isGood: !listener.counters.failures.contains(outcome), code: outcome)
            }
        }
        // Nothing of what was told is new: it was sent twice, and says nothing of the time since.
        guard points.isEmpty || receipt.counted + receipt.unmatched > 0 else { return receipt }
        for index in own where mentioned.contains(index) || lines[index].knows(teller) {
            lines[index].told(by: teller, until: until ?? now, now: now)
        }
        return receipt
    }

    /// The spans that are complete; call it about once a second.
    package mutating func close(now: Instant) -> [CountedSpan] {
        if !series.isEmpty, series.count > rules.seriesMost / 2 || now.seconds % 60 == 0 {
            series = series.filter { now - $0.value.heardAt <= rules.seriesKept }
            knownTellers = knownTellers.filter { now - $0.value <= rules.seriesKept }
        }
        return lines.indices.compactMap { lines[$0].close(now: now, rules: rules) }
    }
}

/// A page of Prometheus text that is read.
package struct CountPlace: Sendable, Hashable, CustomStringConvertible {
    package var probe: Int
    package var to: Destination
    /// Where to connect, when that is elsewhere than the URL says.
    package var connect: Destination?
    package var every: TimeSpan

    init?(_ probe: ProbeDeclaration, _ target: MatrixTarget) {
        guard case .counters(let counters) = probe.question, let to = probe.to else { return nil }
        self.probe = target.probe
        self.to = to
        connect = target.connect
        every = counters.readEvery
    }

    package var description: String { "\(connect.map { "\($0)" } ?? "\(to)")" }
}
