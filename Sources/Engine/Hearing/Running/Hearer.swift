internal import Bytes
internal import JSON
package import Journal
internal import Judging
package import Vocabulary
package import Watching

/// Takes what others tell, keeps what must outlive the program, and gives on what follows from it, by name.
///
/// `begin` once, `tick` about once a second, `end` when the program does. It owns all state of what is heard; the network, the
/// clock and chance are its parts.
package actor Hearer {
    /// What it needs from outside.
    package struct Parts: Sendable {
        package var store: any JournalStore
        package var sink: any HearingSink
        package var zones: ZoneCatalogue
        package var now: @Sendable () -> Instant
        /// So many random bytes.
        package var random: @Sendable (Int) -> [UInt8]
        package var problem: @Sendable (String) -> Void

        package init(
            store: any JournalStore, sink: any HearingSink, zones: ZoneCatalogue,
            now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8],
            problem: @escaping @Sendable (String) -> Void
        ) {
            self.store = store
            self.sink = sink
            self.zones = zones
            self.now = now
            self.random = random
            self.problem = problem
        }
    }

    struct Beat {
        var man: DeadMan
        var targets: [String]
        var digest: SHA256Digest?
        var told: DeadMan.Standing?
        var writtenAt: Instant?
        /// It was heard since it was written down.
        var isAhead = false
        var minute: Int64 = 0
        var writtenInMinute = 0

        /// Whoever knows the address can't fill the journal with it.
        mutating func mayWrite(_ rules: HearingRules, now: Instant) -> Bool {
            let current = now.seconds / 60
            if minute != current { (minute, writtenInMinute) = (current, 0) }
            guard writtenInMinute < rules.writtenInMinuteMost else { return false }
            writtenInMinute += 1
            return true
        }

        /// Each time counts, so each is written down.
        func isWrittenEachTime(_ rules: HearingRules) -> Bool {
            switch man.rhythm {
            case .every(let span): span >= rules.writtenEvery
            case .cron: true
            }
        }
    }

    static let pushesMost = 4_096

    package nonisolated let matrix: Matrix
    package nonisolated let rules: HearingRules
    /// What is read, and how often.
    package nonisolated let places: [CountPlace]
    let parts: Parts
    let partNames: Set<String>
    private var book: CounterBook
    private var alerts: AlertBook
    private var alertsTold: [String: AlertBook.Standing] = [:]
    var beats: [String: Beat] = [:]
    private var names: [SHA256Digest: String] = [:]
    private var addressesReadAt: Instant?
    /// Pushes that were taken, by their own names.
    private var pushes: [String: CountReceipt] = [:]
    private var pushOrder: [String] = []
    private var listenedAt: Instant?
    private var totals: [String: CountTotal] = [:]
    /// What to write down that could not be written yet.
    private var waiting: [HearingFact] = []

    package init(_ matrix: Matrix, parts: Parts, rules: HearingRules = .standard) {
        self.matrix = matrix
        self.parts = parts
        self.rules = rules
        partNames = Set(matrix.declaration.parts.map(\.name))
        book = CounterBook(matrix, rules: rules)
        places = book.places
        alerts = AlertBook(matrix, rules: rules)
        for target in matrix.targets {
            let probe = matrix.probe(of: target)
            guard case .heartbeat(let question) = probe.question else { continue }
            var zone = Zone.utc
            if case .cron(_, let name) = question.rhythm {
                if let known = parts.zones.zone(name) {
                    zone = known
                } else {
                    parts.problem("the zone \(name) of the heartbeat \(probe.name) is not known here; UTC is taken")
                }
            }
            beats[probe.name, default: Beat(man: DeadMan(question, zone: zone), targets: [])].targets.append(
                target.name)
        }
    }

    // MARK: The program's life

    /// Takes up where the program ended. Until when it listened is known from what it wrote; since then nobody did.
    package func begin() async {
        let now = parts.now()
        do throws(JournalError) {
            let memory = try await HearingMemory.read(
                parts.store, changesSince: now - JudgingRules.standard.changeMemory)
            for (name, record) in memory.heartbeats {
                guard var beat = beats[name] else { continue }
                beat.man.restore(
                    lastSuccess: record.lastSuccess, lastStart: record.lastStart,
                    failure: record.failedSince.map { ($0, record.code ?? "fail") }, missedSince: record.missedSince)
                beat.digest = record.digest
                beat.writtenAt = record.lastSuccess
                // What comes often was heard later than is written down: how much later, nobody knows.
                let known = beat.isWrittenEachTime(rules) ? memory.listenedUntil : record.lastSuccess
                if let from = known ?? record.lastSuccess { beat.man.wasDeaf(DeafSpan(from: from, until: now)) }
                beats[name] = beat
            }
            readAddresses(memory, now)
            for alert in memory.alerts {
                alerts.restore(
                    alert.target, alert.fingerprint,
                    AlertBook.Firing(name: alert.name, since: alert.since, heardAt: now))
            }
            await parts.sink.take(memory.changes.map { .changed($0) })
        } catch {
            parts.problem("what was heard before can't be read: \(error.message)")
        }
        await tick()
    }

    /// Writes down until when it listened, and what it heard last.
    package func end() async {
        let now = parts.now()
        var facts: [HearingFact] = [.listened(until: now)]
        for (name, beat) in beats.sorted(by: { $0.key < $1.key }) where beat.isAhead {
            guard let at = beat.man.lastSuccess else { continue }
            facts.append(.beat(name, word: "success", code: nil, at: at))
            beats[name]?.isAhead = false
        }
        waiting += facts
        await write()
    }

    /// Time passed.
    package func tick() async {
        let now = parts.now()
        let spans = book.close(now: now)
        for span in spans { totals[span.target, default: CountTotal(target: span.target, since: span.from)].add(span) }
        var heard: [Heard] = spans.map { .counted($0) }
        for name in beats.keys.sorted() { heard += advance(name, to: now) }
        heard += advanceAlerts(to: now)
        if listenedAt.map({ now - $0 >= rules.listeningEvery }) ?? true,
            beats.values.contains(where: { $0.digest != nil })
        {
            listenedAt = now
            waiting.append(.listened(until: now))
        }
        if !heard.isEmpty { await parts.sink.take(heard) }
        await write()
    }

    private func write() async {
        guard !waiting.isEmpty else { return }
        let facts = waiting
        waiting = []
        do throws(JournalError) {
            try await record(facts, by: HearingFact.actor)
        } catch {
            // They are about turns: the next tick tries again, and no more than a bounded number waits.
            waiting = Array((facts + waiting).suffix(1_000))
            parts.problem("what was heard can't be written down yet: \(error.message)")
        }
    }

    func record(_ facts: [HearingFact], by actor: Actor) async throws(JournalError) {
        for start in stride(from: 0, to: facts.count, by: AppendCommand.draftsMost) {
            let drafts = facts[start..<min(start + AppendCommand.draftsMost, facts.count)].map(\.draft)
            _ = try await parts.store.append(AppendCommand(actor: actor, instant: parts.now(), drafts: drafts))
        }
    }

    /// That it was missed is written down with the next turn.
    func noteMissed(_ name: String, since: Instant) { waiting.append(.missed(name, since: since)) }

    // MARK: Counts

    /// Counts of a push; the same push under the same name is taken once.
    package func hear(_ counts: PushedCounts, by caller: String) throws(HearingRefusal) -> CountReceipt {
        guard let probe = book.pushed(counts.probe) else {
            let known = book.pushedNames.prefix(5).joined(separator: ", ")
            throw HearingRefusal(
                .unknown,
                "no probe of the kind counters takes pushes under this name"
                    + (known.isEmpty ? "; declare one in the watch file" : "; there are: \(known)"), pointer: "/probe")
        }
        let teller = counts.teller ?? caller
        let key = counts.id.map { "\(counts.probe) \(teller) \($0)" }
        if let key, pushes[key] != nil {
            var receipt = CountReceipt()
            receipt.known = counts.points.count
            return receipt
        }
        let receipt = book.hear(counts.points, probe: probe, from: teller, now: parts.now())
        if let key {
            if pushOrder.count == Self.pushesMost { pushes[pushOrder.removeFirst()] = nil }
            pushes[key] = receipt
            pushOrder.append(key)
        }
        return receipt
    }

    /// What came of what was told, by target, since the program began.
    package var counts: [CountTotal] { totals.values.sorted { $0.target < $1.target } }

    package var otlpMetrics: Set<String> { book.metrics(.otlp) }

    package func hear(_ metrics: OTLPMetrics) -> CountReceipt {
        var receipt = CountReceipt()
        receipt.refused = metrics.refused
        receipt.why = metrics.why
        for resource in metrics.resources {
            receipt.add(book.hear(otlp: resource.points, from: resource.teller, now: parts.now()))
        }
        return receipt
    }

    package var scrapedMetrics: Set<String> { book.metrics(.prometheus) }

    /// A page that was read whole.
    package func hear(page points: [CountPoint], place: Int) -> CountReceipt {
        book.hear(points, place: place, now: parts.now())
    }

    // MARK: Alerts

    /// How many of the alerts a probe asks for.
    package func hear(_ body: AlertmanagerBody, by actor: Actor) async throws(HearingRefusal) -> Int {
        let now = parts.now()
        var matched = 0
        var facts: [HearingFact] = []
        for alert in body.alerts {
            let before = alerts
            let targets = alerts.hear(alert, now: now)
            if !targets.isEmpty { matched += 1 }
            for target in targets {
                let isKnown = before.isFiring(target, alert.fingerprint)
                guard isKnown != alert.isFiring else { continue }
                facts.append(
                    alert.isFiring
                        ? .alertFired(
                            target: target, fingerprint: alert.fingerprint, name: alert.name, since: alert.since)
                        : .alertEnded(target: target, fingerprint: alert.fingerprint, at: alert.until ?? now))
            }
        }
        let heard = advanceAlerts(to: now)
        if !heard.isEmpty { await parts.sink.take(heard) }
        guard !facts.isEmpty else { return matched }
        do throws(JournalError) {
            try await record(facts, by: actor)
        } catch {
            throw HearingRefusal(.unavailable, "the journal can't take it at the moment: send it again")
        }
        return matched
    }

    private func advanceAlerts(to now: Instant) -> [Heard] {
        alerts.advance(to: now)
        var heard: [Heard] = []
        for target in alerts.targets {
            let standing = alerts.standing(target)
            guard standing != alertsTold[target] ?? .unknown else { continue }
            alertsTold[target] = standing
            switch standing {
            case .unknown: heard.append(.told(target: target, .unknown, since: now, at: now))
            case .quiet(let since): heard.append(.told(target: target, .good, since: since, at: now))
            case .firing(let since, let name):
                let code = String(name.prefix(ToldStanding.codeBytesMost))
                heard.append(.told(target: target, .wrong(code: code), since: since, at: now))
            }
        }
        return heard
    }

    // MARK: Addresses

    func name(of digest: SHA256Digest) -> String? { names[digest] }

    func keep(_ digest: SHA256Digest, of name: String) {
        if let old = beats[name]?.digest { names[old] = nil }
        beats[name]?.digest = digest
        names[digest] = name
    }

    private func readAddresses(_ memory: HearingMemory, _ now: Instant) {
        addressesReadAt = now
        for (name, record) in memory.heartbeats where beats[name] != nil {
            if let digest = record.digest, beats[name]?.digest != digest || names[digest] == nil {
                keep(digest, of: name)
            }
        }
    }

    /// Another node may have given an address; asked for seldom, whatever is guessed.
    func readAddressesAgain() async {
        let now = parts.now()
        if let addressesReadAt, now - addressesReadAt < .seconds(5) { return }
        addressesReadAt = now
        if let memory = try? await HearingMemory.read(parts.store, changesSince: now) { readAddresses(memory, now) }
    }
}
