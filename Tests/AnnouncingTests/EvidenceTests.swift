import Bytes
import Foundation
import JSON
import Journal
import Series
import StoreSQLite
import TestProcesses
import Testing
import Vocabulary

@testable import Announcing
@testable import Observing

/// What is sent to a supplier, opened by the programs that they use.
@Suite struct EvidenceTests {
    @Test func realUnzipOpensItAndFindsEverything() async throws {
        let folder = NSTemporaryDirectory() + "/vigie-evidence-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let target = "pay/external/a"
        let sample = Sample(
            at: Samples.at(1), SampleOutcome(.failed, at: .connect, code: 111), total: .seconds(1),
            phases: [.connect: TimeSpan(microseconds: 900)])
        let vantage = try #require(VantageName(rawValue: "paris"))
        let series = try #require(SeriesName(rawValue: target))
        let kept = try await SQLiteSeries.open(path: folder + "/series.sqlite")
        let later = Sample(at: Samples.at(2), .ok, total: .seconds(1))
        _ = try await kept.append([
            try SeriesBatch(series: series, vantage: vantage, sequence: 1, samples: [sample, later])
        ])
        let lines = try await kept.samples(
            SampleQuery(series: series, from: Samples.at(-300), to: Samples.at(300), limit: 1))
        await kept.close()
        var seen = Samples.seen()
        seen.reference = "TSR-2641"
        seen.symptoms[0].address = "https://ada:pw@pay.example.com/ at 192.0.2.1:443"
        seen.causes[0].change = "deploy with token=abc123 to https://ada:pw@host.example/"
        let entry = Entry(
            position: Position(12), stream: StreamName(category: "case", id: "7"), version: StreamVersion(1),
            kind: "case.opened", actor: "system:lookout", instant: Samples.at(3),
            body: Array(
                #"""
                {"words":"Authorization: Bearer xyz","card":"4111 1111 1111 1111","signature":{"stage":"connect"},
                 "x-api-key":"k4711","pins":[1,2],"number":4111111111111111}
                """#.utf8),
            hash: SHA256Digest(of: Array("x".utf8)))
        let pack = EvidencePack(
            seen: seen, entries: [entry],
            series: [
                EvidencePack.Series(target: target, lines: lines)
            ], madeAt: Samples.at(200))
        try Data(pack.bytes()).write(to: URL(fileURLWithPath: folder + "/case.zip"))
        let (code, listed) = try Self.run("/usr/bin/unzip", ["-t", folder + "/case.zip"])
        #expect(code == 0, "\(listed)")
        #expect(try Self.run("/usr/bin/unzip", ["-q", "-d", folder, folder + "/case.zip"]).code == 0)
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: folder + "/case-7/" + name, encoding: .utf8)
        }
        let readme = try text("README.txt")
        #expect(readme.contains("TSR-2641"))
        #expect(readme.contains("first failed sample"))
        #expect(readme.contains("gateway-1 (92 %)"))
        #expect(readme.contains("Cut at"))
        let table = try text("samples/1-pay_external_a.csv")
        #expect(table.contains("paris,2025-12-04T12:00:01Z,failed,connect,111,"))
        let entries = try text("entries.jsonl")
        let line = try JSONValue(reading: entries.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(line["sha256"]?.string == entry.hash.hexadecimal)
        #expect(line["body"]?["signature"]?["stage"] == "connect", "a word that hides a text hides no data")
        #expect(line["body"]?["pins"] == [1, 2])
        #expect(line["body"]?["number"] == "411111******1111")
        let known = try JSONValue(reading: text("case.json"))
        #expect(known["symptoms"]?[0]?["address"] == "https://[masked]@pay.example.com/ at 192.0.2.1:443")
        #expect(readme.contains("  asked: https://[masked]@pay.example.com/ at 192.0.2.1:443\n"))
        let chart = try text("charts/1-pay_external_a.svg")
        #expect(chart.contains(">paris</text>") && chart.contains("stroke=\"#c0271d\""))
        let (parsed, complaint) = try Self.run("/usr/bin/python3", ["-c", Self.svgReader, folder])
        #expect(parsed == 0, "\(complaint)")
        for secret in ["abc123", "ada:pw", "xyz", "1111 1111 1111", "k4711", "4111111111111111"] {
            for file in ["README.txt", "case.json", "entries.jsonl"] {
                #expect(try !text(file).contains(secret), "\(secret) in \(file)")
            }
        }
    }

    @Test(arguments: [
        ("token=abc&x=1", "token=[masked]&x=1"), (#"{"password":"p w"}"#, #"{"password":"[masked]"}"#),
        ("Cookie: a=b; c=d\nnext", "Cookie: [masked]\nnext"), ("postgres://ada:x@db/1", "postgres://[masked]@db/1"),
        ("bearer abc.def", "bearer [masked]"), ("card 4111111111111111.", "card 411111******1111."),
        ("order 1234567890123", "order 1234567890123"), ("spinning: fine", "spinning: fine"),
        ("https://pay.example.com/@x", "https://pay.example.com/@x"),
    ])
    func secretsAreMaskedAndTheRestIsNot(_ text: String, _ wanted: String) {
        #expect(SecretMask.masked(text) == wanted)
        #expect(SecretMask.masked(wanted) == wanted, "what is masked stays so")
    }

    @Test func archivesRefuseNamesThatLeadElsewhere() {
        var archive = ZipArchive(year: 2025, month: 1, day: 2, hour: 3, minute: 4, second: 6)
        for name in ["/etc/x", "a/../b", "", "a//b", "a b", "a\\b"] {
            let isAdded = archive.add(name, [1])
            #expect(!isAdded, "\(name)")
        }
        let isFirst = archive.add("a", [1])
        let isSecond = archive.add("a", [2])
        #expect(isFirst && !isSecond)
        #expect(archive.names == ["a"])
    }

    private static let svgReader =
        "import sys, glob, xml.etree.ElementTree as t; [t.parse(f) for f in glob.glob(sys.argv[1] + '/case-7/charts/*.svg')]"

    @Test func aChartHasABoundAndShowsWhatFailedWithoutColours() throws {
        let vantage = try #require(VantageName(rawValue: "paris"))
        func samples(_ count: Int) throws -> EvidencePack.Series {
            let all = (0..<count).map { number in
                let isIll = (count / 3..<count / 2).contains(number)
                return Sample(
                    at: Samples.at(-300) + TimeSpan(microseconds: 900_000_000 / Int64(count) * Int64(number)),
                    isIll ? SampleOutcome(.failed, at: .connect, code: 111) : .ok, total: TimeSpan(microseconds: 20_000)
                )
            }
            return EvidencePack.Series(
                target: "a<b", lines: [VantageSamples(vantage: vantage, samples: all, isCut: false)])
        }
        func svg(_ count: Int) throws -> String {
            EvidenceChart(
                try samples(count), from: Samples.at(-300), to: Samples.at(600),
                ill: [SeenCase.Span(from: Samples.at(0), to: Samples.at(150))]
            ).svg
        }
        let (few, many) = (try svg(900), try svg(20_000))
        #expect(many.utf8.count < 2 * few.utf8.count && many.utf8.count < 40_000)
        #expect(few.contains("a&lt;b") && !few.contains("a<b"))
        // What failed is taller than what was answered.
        let tall = try #require(few.firstMatch(of: #/M\d+ (\d+)V(\d+)[^"]*" stroke="#c0271d"/#))
        let short = try #require(few.firstMatch(of: #/M\d+ (\d+)V(\d+)[^"]*" stroke="#3c8d40"/#))
        #expect(try #require(Int(tall.2)) - #require(Int(tall.1)) > #require(Int(short.2)) - #require(Int(short.1)))
        // Nothing was measured: there is a picture all the same.
        #expect(try svg(0).hasSuffix("</svg>\n"))
    }

    private static func run(_ path: String, _ arguments: [String]) throws -> (code: Int32, text: String) {
        let process = TestProcess()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
