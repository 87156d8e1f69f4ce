internal import CLI
internal import Declaring
internal import JSON
internal import Network
internal import Observing
internal import Series
internal import Settings
internal import Vocabulary
internal import Watching

/// `vigie probe NAME`: asks once and explains every phase, what was expected and what came.
enum ProbeRun {
    private static let targetsMost = 100

    static func run(_ command: ProbeCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(command.source)
        guard let watch = try WatchFiles.load(settings, beside: command.source.configurationFile) else {
            throw .other(
                message: "nothing is watched", hint: "name a file of probes: watch: {file: watch.yaml}",
                code: .configuration)
        }
        let targets = watch.matrix.targets.filter {
            $0.name == command.name || watch.matrix.probe(of: $0).name == command.name
        }
        guard !targets.isEmpty else {
            let names = watch.declaration.probes.map(\.name)
            throw .other(
                message: "there is no probe of the name \(command.name.prefix(80))",
                hint: NearestWord.to(command.name, among: names).map { "did you mean \($0)?" }
                    ?? "known: " + names.prefix(5).joined(separator: ", "), code: .usage)
        }
        if let passive = targets.first(where: { watch.matrix.probe(of: $0).kind.isPassive }), targets.count == 1 {
            throw .other(
                message: "nobody asks \(passive.name): it is a probe of the kind "
                    + watch.matrix.probe(of: passive).kind.rawValue,
                hint: "others tell how it is; name a probe that asks", code: .usage)
        }
        let tools = try ProbeTools()
        var results: [JSONValue] = []
        var isGood = true
        let asked = targets.prefix(targetsMost)
        for target in asked { try tools.check(watch.matrix.probe(of: target), target) }
        for target in asked {
            let probe = watch.matrix.probe(of: target)
            let report = await tools.asker.ask(probe, target)
            for answer in report.answers { explain(answer, target, probe, &results, on: console) }
            isGood = isGood && report.whole.outcome.isGood
        }
        await tools.close()
        let left = tools.takeLeft()
        for line in left { console.warning("not undone: \(line)") }
        if targets.count > targetsMost {
            console.warning("only the first \(targetsMost) of \(targets.count) targets were asked; name one of them")
        }
        console.answer(["results": .array(results), "notUndone": .array(left.map { .string($0) })])
        return isGood && left.isEmpty ? .success : .unavailable
    }

    private static func explain(
        _ answer: TargetReport.Answer, _ target: MatrixTarget, _ probe: ProbeDeclaration,
        _ results: inout [JSONValue], on console: Console
    ) {
        let report = answer.report
        let outcome = report.outcome
        let phases = Sample.Phase.allCases.compactMap { phase in report.phases[phase].map { ("\(phase)", $0) } }
        let place = [
            answer.subject.map { " under \($0)" }, answer.address.map { " at \(at($0, target))" },
        ].compactMap { $0 }.joined()
        console.line("\(target.name)\(place)")
        for (name, span) in phases {
            console.line("  \(name)\(String(repeating: " ", count: 10 - name.count))\(shown(span))")
        }
        if report.total > .zero { console.line("  in all    \(shown(report.total))") }
        console.line("  expected  \(probe.expectation)")
        let end = outcome.stage == .none ? "\(outcome.kind)" : "\(outcome.kind) at \(outcome.stage)"
        console.line("  \(outcome.isGood ? "✓" : outcome.kind == .unknown ? "?" : "✗") \(end): \(report.words)")
        for measure in report.measures { console.line("  \(measure.label) \(measure.value) \(measure.unit)") }
        var result: JSONObject = [
            "target": .string(target.name), "kind": .string(probe.kind.rawValue),
            "expected": .string(probe.expectation), "outcome": .string("\(outcome.kind)"),
            "isGood": .bool(outcome.isGood), "stage": .string("\(outcome.stage)"),
            "code": .integer(Int64(outcome.code)), "microseconds": .integer(report.total.microseconds),
            "phases": .object(phases.reduce(into: JSONObject()) { $0[$1.0] = .integer($1.1.microseconds) }),
            "measures": .object(report.measures.reduce(into: JSONObject()) { $0[$1.label] = .decimal($1.value) }),
            "words": .string(report.words),
        ]
        if let address = answer.address { result["address"] = .string(at(address, target)) }
        if let subject = answer.subject { result["subject"] = .string(subject) }
        results.append(.object(result))
    }

    /// With the port where there is one.
    private static func at(_ address: NetworkAddress, _ target: MatrixTarget) -> String {
        target.connect?.port.map { SocketAddress(address: address, port: $0).description } ?? address.description
    }

    private static func shown(_ span: TimeSpan) -> String {
        let tenths = (span.microseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}

extension SampleOutcome {
    /// Who refuses is alive. What was late is not as it was declared.
    fileprivate var isGood: Bool { kind == .ok || kind == .refused }
}
