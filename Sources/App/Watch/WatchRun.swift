internal import CLI
internal import Declaring
internal import JSON
internal import Journal
internal import Judging
internal import Lookout
internal import Settings
internal import Vocabulary
internal import Watching

/// `vigie watch`: the matrix with its verdicts, and open cases, as the journal has them.
enum WatchRun {
    static func run(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(source)
        guard let watch = try WatchFiles.load(settings, beside: source.configurationFile) else {
            throw .other(
                message: "nothing is watched", hint: "name a file of probes: watch: {file: watch.yaml}",
                code: .configuration)
        }
        let names = watch.matrix.targets.map(\.name)
        let (cases, targets) = try await OpenedJournal.with(source) { store throws(JournalError) in
            try await store.read { documents throws(JournalError) in
                let reading = WatchReading(documents)
                return (try reading.openCases(), try reading.targets(named: names))
            }
        }
        for known in cases { tell(known, on: console) }
        if cases.isEmpty { console.line("✓ No case is open.") }
        console.line("")
        let width = names.map(\.count).max() ?? 0
        for name in names { tell(name, targets[name], width, on: console) }
        console.answer([
            "cases": .array(cases.map(\.json)),
            "targets": .array(names.map { (targets[$0] ?? WatchedTarget(name: $0)).json }),
        ])
        return .success
    }

    private static func tell(_ known: WatchedCase, on console: Console) {
        let name = ["case \(known.number.value)", known.reference].compactMap(\.self).joined(separator: ", ")
        let state =
            switch known.state {
            case .open: "since \(known.spans.last?.from.rfc3339 ?? "")"
            case .monitoring(let until): "good again since \(known.end?.rfc3339 ?? ""), watched until \(until.rfc3339)"
            case .closed: "closed"
            }
        console.line("\(known.state == .open ? "✗" : "!") \(name): \(state)")
        for cause in known.telling.causes.prefix(3) {
            let share = Int((cause.probability * 100).rounded())
            console.line(
                "    \(cause.parts.joined(separator: " + ")): \(share) %, explains \(cause.explained) of \(cause.failing) "
                    + "that fail, \(cause.contradicting) of \(cause.passing) that pass speak against it")
        }
        for symptom in known.telling.symptoms.prefix(20) {
            let end = known.ailing.contains(symptom.target) ? "" : " (good again)"
            let how = [symptom.stage?.rawValue, symptom.code].compactMap(\.self).joined(separator: " ")
            console.line("    \(symptom.standing.rawValue) \(symptom.target) \(how)\(end)")
        }
        let more = known.telling.symptoms.count - 20
        if more > 0 { console.line("    and \(more) more") }
        guard let work = known.telling.withheld else { return }
        console.line("    nobody was woken: \(work.name), until \(work.until.rfc3339)")
    }

    private static func tell(_ name: String, _ target: WatchedTarget?, _ width: Int, on console: Console) {
        let padded = name + String(repeating: " ", count: max(width - name.count, 0))
        guard let verdict = target?.verdict else { return console.line("? \(padded)  not judged yet") }
        let mark =
            switch verdict.standing {
            case .up: "✓"
            case .degraded: "!"
            case .down: "✗"
            case .unknown: "?"
            }
        console.line("\(mark) \(padded)  \(verdict.standing.rawValue) since \(verdict.since.rfc3339)")
    }
}
