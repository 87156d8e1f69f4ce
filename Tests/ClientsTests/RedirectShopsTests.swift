import HTTP
import Ledger
import StoreSQLite
import Testing
import Traffic
import Vocabulary

@testable import Clients

@Suite struct RedirectShopsTests {
    private func pay(
        _ bench: WebBench, _ way: RedirectShops.Way, resolving time: TimeSpan = .seconds(180)
    ) async throws -> PaymentReport {
        let shop = RedirectShop(
            origin: bench.origin, key: WebBench.key, run: "run",
            returnAddress: try FetchURL("https://shop.example/back"), surroundings: bench.surroundings(resolving: time))
        return await RedirectShops(shop, way: way).pay(try bench.arrival(1, .alternative))
    }

    @Test(arguments: [
        (RedirectShops.Way.pay, PaymentFate.approved), (.voucher, .approved), (.cancel, .refused), (.leave, .refused),
        (.late, .voided),
    ])
    func `each way ends as the gateway says`(way: RedirectShops.Way, fate: PaymentFate) async throws {
        try await WebBench.with(.bank) { bench in
            let report = try await pay(bench, way)
            #expect(report.fate == fate)
            #expect(!report.wasUnknown)
            #expect(report.reference?.hasPrefix("apm-") == true)
            #expect(try await bench.taken() == (fate == .approved ? [1_990] : []))
        }
    }

    @Test func `money that the bank tells of too late is given back`() async throws {
        try await WebBench.with(.bank) { bench in
            #expect(try await pay(bench, .late).fate == .voided)
            bench.advance(.minutes(17))
            #expect(try await bench.tellOfLateMoney() == 1)
            #expect(try await bench.taken().isEmpty)
            let payments = try await bench.store.payments(after: nil, limit: 10)
            #expect(payments.map(\.captured) == [1_990])
            #expect(payments.map(\.refunded) == [1_990])
        }
    }

    @Test(arguments: [WebBench.Loss.answer, .request, .status(502)])
    func `whatever is lost, the status says what became of it`(loss: WebBench.Loss) async throws {
        for (method, path) in [
            (HTTPMethod.post, "/v1/redirect-payments"), (.get, "/run-apm-1"), (.post, "/cancel"),
        ] {
            for way in [RedirectShops.Way.pay, .leave] {
                try await WebBench.with(.bank) { bench in
                    bench.network.lose(loss, method, path)
                    let report = try await pay(bench, way)
                    #expect(report.fate == (way == .pay ? .approved : .refused), "\(method) \(path) \(way)")
                    #expect(try await bench.taken() == (way == .pay ? [1_990] : []), "\(method) \(path) \(way)")
                }
            }
        }
    }

    @Test func `a payer whose bank went silent after the button is paid when the status says so`() async throws {
        try await WebBench.with(.bank) { bench in
            bench.network.losePage(.answer, .post)
            let report = try await pay(bench, .pay)
            #expect(report.fate == .approved)
            #expect(report.wasUnknown)
            #expect(try await bench.taken() == [1_990])
        }
        try await WebBench.with(.bank) { bench in
            bench.network.losePage(.request, .post)
            let report = try await pay(bench, .pay)
            #expect(report.fate == .failed)
            #expect(report.wasUnknown)
            #expect(try await bench.taken().isEmpty)
        }
    }

    @Test func `where nobody tells the status, it is unknown`() async throws {
        try await WebBench.with(.bank) { bench in
            bench.network.cut(afterPages: true)
            let report = try await pay(bench, .pay, resolving: .seconds(20))
            #expect(report.fate == .unknown)
            #expect(report.wasUnknown)
        }
    }
}
