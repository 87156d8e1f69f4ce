import HTTP
import Ledger
import Testing
import Traffic
import Vocabulary

@testable import Clients

@Suite struct OrderDesksTests {
    private func pay(_ bench: WebBench, _ way: OrderDesks.Way) async throws -> PaymentReport {
        await OrderDesks(bench.shop(), way: way).pay(try bench.arrival(1, .eTerminal))
    }

    @Test(arguments: OrderDesks.Way.allCases)
    func `an order is taken once`(way: OrderDesks.Way) async throws {
        try await WebBench.with { bench in
            let report = try await pay(bench, way)
            #expect(report.fate == .approved)
            #expect(!report.wasUnknown)
            #expect(try await bench.taken() == [1_990])
        }
    }

    @Test func `somebody signs in once and takes many orders`() async throws {
        try await WebBench.with { bench in
            let desks = OrderDesks(bench.shop())
            for number in 0..<6 {
                let arrival = try bench.arrival(number, .eTerminal)
                #expect(await desks.pay(arrival).fate == .approved)
            }
            #expect(try await bench.taken().count == 6)
            #expect(bench.network.count(.post, "/merchant/sign-in") == 1)
        }
    }

    @Test(arguments: OrderDesks.Way.allCases)
    func `a form whose answer is lost is found by its reference`(way: OrderDesks.Way) async throws {
        try await WebBench.with { bench in
            bench.network.lose(.answer, .post, "/merchant/terminal")
            let report = try await pay(bench, way)
            #expect(report.fate == .approved)
            #expect(report.wasUnknown)
            #expect(try await bench.taken() == [1_990])
        }
    }

    @Test(arguments: OrderDesks.Way.allCases)
    func `a form that never arrived is failed, and can't arrive any more`(way: OrderDesks.Way) async throws {
        try await WebBench.with { bench in
            bench.network.lose(.late, .post, "/merchant/terminal")
            let report = try await pay(bench, way)
            #expect(report == PaymentReport(.failed, reason: "no answer in time", wasUnknown: true))
            #expect(try await bench.network.deliver() == [422])
            #expect(bench.provider.done.isEmpty)
        }
    }

    @Test func `a payer whose card's form is lost has paid when the gateway says so`() async throws {
        for (loss, fate) in [(WebBench.Loss.answer, PaymentFate.approved), (.request, .failed)] {
            try await WebBench.with { bench in
                bench.network.losePage(loss, .post)
                let report = try await pay(bench, .link)
                #expect(report.fate == fate)
                #expect(report.wasUnknown)
                #expect(try await bench.taken() == (fate == .approved ? [1_990] : []))
            }
        }
    }

    @Test func `who has no key takes no orders`() async throws {
        try await WebBench.with { bench in
            let stranger = GatewayShop(
                origin: bench.origin, key: "vgk_nobody", run: "run", surroundings: bench.surroundings())
            let report = await OrderDesks(stranger).pay(try bench.arrival(1, .eTerminal))
            #expect(report == PaymentReport(.failed, reason: "the e-terminal's page: answer 401"))
        }
    }
}
