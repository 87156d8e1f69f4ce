internal import Alerting
internal import Bytes
internal import JSON
package import Journal
package import Observing
internal import Series
internal import Telling
package import Vocabulary

/// What shows that something was broken, as one archive that can be sent to whom it concerns: what was concluded and why, every
/// sample around it, and the journal's entries with their hashes. Pure; what is secret is masked, and its size is bounded.
package struct EvidencePack: Sendable {
    package static let targetsMost = 50
    package static let samplesMost = 20_000
    package static let entriesMost = 2_000
    /// Before it is packed.
    package static let bytesMost = 32 << 20
    /// Samples from so long before the first failed one, to so long after the first good one.
    package static let around = TimeSpan.minutes(5)
    package static let longest = TimeSpan.hours(6)

    package struct Series: Sendable {
        package var target: String
        package var lines: [VantageSamples]

        package init(target: String, lines: [VantageSamples]) {
            self.target = target
            self.lines = lines
        }
    }

    package var seen: SeenCase
    /// The lookout's entries about the case, in their order.
    package var entries: [Entry]
    package var series: [Series]
    package var madeAt: Instant

    package init(seen: SeenCase, entries: [Entry], series: [Series], madeAt: Instant) {
        self.seen = seen
        self.entries = Array(entries.prefix(Self.entriesMost))
        self.series = Array(series.prefix(Self.targetsMost))
        self.madeAt = madeAt
    }

    /// From when to when samples belong to a case.
    package static func span(of seen: SeenCase, now: Instant) -> (from: Instant, to: Instant) {
        let first = seen.latest?.from ?? seen.openedAt
        let from = first - around
        let to = min((seen.latest?.to ?? now) + around, now, from + longest)
        return (from, max(to, from + .seconds(1)))
    }

    /// The archive.
    package func bytes() -> [UInt8] {
        let time = CivilTime(madeAt)
        var archive = ZipArchive(
            year: time.date.year, month: time.date.month, day: time.date.day, hour: time.hour, minute: time.minute,
            second: time.second)
        var room = Self.bytesMost
        var left: [String] = []
        func add(_ name: String, masked bytes: [UInt8]) {
            guard bytes.count <= room, archive.add("case-\(seen.number)/" + name, bytes) else {
                left.append(name)
                return
            }
            room -= bytes.count
        }
        func add(_ name: String, _ text: String) { add(name, masked: Array(SecretMask.masked(text).utf8)) }
        // Masked as values: what is data has to stay data.
        add("case.json", masked: JSONWriter.pretty(SecretMask.masked(json)))
        add("entries.jsonl", masked: entries.flatMap { JSONWriter.compact(SecretMask.masked(Self.line($0))) + [0x0A] })
        let span = Self.span(of: seen, now: madeAt)
        for (index, one) in series.enumerated() {
            let name = Self.fileName(one.target, index)
            // Names of targets and vantages, times and figures: there is nothing to be masked in them.
            let chart = EvidenceChart(one, from: span.from, to: span.to, ill: seen.spans)
            add("charts/\(name).svg", masked: Array(chart.svg.utf8))
            add("samples/\(name).csv", masked: Array(Self.csv(one).utf8))
        }
        // Last, because it says what did not fit.
        add("README.txt", explanation(left))
        return archive.bytes()
    }

    // MARK: Words

    /// The verdict's explanation, for people.
    package func explanation(_ left: [String] = []) -> String {
        let words = LanguagePack.english
        var text = "Case \(seen.number)" + (seen.reference.map { " (\($0))" } ?? "") + "\n"
        text += "Written \(madeAt.rfc3339). All times are UTC.\n\n"
        for span in seen.spans {
            text += "Failing from \(span.from.rfc3339) (first failed sample) "
            text += span.to.map { "to \($0.rfc3339) (first good sample after it)\n" } ?? "until now\n"
        }
        text += "\nWhat fails:\n"
        for symptom in seen.symptoms {
            let place = [symptom.stage.map { "at \($0)" }, symptom.code].compactMap { $0 }.joined(separator: ", ")
            text += "- \(symptom.target): \(symptom.standing.rawValue) since \(symptom.since.rfc3339)"
            text += " by the rule \(symptom.rule.rawValue)" + (place.isEmpty ? "" : " (\(place))") + "\n"
            if let address = symptom.address { text += "  asked: \(address)\n" }
        }
        if !seen.causes.isEmpty { text += "\nWhat would explain it, likeliest first:\n" }
        for cause in seen.causes {
            text += "- " + AlertComposer.words(of: CaseCall.Cause(cause), words) + "\n"
            if !cause.contradictedBy.isEmpty {
                text += "  These pass although they lead through it: \(cause.contradictedBy.joined(separator: ", "))\n"
            }
        }
        if let recurrence = seen.recurrence {
            text += "\nIt looks like \(recurrence.name), \(words.duration(recurrence.ago)) before.\n"
        }
        text += """

            Files
            case.json       the same as data
            entries.jsonl   what the journal holds of it: each entry's place and its SHA-256 in the hash chain
            charts/         a picture of each target: how long answers took, and whether they came to each vantage
            samples/        one line for each probe: from where, when, how it ended, how long each phase took in microseconds

            What looks like a secret or a card number is masked, so a masked body does not give its entry's hash.

            """
        if !left.isEmpty { text += "\nToo large, and left out: \(left.joined(separator: ", "))\n" }
        let cut = series.filter { one in one.lines.contains { $0.isCut } }.map(\.target)
        if !cut.isEmpty {
            text += "\nCut at \(Self.samplesMost) samples of a vantage: \(cut.joined(separator: ", "))\n"
        }
        return text
    }

    private var json: JSONValue {
        [
            "case": .integer(seen.number), "reference": JSONValue(seen.reference),
            "writtenAt": .string(madeAt.rfc3339),
            "spans": .array(
                seen.spans.map { ["from": .string($0.from.rfc3339), "to": JSONValue($0.to?.rfc3339)] }),
            "symptoms": .array(
                seen.symptoms.map { symptom in
                    [
                        "target": .string(symptom.target), "component": JSONValue(symptom.component),
                        "standing": .string(symptom.standing.rawValue), "since": .string(symptom.since.rfc3339),
                        "rule": .string(symptom.rule.rawValue), "stage": JSONValue(symptom.stage),
                        "code": JSONValue(symptom.code), "address": JSONValue(symptom.address),
                    ]
                }),
            "causes": .array(seen.causes.map { CaseCall.Cause($0).json }),
        ]
    }

    private static func line(_ entry: Entry) -> JSONValue {
        let body = (try? JSONValue(reading: entry.body)) ?? .null
        return [
            "position": .integer(entry.position.rawValue), "stream": .string(entry.stream.rawValue),
            "version": .integer(entry.version.rawValue), "kind": .string(entry.kind.rawValue),
            "at": .string(entry.instant.rfc3339), "sha256": .string(entry.hash.hexadecimal), "body": body,
        ]
    }

    private static func csv(_ series: Series) -> String {
        let phases = Sample.Phase.allCases
        var text = "vantage,at,outcome,stage,code,total_us"
        for phase in phases { text += ",\(phase)_us" }
        text += "\n"
        for line in series.lines {
            for sample in line.samples.prefix(samplesMost) {
                text += "\(line.vantage),\(sample.instant.rfc3339),\(sample.outcome.kind),\(sample.outcome.stage)"
                text += ",\(sample.outcome.code),\(sample.total.microseconds)"
                for phase in phases { text += ",\(sample[phase].microseconds)" }
                text += "\n"
            }
        }
        return text
    }

    /// A target's name with what paths can't hold taken out; its number keeps two apart.
    private static func fileName(_ target: String, _ index: Int) -> String {
        let kept = target.utf8.map { byte -> Character in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x2E
            return isPlain ? Character(UnicodeScalar(byte)) : "_"
        }
        return "\(index + 1)-" + String(kept.prefix(100))
    }
}
