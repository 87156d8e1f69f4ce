import Foundation
import JSON
import TestProcesses
import Testing

/// The evidence of a case, fetched as an operator does and opened as its receiver does.
struct EvidenceReading {
    private let shop: WatchedShop
    private let root: String

    init(_ shop: WatchedShop, _ number: Int) throws {
        self.shop = shop
        let archive = shop.folder.file("case-\(number).zip")
        let fetched = try shop.run(["case", "evidence", "\(number)", "--to", archive])
        try #require(fetched.status == 0, "\(fetched)")
        let again = try shop.run(["case", "evidence", "\(number)", "--to", archive])
        #expect(again.status == 73 && again.error.contains("stays as it is"))
        let process = TestProcess()
        process.executableURL = URL(filePath: "/usr/bin/unzip")
        process.arguments = ["-q", archive, "-d", shop.folder.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        root = shop.folder.file("case-\(number)")
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: root + "/" + name, encoding: .utf8)
    }

    /// - Parameter since: the first failed sample of all, as the journal has it.
    /// - Parameter end: from when on all of it was good.
    func look(since: Date, end: Date) throws {
        let address = "127.0.0.1:\(shop.port)"
        let readme = try text("README.txt")
        #expect(readme.contains("(first good sample after it)"))
        #expect(readme.contains("by the rule quorum (at connect, 111)"))
        #expect(readme.contains(address))
        let known = try JSONValue(reading: text("case.json"))
        #expect(WatchedShop.instant(known["spans"]?[0]?["from"]) == since)
        #expect(WatchedShop.instant(known["spans"]?[0]?["to"]) == end)
        let symptoms = known["symptoms"]?.array ?? []
        #expect(symptoms.count == 2)
        for symptom in symptoms {
            #expect(symptom["address"]?.string?.contains(address) == true, "\(symptom)")
            #expect(symptom["code"]?.string == "111" && symptom["stage"]?.string == "connect")
        }
        // Every line can be read by a program, whatever was masked in it.
        let entries = try text("entries.jsonl").split(separator: "\n").map { try JSONValue(reading: String($0)) }
        #expect(entries.map { $0["kind"]?.string } == ["case.opened", "case.monitoring"])
        #expect(entries.first?["body"]?["signature"]?["parts"] == ["gateway"])
        #expect(entries.allSatisfy { $0["sha256"]?.string?.count == 64 })
        try lookAtSamples(end)
        for chart in try FileManager.default.contentsOfDirectory(atPath: root + "/charts") {
            #expect(chart.hasSuffix(".svg"))
            #expect(try text("charts/" + chart).contains(#/>(paris|london|oslo)</text>/#))
        }
    }

    private func lookAtSamples(_ end: Date) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: root + "/samples").sorted()
        #expect(files.count == 2)
        var ends: [Date] = []
        for file in files {
            let lines = try text("samples/" + file).split(separator: "\n").map { $0.split(separator: ",") }
            #expect(lines.first?.first == "vantage")
            let samples = try lines.dropFirst().map { fields in
                (
                    vantage: fields[0], at: try #require(WatchedShop.instant(.string(String(fields[1])))),
                    outcome: fields[2]
                )
            }
            #expect(Set(samples.map(\.vantage)) == ["paris", "london", "oslo"])
            let lastFailed = try #require(samples.filter { $0.outcome == "failed" }.map(\.at).max())
            ends.append(try #require(samples.filter { $0.outcome == "ok" && $0.at > lastFailed }.map(\.at).min()))
        }
        // Samples are kept to the millisecond.
        let last = try #require(ends.max())
        #expect(abs(last.timeIntervalSince(end)) < 0.002, "\(ends) against \(end)")
    }
}
