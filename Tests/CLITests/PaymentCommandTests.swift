import Testing

@testable import CLI

@Suite struct PaymentCommandTests {
    private func parse(_ line: String) throws -> Command {
        try CommandLineParser.parse(line.split(separator: " ").map(String.init)).command
    }

    @Test func `a payment has an amount, a currency and places`() throws {
        let usual = PayCommand(
            channel: "instore-cb2a", minorUnits: 1_990, currency: "EUR", isPoor: false, way: nil,
            places: PaymentPlaces())
        #expect(try parse("pay instore-cb2a") == .pay(usual))
        let line =
            "pay instore-cb2a --amount 5.51 --currency CHF --poor --to instore-cb2a=tls:[::1]:5002 --authorities ca.crt"
        let places = PaymentPlaces(
            places: ["instore-cb2a": .init(host: "::1", port: 5_002, isTLS: true)], authorities: "ca.crt")
        #expect(
            try parse(line)
                == .pay(
                    PayCommand(
                        channel: "instore-cb2a", minorUnits: 551, currency: "CHF", isPoor: true, way: nil,
                        places: places))
        )
        #expect(try parse("pay instore-cb2a --amount 7") != parse("pay instore-cb2a --amount 7.01"))
        guard case .pay(let nexo) = try parse("pay instore-nexo --mac-key env:NEXO_KEY") else {
            Issue.record("no payment")
            return
        }
        #expect(nexo.channel == "instore-nexo")
        #expect(nexo.places.nexoKey == "env:NEXO_KEY")
        #expect(PaymentPlaces()["instore-nexo"] == .init(host: "127.0.0.1", port: 5_001))
        #expect(PaymentPlaces()["instore-cb2a"] == .init(host: "127.0.0.1", port: 5_002))
    }

    @Test(arguments: [
        "pay", "pay dashboard", "pay instore-cb2a --amount 0", "pay instore-cb2a --amount 0.00",
        "pay instore-cb2a --amount 1.5", "pay instore-cb2a --amount -1", "pay instore-cb2a --amount 1,50",
        "pay instore-cb2a --amount 99999999999", "pay instore-cb2a --currency XXX",
        "pay instore-cb2a --to 127.0.0.1:5002", "pay instore-cb2a --to instore-cb2a=127.0.0.1",
        "pay instore-cb2a --to instore-cb2a=127.0.0.1:0", "pay instore-cb2a --to instore-cb2a=:5002",
        "pay instore-cb2a --to moon=127.0.0.1:5002", "pay instore-cb2a --patience 0", "traffic --rate 0",
        "traffic --rate 10001", "traffic --for x", "traffic --places 0", "traffic --seed -1", "traffic now",
    ])
    func `what can't be paid is refused`(line: String) {
        #expect(throws: UsageError.self) { try parse(line) }
    }

    @Test func `traffic has a rate, a length and a seed`() throws {
        #expect(
            try parse("traffic --rate 50 --for 30 --mix instore-cb2a=1 --seed 7 --record out.jsonl")
                == .traffic(
                    TrafficCommand(
                        rate: 50, seconds: 30, mix: "instore-cb2a=1", channels: nil, places: 20, seed: 7,
                        record: "out.jsonl",
                        to: PaymentPlaces())))
    }

    @Test func `shops show their keys by reference alone`() throws {
        let line =
            "pay ecommerce --way void --shop-key env:ONE --shop-key ecommerce=file:/two --resolve 30 --keep-connections"
        guard case .pay(let command) = try parse(line) else {
            Issue.record("no payment")
            return
        }
        #expect(command.way == "void")
        let shops = command.places.shops
        #expect(shops.key("ecommerce") == "file:/two")
        #expect(shops.key("apm") == "env:ONE")
        #expect(shops.resolveSeconds == 30 && shops.keepsConnections)
        #expect(ShopOptions().key("3ds") == "env:VIGIE_SHOP_KEY")
        #expect(throws: UsageError.self) { try parse("pay ecommerce --shop-key vgk_test_shop_one") }
        #expect(throws: UsageError.self) { try parse("pay ecommerce --shop-key ecommerce=vgk_test_shop_one") }
    }

    @Test func `traffic keeps to some channels`() throws {
        guard case .traffic(let command) = try parse("traffic --channels ecommerce,instore-cb2a") else {
            Issue.record("no traffic")
            return
        }
        #expect(command.channels == ["ecommerce", "instore-cb2a"])
        #expect(throws: UsageError.self) { try parse("traffic --channels ecommerce,moon") }
        #expect(throws: UsageError.self) { try parse("traffic --channels ecommerce --mix ecommerce=1") }
    }
}
