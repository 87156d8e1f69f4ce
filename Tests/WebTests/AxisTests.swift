import Demo
import Foundation
import Telling
import Testing
import Vocabulary
import Web

@Suite struct AxisTests {
    /// Everything wrong with a picture: labels that touch, or that leave the canvas, or that hide a mark.
    private func problems(_ drawing: AxisDrawing) -> [String] {
        var problems: [String] = []
        for (index, label) in drawing.labels.enumerated() {
            let box = label.box
            if box.left < 0 || box.top < 0 || box.right > drawing.width || box.bottom > drawing.height {
                problems.append("“\(label.text)” leaves the canvas: \(box)")
            }
            for other in drawing.labels[(index + 1)...] where box.intersects(other.box) {
                problems.append("“\(label.text)” \(box) lies on “\(other.text)” \(other.box)")
            }
            for case .mark(_, let x, let y) in drawing.shapes {
                let mark = AxisDrawing.Box(left: x - 5, top: y - 5, right: x + 5, bottom: y + 5)
                if box.intersects(mark) { problems.append("“\(label.text)” hides a mark at \(x), \(y)") }
            }
        }
        for shape in drawing.shapes {
            switch shape {
            case .bar(_, let box), .band(let box):
                if box.left < 0 || box.top < 0 || box.right > drawing.width || box.bottom > drawing.height {
                    problems.append("a bar leaves the canvas: \(box)")
                }
            case .mark(_, let x, let y):
                if !(6...drawing.width - 6).contains(x) || !(6...drawing.height - 6).contains(y) {
                    problems.append("a mark leaves the canvas: \(x), \(y)")
                }
            case .dashes, .rule, .gap: break
            }
        }
        return problems
    }

    /// An incident of any shape: crowded, long, empty, with far-away words and long names.
    private func facts(seed: Int) -> AxisFacts {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let zone = TestSite.settings.zone(["Europe/Paris", "UTC", "Asia/Kathmandu"][seed % 3])
        var facts = AxisFacts(
            language: [.english, .french, .italian][seed % 3], zone: zone,
            names: AxisFacts.RowNames(
                impact: "Impact", silence: "Silence", words: "Mots publics", inside: "All’interno"))
        let spread: Int64 = [600, 7_200, 90_000, 3_000_000, 200_000_000][Int.random(in: 0..<5, using: &numbers)]
        func instant() -> Instant {
            let near = Int64.random(in: 0...spread, using: &numbers)
            let far = Int.random(in: 0..<8, using: &numbers) == 0 ? Int64.random(in: 0...2_000_000, using: &numbers) : 0
            return Instant(seconds: 1_743_000_000 + near + far)
        }
        func name() -> String {
            let words = ["Dalenys", "Surveillance", "WWWWWWWWWWWWWWWWWWWW", "i", "Analyse en cours", "支払い", "·"]
            return (0...Int.random(in: 0..<6, using: &numbers)).map { _ in words.randomElement(using: &numbers) ?? "" }
                .joined(separator: " ")
        }
        func stretch(_ title: String) -> AxisFacts.Stretch {
            AxisFacts.Stretch(name: title, start: instant(), end: instant(), label: name())
        }
        func mark(_ look: AxisLook) -> AxisFacts.Mark {
            AxisFacts.Mark(at: instant(), look: look, label: name(), sentence: name())
        }
        facts.impact = (0..<Int.random(in: 0...6, using: &numbers)).map { _ in stretch("Impact") }
        facts.pages = (0..<Int.random(in: 0...5, using: &numbers)).map { _ in stretch(name()) }
        facts.silences = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in stretch("Silence") }
        facts.words = (0..<Int.random(in: 0...60, using: &numbers)).map { _ in mark(.word) }
        facts.inside = (0..<Int.random(in: 0...30, using: &numbers)).map { _ in mark(.inside) }
        facts.moments = (facts.words + facts.inside).sorted { $0.at < $1.at }
        return facts
    }

    @Test(arguments: 0..<200)
    func `no label touches another or leaves the picture, whatever the data`(_ seed: Int) {
        let facts = facts(seed: seed)
        #expect(problems(AxisLayout.level(facts)) == [])
        #expect(problems(AxisLayout.upright(facts)) == [])
    }

    private func demo(_ incident: Incident, _ language: LanguagePack = .english) throws -> AxisFacts {
        let context = PageContext(
            words: language, zone: TestSite.settings.zone("Europe/Paris"), now: TestSite.now, asOf: TestSite.now,
            settings: TestSite.settings)
        return try #require(IncidentPage(incident, site: TestSite.demo, context: context).axis)
    }

    @Test(arguments: LanguagePack.all.map(\.language))
    func `the demo's pictures are clean in each language`(_ language: Language) throws {
        for incident in DemoSite.incidents {
            let facts = try demo(incident, .of(language))
            #expect(problems(AxisLayout.level(facts)) == [])
            #expect(problems(AxisLayout.upright(facts)) == [])
        }
    }

    @Test func `a post-mortem 17 days later does not press the outage into a hair`() throws {
        let drawing = AxisLayout.level(try demo(DemoSite.tsr2292))
        let widths = drawing.shapes.compactMap { shape -> Int? in
            if case .bar(.impact, let box) = shape { box.right - box.left } else { nil }
        }
        let width = try #require(widths.first)
        #expect(width > 200)
        #expect(drawing.labels.contains { $0.text == "17\u{A0}days" })
        #expect(drawing.shapes.contains { if case .gap = $0 { true } else { false } })
    }

    @Test func `both pictures and the words beside them hold the same moments`() throws {
        let facts = try demo(DemoSite.tsr2641)
        let level = AxisLayout.level(facts).labels.map(\.text)
        let upright = AxisLayout.upright(facts).labels.map(\.text)
        for clock in ["12:34", "14:28", "16:08", "12:13", "16:53"] {
            #expect(level.contains { $0.hasPrefix(clock) }, "\(clock)")
            #expect(upright.contains(clock), "\(clock)")
        }
        #expect(facts.moments.map(\.at) == facts.moments.map(\.at).sorted())
        #expect(facts.moments.contains { $0.sentence == "Customers are hit again, never told" })
    }

    @Test func `what no longer fits is counted in its row, never dropped in silence`() throws {
        var facts = try demo(DemoSite.tsr2641)
        let first = try #require(facts.words.first)
        facts.words = Array(repeating: first, count: 100)
        let drawing = AxisLayout.level(facts)
        #expect(problems(drawing) == [])
        #expect(drawing.labels.contains { $0.look == "row" && $0.text.contains(" +9") })
        #expect(drawing.height < 2_000)
    }
}
