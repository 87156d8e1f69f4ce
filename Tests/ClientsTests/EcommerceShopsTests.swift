import Clients
import HTTP
import Ledger
import Synchronization
import Testing
import Traffic
import Vocabulary

@Suite struct EcommerceShopsTests {
    private func pay(
        _ bench: WebBench, _ way: EcommerceShops.Way, isPoor: Bool = false, resolving time: TimeSpan = .seconds(180)
    ) async throws -> PaymentReport {
        await EcommerceShops(bench.shop(resolving: time), way: way).pay(try bench.arrival(isPoor: isPoor))
    }

    @Test(arguments: [
        (EcommerceShops.Way.automatic, PaymentFate.approved, Int64(1_990)), (.capture, .approved, 1_990),
        (.void, .voided, 0),
    ])
    func `each way ends as it should, and the ledger says the same`(
        way: EcommerceShops.Way, fate: PaymentFate, taken: Int64
    ) async throws {
        try await WebBench.with { bench in
            let report = try await pay(bench, way)
            #expect(report.fate == fate)
            #expect(!report.wasUnknown)
            #expect(report.reference?.hasPrefix("pay_") == true)
            #expect(try await bench.taken() == (taken > 0 ? [taken] : []))
            #expect(try await bench.held() == 0)
        }
    }

    @Test(arguments: EcommerceShops.Way.allCases)
    func `an answer that is lost is found out, and nothing is done twice`(way: EcommerceShops.Way) async throws {
        let steps: [(WebBench.Loss, String)] = [
            (.answer, "/v1/payments"), (.answer, "/captures"), (.request, "/captures"), (.answer, "/void"),
            (.request, "/void"), (.status(502), "/v1/payments"), (.status(503), "/captures"),
        ]
        for (loss, path) in steps {
            try await WebBench.with { bench in
                bench.network.lose(loss, .post, path)
                let report = try await pay(bench, way)
                let isNeverSent: Bool = if case .status(502) = loss { true } else { false }
                #expect(report.fate == (isNeverSent ? .failed : way == .void ? .voided : .approved), "\(loss) \(path)")
                let taken: [Int64] = report.fate == .approved ? [1_990] : []
                #expect(try await bench.taken() == taken, "\(loss) \(path)")
                #expect(try await bench.held() == 0)
            }
        }
    }

    @Test func `what never arrived is failed, and can't arrive any more`() async throws {
        try await WebBench.with { bench in
            bench.network.lose(.late, .post, "/v1/payments")
            let report = try await pay(bench, .automatic)
            #expect(report == PaymentReport(.failed, reason: "no answer in time", wasUnknown: true))
            #expect(try await bench.network.deliver() == [422])
            #expect(bench.provider.done.isEmpty)
            #expect(try await bench.taken().isEmpty)
        }
    }

    @Test func `what was certainly not sent is failed at once`() async throws {
        try await WebBench.with { bench in
            bench.network.lose(.refusedConnection, .post, "/v1/payments")
            let report = try await pay(bench, .automatic)
            #expect(report == PaymentReport(.failed, reason: "no connection"))
        }
    }

    @Test func `where nobody says what became of it, it is unknown`() async throws {
        try await WebBench.with { bench in
            bench.network.cut()
            let report = try await pay(bench, .automatic, resolving: .seconds(30))
            #expect(report.fate == .unknown)
            #expect(report.reference == "run-ecommerce-1")
            #expect(report.wasUnknown)
        }
    }

    @Test func `the steps tell what was sent, with the card masked`() async throws {
        try await WebBench.with { bench in
            let steps = Mutex<[PaymentStep]>([])
            let shops = EcommerceShops(bench.shop(), way: .automatic)
            _ = await shops.pay(try bench.arrival()) { step in steps.withLock { $0.append(step) } }
            let told = steps.withLock { $0 }
            #expect(told.map(\.kind) == [.asked, .heard])
            let everything = told.flatMap { [$0.text] + $0.details }.joined(separator: "\n")
            #expect(everything.contains("999904******"))
            #expect(everything.firstMatch(of: #/999904\d{10}/#) == nil)
            #expect(!everything.contains(WebBench.key))
        }
    }

    @Test func `what the gateway takes back is reversed, and asked for until it is`() async throws {
        try await WebBench.with { bench in
            // The order, and two attempts to take it back.
            bench.provider.play(.isSilent, .isSilent, .isSilent)
            let report = try await pay(bench, .automatic)
            #expect(report.fate == .reversed)
            #expect(report.wasUnknown)
            #expect(try await bench.taken().isEmpty)
        }
    }

    @Test func `a shop that is not known pays nothing`() async throws {
        try await WebBench.with { bench in
            let stranger = GatewayShop(
                origin: bench.origin, key: "vgk_nobody", run: "run", surroundings: bench.surroundings())
            let report = await EcommerceShops(stranger).pay(try bench.arrival())
            #expect(report == PaymentReport(.failed, reason: "unauthorised"))
        }
    }
}
