import Findings
import Foundation
import JSON
import Reading
import Testing

/// The whole corpus, scored. What must be reached: no wrong facts to speak of, and most of the true ones.
@Suite struct CorpusTests {
    private func json(_ entry: Corpus.Entry) throws -> [String: Any] {
        let report = try ReportReader.read(entry.text, context: context(entry.zone, vendor: entry.vendor))
        let bytes = JSONWriter.pretty(ReadReportDocument.json(report))
        return try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `the corpus is read as people read it`() throws {
        guard let corpus = try Corpus.find() else { return }
        var totals: [String: Score] = [:]
        for entry in corpus.entries {
            let said = try json(entry)
            guard let truth = entry.truth else { continue }
            for fact in Score.facts {
                totals[fact, default: Score()] =
                    totals[fact, default: Score()] + Score.score(fact, said: said, truth: truth)
            }
        }
        let all = totals.values.reduce(Score(), +)
        let windows = try #require(totals["impact_windows"])
        #expect(all.truth > 400)
        #expect(all.precision >= 0.97, "\(all)")
        #expect(all.recall >= 0.85, "\(all)")
        #expect(windows.precision >= 0.97, "\(windows)")
        #expect(windows.recall >= 0.80, "\(windows)")
    }

    @Test func `every window's evidence is a literal piece of its text`() throws {
        guard let corpus = try Corpus.find() else { return }
        for entry in corpus.entries {
            let report = try ReportReader.read(entry.text, context: context(entry.zone, vendor: entry.vendor))
            for evidence in report.windows.map(\.evidence) + report.undatedWindows.map(\.evidence)
                + report.claims.map(\.evidence)
            {
                #expect(!evidence.isEmpty && entry.text.contains(evidence), "\(entry.name): \(evidence)")
            }
        }
    }

    @Test func `the same text is always the same report`() throws {
        guard let corpus = try Corpus.find() else { return }
        for entry in corpus.entries.prefix(20) {
            let context = context(entry.zone, vendor: entry.vendor)
            #expect(
                try ReportReader.read(entry.text, context: context) == ReportReader.read(entry.text, context: context))
        }
    }
}
