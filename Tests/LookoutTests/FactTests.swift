import JSON
import Journal
import Judging
import Lookout
import Testing
import Vocabulary

@Suite struct FactTests {
    @Test(arguments: Samples.facts) func `every kind of entry is read back as it was written`(
        _ fact: LookoutFact
    ) throws {
        let entry = Samples.entry(fact, position: 1)
        #expect(try LookoutFact(entry) == fact)
        #expect(entry.kind.rawValue.contains("."))
    }

    @Test func `there is a sample of every kind`() {
        #expect(Set(Samples.facts.map(\.kind)).count == 15)
    }

    @Test(arguments: Samples.rules) func `every rule keeps its figures`(_ rule: Explanation.Rule) throws {
        let reason = JudgedReason(rule, samples: Samples.outcomes.map(Samples.sample))
        #expect(try JudgedReason(json: JSONValue(reading: reason.json.canonicalBytes())) == reason)
    }

    @Test func `entries of others are left alone, damaged ones are errors`() throws {
        var entry = Samples.entry(.caseClosed(CaseNumber(3), end: Samples.at(1)), position: 1)
        entry.kind = "case.cooked"
        #expect(try LookoutFact(entry) == nil)
        entry.stream = StreamName(category: "incident", id: "x")
        #expect(try LookoutFact(entry) == nil)
        entry = Samples.entry(.caseClosed(CaseNumber(3), end: Samples.at(1)), position: 1)
        entry.body = Array(#"{"end":"yesterday"}"#.utf8)
        #expect(throws: JSONError.self) { try LookoutFact(entry) }
    }

    @Test func `a telling of a whole outage fits into an entry`() throws {
        let samples = (0..<12).map { Samples.sample(.failed(.connect, code: "111"), at: Int64($0)) }
        let name = String(repeating: "n", count: 190)
        let symptoms = (0..<500).map {
            CaseSymptom(
                target: "\(name)\($0)", standing: .down, since: Samples.at(0), stage: .connect, code: "111",
                reason: JudgedReason(.quorum(failed: 6, counted: 6, vantages: 3), samples: samples))
        }
        let names = (0..<10_000).map { "\(name)\($0)" }
        let cause = CaseCause(
            parts: ["balancer"], probability: 0.9, explains: names, failing: 10_000, contradictedBy: names,
            passing: 10_000, indistinct: names)
        let telling = CaseTelling(
            since: Samples.at(0), symptoms: symptoms, causes: [cause, cause, cause],
            signature: Signature(parts: ["balancer"], stage: .connect, codes: ["111"]))
        #expect(telling.symptoms.count == CaseTelling.symptomsMost)
        #expect(telling.causes[0].explained == 10_000)
        #expect(telling.causes[0].contradicting == 10_000)
        #expect(telling.symptoms[0].reason.samples.count == 12)
        #expect(telling.symptoms[100].reason.samples.count == 1)
        let body = LookoutFact.caseOpened(CaseNumber(1), telling).draft.body
        #expect(body.count < AppendCommand.bodyBytesMost / 2)
    }
}
