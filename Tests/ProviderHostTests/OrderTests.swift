import Cards
import ISO8583
import Ledger
import Roles
import Testing
import Vocabulary

@testable import ProviderHost

@Suite struct OrderTests {
    @Test func `cards say what their issuer says`() throws {
        #expect(TestOutcome.code(of: try card()) == .approved)
        for code in ["05", "14", "41", "43", "51", "54", "57", "61", "62", "65", "91", "96"] {
            #expect(TestOutcome.code(of: try card(code)).description == code)
        }
        // 900 and a code that nobody has.
        #expect(TestOutcome.code(of: try card("98")) == .approved)
        #expect(TestOutcome.code(of: try CardNumber("4000000000000002")).description == "05")
        #expect(TestOutcome.code(of: try CardNumber("4000000000009995")) == .insufficientFunds)
        #expect(TestOutcome.code(of: try CardNumber("4111111111111111")) == .approved)
    }

    @Test(arguments: Place.allCases)
    func `an order is done once, whichever server hears it and however often`(place: Place) async throws {
        try await place.with(2) { stores in
            let desks = stores.map(desk)
            let authorise = try order("a", .authorise(card(), expiry: "2912"))
            let first = try await desks[0].perform(authorise)
            #expect(first.code == .approved)
            #expect(try await desks[1].perform(authorise) == first)
            // The same name for something else.
            let other = try order("a", .authorise(card(), expiry: "2912"), 2_000)
            #expect(try await desks[1].perform(other).code == .duplicate)
            let refused = try order("r", .authorise(card("51"), expiry: "2912"))
            #expect(try await desks[0].perform(refused).code == .insufficientFunds)
            #expect(try await desks[1].perform(refused).approval == nil)
        }
    }

    @Test(arguments: Place.allCases)
    func `captures and refunds stay within what there is, also when two servers race`(place: Place) async throws {
        try await place.with(2) { stores in
            let desks = stores.map(desk)
            _ = try await desks[0].perform(try order("a", .authorise(card(), expiry: "2912"), 1_000))
            // Eleven captures of a tenth each: ten fit.
            var orders: [ProviderOrder] = []
            for number in 0..<11 { orders.append(try order("c\(number)", .capture(of: try name("a")), 100)) }
            let codes = try await withThrowingTaskGroup { group in
                for (number, order) in orders.enumerated() {
                    group.addTask { try await desks[number % 2].perform(order).code.description }
                }
                var codes: [String] = []
                for try await code in group { codes.append(code) }
                return codes
            }
            #expect(codes.count { $0 == "00" } == 10)
            #expect(codes.count { $0 == "61" } == 1)
            #expect(try await desks[0].perform(try order("f1", .refund(of: try name("a")), 1_000)).code == .approved)
            #expect(
                try await desks[1].perform(try order("f2", .refund(of: try name("a")), 1)).code.description == "61")
            #expect(
                try await desks[1].perform(try order("c99", .capture(of: try name("nobody")), 1)).code
                    == .invalidTransaction)
        }
    }

    @Test(arguments: Place.allCases)
    func `what is undone stays undone, whichever comes first`(place: Place) async throws {
        try await place.with(1) { stores in
            let desk = desk(stores[0])
            let authorise = try order("a", .authorise(card(), expiry: "2912"))
            #expect(try await desk.perform(authorise).code == .approved)
            for undo in ["u1", "u1", "u2"] {
                #expect(try await desk.perform(try order(undo, .reverse(try name("a")))).code == .approved)
            }
            #expect(try await desk.perform(authorise).code == .invalidTransaction)
            #expect(
                try await desk.perform(try order("c", .capture(of: try name("a")))).code == .invalidTransaction)
            // The undoing overtakes what it undoes.
            #expect(try await desk.perform(try order("u3", .reverse(try name("late")))).code == .approved)
            let late = try order("late", .authorise(card(), expiry: "2912"))
            #expect(try await desk.perform(late).code == .invalidTransaction)
            // Undoing what was refused changes nothing.
            _ = try await desk.perform(try order("r", .authorise(card("05"), expiry: "2912")))
            #expect(try await desk.perform(try order("u4", .reverse(try name("r")))).code == .approved)
        }
    }

    @Test func `a capture or refund that is undone gives its money back to the payment`() async throws {
        try await Place.sqlite.with(1) { stores in
            let desk = desk(stores[0])
            _ = try await desk.perform(try order("a", .authorise(card(), expiry: "2912"), 1_000))
            _ = try await desk.perform(try order("c1", .capture(of: try name("a")), 1_000))
            #expect(try await desk.perform(try order("u1", .reverse(try name("c1")), 1_000)).code == .approved)
            #expect(try await desk.perform(try order("c2", .capture(of: try name("a")), 1_000)).code == .approved)
            _ = try await desk.perform(try order("f1", .refund(of: try name("a")), 400))
            // The money has gone back to the cardholder: the capture can't be undone any more.
            #expect(
                try await desk.perform(try order("u2", .reverse(try name("c2")), 1_000)).code == .invalidTransaction)
            #expect(try await desk.perform(try order("u3", .reverse(try name("f1")), 400)).code == .approved)
            #expect(try await desk.perform(try order("f2", .refund(of: try name("a")), 1_000)).code == .approved)
        }
    }
}
