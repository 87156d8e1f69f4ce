import Cards
import ISO8583
import Ledger
import LedgerContract
import NexoService
import Roles
import Testing
import Vocabulary

/// Terminals that repeat themselves, providers that lose answers, servers that die anywhere: whatever the order, the ledger and
/// the provider agree in the end, and nothing is done twice.
@Suite struct LifePropertyTests {
    @Test(arguments: [false, true])
    func `ledger and provider agree whatever happens`(_ takesAtOnce: Bool) throws {
        var outcomes: Set<String> = []
        for seed in UInt64(1)...6_000 {
            var world = World(seed: seed, takesAtOnce: takesAtOnce)
            for _ in 0..<world.below(24) { try world.step() }
            try world.settle()
            outcomes.insert(try world.check("seed \(seed)"))
        }
        // All ends were met.
        #expect(
            outcomes
                == (takesAtOnce ? ["nothing", "taken", "given back"] : ["nothing", "held", "taken", "given back"]))
    }
}

/// One transaction with its record, the ledger's payment, the provider and what is on its way.
private struct World {
    private var random: SeededGenerator
    private let asked: AskedTransaction
    private var now = LifeTests.start
    private var record: HeldTransaction?
    private var payment: Payment?
    private var provider = ModelProvider()
    private var onTheWay: [OnTheWay] = []

    private enum OnTheWay {
        case first(Fate)
        case duty(Int, Fate)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    struct Refused: Error { let refusal: Refusal }

    init(seed: UInt64, takesAtOnce: Bool) {
        random = SeededGenerator(seed)
        asked = AskedTransaction(
            name: TransactionName(party: "T", reference: String(seed), at: LifeTests.start), money: euros(1_000),
            takesAtOnce: takesAtOnce, merchant: "SHOP")
    }

    mutating func step() throws {
        now = now + .seconds(Int64(below(45)))
        switch below(10) {
        case 0, 1, 2:
            if case .ask(let begun) = TransactionLife.begin(asked, found: record, at: now) {
                record = begun
                try ask()
            }
        case 3:
            let minor: Int64 = below(4) == 0 ? 900 : 1_000
            try keep(TransactionLife.complete(record, minor: minor, captures: true, at: now))
        case 4: if below(3) == 0 { try keep(TransactionLife.takeBack(record, asked, at: now)) }
        case 5:
            if below(3) == 0 {
                let name = TransactionName(party: "T", reference: "cancel", at: LifeTests.start)
                try keep(TransactionLife.cancel(record, minor: record?.standing ?? 1, by: name, at: now))
            }
        // The server dies: what was on its way is heard by nobody.
        case 6: onTheWay = []
        case 7: try arrive()
        default: try work()
        }
    }

    /// Sends the first order; its answer arrives later, or never.
    private mutating func ask() throws {
        guard let record else { return }
        let kind: ProviderOrder.Kind =
            asked.takesAtOnce ? .pay(try Self.card(), expiry: "2812") : .authorise(try Self.card(), expiry: "2812")
        onTheWay.append(.first(fate(of: TransactionLife.firstOrder(record, kind: kind))))
        if below(3) > 0 { try arrive() }
    }

    private static func card() throws -> CardNumber { try CardNumber("4111111111111111") }

    private mutating func arrive() throws {
        guard !onTheWay.isEmpty, let record else { return }
        switch onTheWay.remove(at: below(onTheWay.count)) {
        case .first(let fate): try keep(TransactionLife.decided(record, fate, at: now))
        case .duty(let number, let fate): try keep(TransactionLife.performed(record, number, fate, at: now))
        }
    }

    private mutating func work() throws {
        guard let record else { return }
        switch TransactionLife.next(record, at: now) {
        case .wait: break
        case .keep(let change): try keep(change)
        case .send(let sent, let order, let number):
            self.record = sent
            onTheWay.append(.duty(number, fate(of: order)))
            if below(3) > 0 { try arrive() }
        }
    }

    /// Done and told, lost on the way there or back, or certainly not done.
    private mutating func fate(of order: ProviderOrder) -> Fate {
        switch below(8) {
        case 0: return .failed(.unreachable)
        case 1: return .unknown(.timedOut)
        case 2:
            _ = provider.perform(order)
            return .unknown(.broken)
        default: return provider.perform(order)
        }
    }

    private mutating func keep(_ change: TransactionLife.Change?) throws {
        guard let change else { return }
        for operation in change.operations {
            switch PaymentLife.step(operation, on: payment) {
            case .success(let step): payment = step.payment
            case .failure(let refusal): throw Refused(refusal: refusal)
            }
        }
        if let after = change.record { record = after }
    }

    /// All goes well from now on: what is on its way is lost, and all duties are done.
    mutating func settle() throws {
        onTheWay = []
        for _ in 0..<40 {
            now = now + .minutes(10)
            guard let record else { return }
            switch TransactionLife.next(record, at: now) {
            case .wait: break
            case .keep(let change): try keep(change)
            case .send(let sent, let order, let number):
                self.record = sent
                try keep(TransactionLife.performed(sent, number, provider.perform(order), at: now))
            }
        }
    }

    func check(_ seed: String) throws -> String {
        let books = provider.books(of: asked.name.order)
        guard let record else {
            #expect(books == ModelProvider.Books(), "\(seed)")
            return "nothing"
        }
        #expect(record.due == nil, "\(seed): nothing is owed any more")
        #expect(record.problem == nil, "\(seed)")
        // Nothing was asked twice under one name but what undoes.
        #expect(provider.doubled == 0, "\(seed)")
        #expect(try HeldTransaction(body: record.body) == record, "\(seed)")
        #expect(books.taken == payment?.captured ?? 0, "\(seed)")
        #expect(books.givenBack == payment?.refunded ?? 0, "\(seed)")
        let isHeld = (payment?.held ?? 0) > 0
        switch record.phase {
        case .approved:
            #expect(record.standing == (isHeld ? 1_000 : payment?.captured), "\(seed)")
            #expect(books.holds == (asked.takesAtOnce ? 0 : 1), "\(seed)")
            #expect(books.givenBack == 0, "\(seed)")
            return isHeld ? "held" : "taken"
        case .takenBack:
            #expect(!isHeld && books.taken == books.givenBack, "\(seed)")
            // A hold that was captured and given back is spent; any other one was let go.
            #expect(books.holds == 0 || books.taken > 0, "\(seed)")
            return books.taken > 0 ? "given back" : "nothing"
        case .refused, .failed:
            #expect(books == ModelProvider.Books() && payment == nil, "\(seed)")
            return "nothing"
        case .asking:
            Issue.record("\(seed): still asking")
            return "asking"
        }
    }
}
