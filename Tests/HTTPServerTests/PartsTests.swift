import HTTPServer
import Network
import Testing

@Suite struct ProxyHeaderTests {
    private func read(_ text: String) -> ProxyHeader.Outcome { ProxyHeader.read(Array(text.utf8)) }
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]

    @Test func `version 1 names the client`() {
        let header = "PROXY TCP4 203.0.113.7 192.0.2.1 5000 443\r\n"
        #expect(read(header + "GET") == .complete(length: header.utf8.count, client: NetworkAddress("203.0.113.7")))
        #expect(
            read("PROXY TCP6 2001:db8::7 2001:db8::1 5000 443\r\n")
                == .complete(length: 45, client: NetworkAddress("2001:db8::7")))
        #expect(read("PROXY UNKNOWN\r\n") == .complete(length: 15, client: nil))
        for cut in 0..<header.utf8.count { #expect(ProxyHeader.read(Array(header.utf8.prefix(cut))) == .incomplete) }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "PROXY\r\n", "PROXY TCP4\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n",
        "PROXY TCP4 2001:db8::7 1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", "PROXY TCP4 a b 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP6 :: 2001:db8::1 1 2\r\n",
    ])
    func `a malformed version 1 is refused`(header: String) {
        #expect(read(header) == .malformed)
    }

    @Test func `version 1 is never longer than it may be`() {
        #expect(read("PROXY UNKNOWN " + String(repeating: "x", count: 200)) == .malformed)
    }

    @Test func `version 2 names the client`() {
        let addresses: [UInt8] = [203, 0, 113, 7, 192, 0, 2, 1, 0x13, 0x88, 1, 0xbb]
        let header = Self.signature + [0x21, 0x11, 0, 15] + addresses + [4, 0, 0]
        #expect(ProxyHeader.read(header + [71]) == .complete(length: 31, client: NetworkAddress("203.0.113.7")))
        for cut in 0..<header.count { #expect(ProxyHeader.read(Array(header.prefix(cut))) == .incomplete) }
        let version6 = Self.signature + [0x21, 0x21, 0, 36] + [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11)
        #expect(
            ProxyHeader.read(version6 + [7] + [UInt8](repeating: 0, count: 20))
                == .complete(length: 52, client: NetworkAddress("2001:db8::7")))
        #expect(ProxyHeader.read(Self.signature + [0x20, 0, 0, 0]) == .complete(length: 16, client: nil))
    }

    @Test func `version 2 cannot name a client that has no address`() {
        let addresses = [UInt8](repeating: 0, count: 36)
        #expect(ProxyHeader.read(Self.signature + [0x21, 0x21, 0, 36] + addresses) == .malformed)
    }

    @Test(
        arguments: [
            [0x11, 0x11, 0, 12], [0x22, 0x11, 0, 12], [0x21, 0x11, 0, 11], [0x21, 0x12, 0, 12], [0x21, 0x11, 255, 255],
            [0x21, 0x21, 0, 12],
        ] as [[UInt8]])
    func `a malformed version 2 is refused`(rest: [UInt8]) {
        #expect(ProxyHeader.read(Self.signature + rest + [UInt8](repeating: 1, count: 300)) == .malformed)
    }
}

@Suite struct DeadlineWheelTests {
    private func entry(_ index: Int32) -> DeadlineWheel.Entry { .init(index: index, generation: 1) }

    @Test func `entries come up after their deadlines, in their order, once`() {
        var wheel = DeadlineWheel(width: 10, buckets: 8, now: 0)
        _ = wheel.file(entry(1), deadline: 25)
        _ = wheel.file(entry(2), deadline: 5)
        #expect(wheel.advance(to: 9).isEmpty)
        #expect(wheel.advance(to: 19).map(\.0) == [entry(2)])
        #expect(wheel.advance(to: 29).isEmpty)
        #expect(wheel.advance(to: 30).map(\.0) == [entry(1)])
        #expect(wheel.count == 0)
        #expect(wheel.nextTime() == nil)
    }

    @Test func `a deadline out of reach comes up early, to be filed again`() {
        var wheel = DeadlineWheel(width: 10, buckets: 8, now: 0)
        let bucket = wheel.file(entry(1), deadline: 100_000)
        #expect(bucket == 7)
        #expect(wheel.advance(to: 70).map(\.0) == [entry(1)])
    }

    @Test func `a deadline in the past comes up next`() {
        var wheel = DeadlineWheel(width: 10, buckets: 8, now: 1_000)
        _ = wheel.file(entry(1), deadline: 3)
        #expect(wheel.nextTime() == 1_010)
        #expect(wheel.advance(to: 1_010).count == 1)
    }

    @Test func `a wheel that stood still catches up`() {
        var wheel = DeadlineWheel(width: 10, buckets: 8, now: 0)
        for index in 0..<20 { _ = wheel.file(entry(Int32(index)), deadline: Int64(index * 3)) }
        #expect(wheel.advance(to: 1_000_000_000).count == 20)
        _ = wheel.file(entry(1), deadline: 1_000_000_005)
        #expect(wheel.advance(to: 1_000_000_020).count == 1)
    }
}
