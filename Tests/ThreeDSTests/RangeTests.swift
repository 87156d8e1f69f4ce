import JSON
import Testing
import ThreeDS
import ThreeDSFuzzing

@Suite struct RangeTests {
    private func range(
        _ start: String, _ end: String, _ action: RangeAction = .add,
        _ versions: ClosedRange<ProtocolVersion> = .v2_1_0 ... .v2_2_0
    ) -> CardRange {
        CardRange(start: start, end: end, action: action, versions: versions)
    }

    private func answer(_ ranges: [CardRange], serial: String = "1") throws -> Message {
        let members = Samples.preparationResponse.with("cardRangeData", ranges.json).with("serialNum", .string(serial))
        return try Samples.message(members, receiver: .server)
    }

    @Test func `changes add, modify and delete ranges, and one that does not fit changes nothing`() throws {
        var table = CardRangeTable()
        try table.update(with: answer([range("4000000000000000", "4000000000000099")]), isComplete: true)
        let before = table
        for wrong in [
            range("4000000000000050", "4000000000000200"), range("4000000000000000", "4000000000000098", .delete),
            range("4100000000000000", "4100000000000001", .modify),
        ] {
            #expect(throws: ProtocolError.self) {
                try table.update(with: answer([wrong], serial: "2"), isComplete: false)
            }
            #expect(table == before)
        }
        try table.update(
            with: answer(
                [
                    range("4000000000000000", "4000000000000099", .modify, .v2_2_0 ... .v2_2_0),
                    range("4000000000000100", "4000000000000199"), range("4000000000000", "4000000000099"),
                ], serial: "2"), isComplete: false)
        #expect(table.ranges.count == 3 && table.serialNumber == "2")
        let card = try #require(CardNumber("4000000000000050"))
        #expect(table.version(for: card, among: [.v2_1_0]) == nil)
        #expect(table.version(for: card, among: [.v2_1_0, .v2_2_0]) == .v2_2_0)
        // A number of another length is another range.
        #expect(try table.range(of: #require(CardNumber("4000000000050")))?.end == "4000000000099")
        try table.update(with: answer([range("4000000000000000", "4000000000000099", .delete)]), isComplete: false)
        #expect(table.range(of: card) == nil)
    }

    @Test func `a range that ends before it starts is no range`() {
        let wrong = Samples.preparationResponse.with(
            "cardRangeData", [range("4000000000000001", "4000000000000000").json])
        var table = CardRangeTable()
        #expect(throws: ProtocolError.self) {
            try table.update(with: Samples.message(wrong, receiver: .server), isComplete: true)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `looking up agrees with looking at every range`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var ranges: [CardRange] = []
        var next = 4_000_000_000_000_000
        for _ in 0..<300 {
            next += Int.random(in: 1...50, using: &generator)
            let end = next + Int.random(in: 0...50, using: &generator)
            ranges.append(range(String(next), String(end)))
            next = end
        }
        var table = CardRangeTable()
        try table.update(with: answer(ranges.shuffled(using: &generator)), isComplete: true)
        for number in 4_000_000_000_000_000...next {
            let card = try #require(CardNumber(String(number)))
            let expected = ranges.first { $0.start <= card.digits && card.digits <= $0.end }
            #expect(table.range(of: card) == expected)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a 3DS server that takes changes knows what one knows that takes all`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func routes() -> [DirectoryRoutes.Route] {
            (0..<20).filter { _ in Bool.random(using: &generator) }.map { number in
                let start = 4_000_000_000_000_000 + number * 1_000
                let versions = Bool.random(using: &generator) ? ProtocolVersion.v2_1_0 ... .v2_2_0 : .v2_2_0 ... .v2_2_0
                return .init(
                    range: range(String(start), String(start + 999), .add, versions), address: "https://a\(number)")
            }
        }
        var directory = try DirectoryRoutes(
            referenceNumber: "DS", address: "https://ds.example/", serialNumber: "0", routes: routes())
        var follower = CardRangeTable()
        for step in 1...30 {
            var request = Samples.preparationRequest
            request["serialNum"] = follower.serialNumber.map { .string($0) }
            let isComplete = follower.serialNumber == nil
            let asked = try Samples.message(request, receiver: .directory)
            let changes = try directory.preparation(answering: asked, transaction: Samples.directory)
            let read = try MessageReader(receiver: .server).message(from: changes.bytes(), answering: asked)
            try follower.update(with: read, isComplete: isComplete)
            var fresh = CardRangeTable()
            let all = try directory.preparation(
                answering: Samples.message(Samples.preparationRequest, receiver: .directory),
                transaction: Samples.directory)
            try fresh.update(with: all, isComplete: true)
            #expect(
                follower.ranges.map { $0.json["acsStartProtocolVersion"] }
                    == fresh.ranges.map { $0.json["acsStartProtocolVersion"] })
            #expect(follower.ranges.map(\.start) == fresh.ranges.map(\.start))
            // Sometimes several changes are missed.
            for miss in 0...Int.random(in: 0...3, using: &generator) {
                try directory.replace(routes(), serialNumber: "\(step)-\(miss)")
            }
        }
    }

    @Test func `a serial number that nobody gave out is refused`() throws {
        let directory = try DirectoryRoutes(
            referenceNumber: "DS", address: "https://ds.example/", servers: ["VIGIE-3DSS-1"], serialNumber: "7",
            routes: [])
        let unknown = try Samples.message(Samples.preparationRequest.with("serialNum", "6"), receiver: .directory)
        #expect(throws: ProtocolError.self) {
            try directory.preparation(answering: unknown, transaction: Samples.directory)
        }
        do throws(ProtocolError) {
            _ = try directory.preparation(answering: unknown, transaction: Samples.directory)
        } catch {
            #expect(error.code == .serialNumberInvalid)
        }
        let same = try Samples.message(Samples.preparationRequest.with("serialNum", "7"), receiver: .directory)
        #expect(try directory.preparation(answering: same, transaction: Samples.directory)[.cardRangeData] == nil)
    }

    @Test func `the highest common version is spoken, or none`() {
        let own = ProtocolVersion.supported
        #expect(ProtocolVersion.negotiated(among: own, within: [.v2_1_0 ... .v2_2_0, .v2_1_0 ... .v2_1_0]) == .v2_1_0)
        #expect(ProtocolVersion.negotiated(among: [.v2_1_0], within: [.v2_2_0 ... .v2_2_0]) == nil)
        #expect(ProtocolVersion("2.2.0").map { $0 > .v2_1_0 } == true)
        for text in ["2.2", "2.2.0.0", "02.2.0", "2.-2.0", "2. 2.0", "2.2.000", ""] {
            #expect(ProtocolVersion(text) == nil)
        }
    }
}
