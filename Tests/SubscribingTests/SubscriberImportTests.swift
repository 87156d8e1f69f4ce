import Testing
import Vocabulary

@testable import Subscribing

@Suite struct SubscriberImportTests {
    private func list(_ text: String) throws -> SubscriberImport {
        try #require(SubscriberImport(Array(text.utf8), language: .english))
    }

    @Test func `a field in quotation marks goes over several lines, and a mark that never closes spoils one line`()
        throws
    {
        let list = try self.list(
            "email,note,language\na@shop.example,\"first line\r\nsecond, line\nthird\",fr\nb@shop.example,\"said \"\"hm\"\"\",en\n"
                + "c@shop.example,\"never closed,en\nd@shop.example,x,it")
        #expect(list.lines.map(\.address) == ["a@shop.example", "b@shop.example", "d@shop.example"])
        #expect(list.lines.map(\.language) == [.french, .english, .italian])
        #expect(list.lines.map(\.number) == [2, 5, 7], "lines are counted as an editor counts them")
        #expect(list.problems.map(\.line) == [6])
    }

    @Test func `a mark inside a field opens no line, however many follow`() throws {
        let list = try self.list("mail,note\na@shop.example,5\" screen\nb@shop.example,7\" screen\nc@shop.example,none")
        #expect(list.problems.map(\.line) == [2, 3])
        #expect(list.lines.map(\.address) == ["c@shop.example"])
    }

    @Test func `a header says what stands where, and columns nobody knows are named`() throws {
        let list = try list(
            """
            \u{FEFF}Created at,Components,Locale,E-Mail Address,Notes

            2025-01-01,"Cards; acme-refunds",fr-FR,ada@example.com,vip
            2025-01-02,,,eve@example.com,
            2025-01-03,,,,
            2025-01-04,,français,bob@example.com,
            1,2,3,4,5,6
            """)
        #expect(list.lines.map(\.address) == ["ada@example.com", "eve@example.com"])
        #expect(list.lines.map(\.number) == [3, 4])
        #expect(list.lines[0].language == .french && list.lines[0].components == ["Cards", "acme-refunds"])
        #expect(list.ignored == ["Created at", "Notes"])
        #expect(list.remarks == ["columns not read: “Created at”, “Notes”"])
        #expect(
            list.problems == [
                .init(line: 5, reason: "it has no address"),
                .init(line: 6, reason: "the language is a code of two letters, such as en"),
                .init(line: 7, reason: "it has 6 fields, and there are 5 columns"),
            ])
    }

    @Test(arguments: ["mail", "Email", "e-mail", "Email Address", "endpoint", "\"E-mail\""])
    func `addresses are found under their usual names`(name: String) throws {
        #expect(try list("id,\(name)\n1,ada@example.com").lines.map(\.address) == ["ada@example.com"])
        #expect(try list("\(name);lang\nada@example.com;fr").lines.map(\.language) == [.french])
    }

    @Test(arguments: ["mode", "type", "Kind", "channel"])
    func `only mail is taken, and the rest is counted by kind`(name: String) throws {
        let list = try list(
            """
            \(name),endpoint
            email,ada@example.com
            sms,+33600000000
            SMS,+33600000001
            webhook,https://hooks.example.com/x
            Mail,eve@example.com
            x@example.com,y
            """)
        #expect(list.lines.map(\.address) == ["ada@example.com", "eve@example.com"])
        #expect(list.others == ["sms": 2, "webhook": 1, "other": 1] && list.refused == 0)
        #expect(list.remarks.contains("1 of kind “webhook” left out: only mail is taken from a list"))
        #expect(!"\(list.remarks)".contains("example.com"))
    }

    @Test func `a header without addresses says what to write, and nothing is taken`() throws {
        let list = try list("name,language\nAda,fr\n")
        #expect(list.lines.isEmpty)
        #expect(
            list.problems == [
                .init(line: 1, reason: "the header has no column of addresses: call it mail; nothing was taken")
            ])
    }

    @Test func `components are found by id, by name in any language, and several at once`() throws {
        let names = ComponentNames([
            component("cards", [.english: "Card payments", .french: "Paiements par carte"]),
            component("refunds", [.english: "Refunds"]), component("till", [.english: "Point of sale"]),
            component("shop", [.english: "Point of sale"]),
        ])
        #expect(try names.find(["paiements par CARTE", "refunds"]).map(\.rawValue) == ["cards", "refunds"])
        #expect(try names.find(["cards till", "Card payments"]).map(\.rawValue) == ["cards", "till"])
        #expect(try names.find([]).isEmpty)
        #expect(throws: ComponentNames.Problem.unknown(2)) { try names.find(["cards", "nothing"]) }
        #expect(throws: ComponentNames.Problem.ambiguous(1)) { try names.find(["point of sale"]) }
    }

    @Test func `whatever stands in a list, it is read or refused, and no address is in a message`() {
        var random = FixedSeed(state: 20_261_121)
        let alphabet = Array("mail,language;\t\"\n\r @.éa-|type endpoint\u{FEFF}0")
        for _ in 0..<2_000 {
            let length = Int(random.next() % 120)
            let text = String((0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
            guard let list = SubscriberImport(Array(text.utf8), language: .english) else { continue }
            #expect(list.lines.allSatisfy { !$0.address.isEmpty && $0.number >= 1 })
            #expect(!list.remarks.joined().contains("@") && list.problems.count <= SubscriberImport.problemsMost)
        }
    }

    private func component(_ id: String, _ name: [Language: String]) -> Component {
        Component(
            id: ComponentID(checked: id), provider: Cases.provider, channel: .ecommerce, name: LocalizedText(name),
            brands: [Cases.brand], order: 1)
    }
}

/// The same numbers each time.
private struct FixedSeed: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
