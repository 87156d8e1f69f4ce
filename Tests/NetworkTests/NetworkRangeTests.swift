import Network
import Testing

@Suite struct NetworkRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/8", "9.255.255.255", false),
        ("10.1.0.0/16", "10.1.255.255", true), ("10.1.0.0/16", "::ffff:10.1.2.3", true),
        ("10.1.0.0/16", "10.2.0.0", false), ("10.1.0.0/16", "::1", false), ("10.1.0.0/16", "::10.1.2.3", false),
        ("0.0.0.0/0", "203.0.113.7", true), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("0.0.0.0/0", "2001:db8::1", false), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.0/25", "192.0.2.127", true), ("192.0.2.0/25", "192.0.2.128", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", true), ("2001:db8::/64", "2001:db8:0:1::", false),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false), ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", true),
        ("::1/128", "::1", true), ("::1/128", "::2", false), ("2001:db8::/96", "2001:db8::ffff:ffff", true),
        ("2001:db8::/96", "2001:db8::1:0:0", false), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
        ("::ffff:10.0.0.0/104", "11.1.2.3", false),
    ])
    func `a network holds the addresses with its prefix and no others`(
        network: String, address: String, isInside: Bool
    ) throws {
        let network = try #require(NetworkRange(network))
        #expect(network.contains(try #require(NetworkAddress(address))) == isInside)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("192.0.2.1", "192.0.2.1/32"), ("0.0.0.0/0", "0.0.0.0/0"), ("::/0", "::/0"),
        ("::1", "::1/128"), ("2001:DB8::/33", "2001:db8::/33"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
    ])
    func `a network prints in one way only, which reads back`(text: String, printed: String) throws {
        let network = try #require(NetworkRange(text))
        #expect(network.description == printed)
        #expect(NetworkRange(printed) == network)
    }

    @Test(arguments: [
        "", "/", "/8", "a/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/8 ",
        "10.0.0.0/٨", "10.0.0.0/99999999999999999999", "::/129", "10.0/16", "010.0.0.0/8", "::ffff:10.0.0.0/129",
    ])
    func `a malformed network is refused`(text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test(arguments: ["10.1.0.1/16", "2001:db8:8000::/32", "::ffff:10.0.0.0/90", "2001:db8::1/127", "128.0.0.0/0"])
    func `bits behind the prefix are refused`(text: String) {
        #expect(NetworkRange(text) == nil)
    }
}

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8480", "127.0.0.1:8480"), ("[::1]:80", "[::1]:80"), ("[::]:443", "[::]:443"),
        ("0.0.0.0:0", "0.0.0.0:0"), ("[2001:DB8:0::1]:65535", "[2001:db8::1]:65535"),
        ("[::ffff:10.0.0.1]:80", "10.0.0.1:80"),
    ])
    func `a place to listen prints in one way only, which reads back`(text: String, printed: String) throws {
        let place = try #require(SocketAddress(text))
        #expect(place.description == printed)
        #expect(SocketAddress(printed) == place)
    }

    @Test(arguments: [
        "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[::1]", "[127.0.0.1]:80", "localhost:80",
        "1.2.3.4:-1", "1.2.3.4:+1", "[::1:80", "[]:80",
    ])
    func `what is not an address and a port is no place to listen`(text: String) {
        #expect(SocketAddress(text) == nil)
    }
}
