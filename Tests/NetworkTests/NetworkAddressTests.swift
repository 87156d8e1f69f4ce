import Network
import Testing

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("1.2.3.4", "1.2.3.4"), ("0.0.0.0", "0.0.0.0"), ("203.0.113.7", "203.0.113.7"),
        ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("fe80::1", "fe80::1"), ("2001:db8::7:0", "2001:db8::7:0"),
        ("2001:DB8::1", "2001:db8::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("0:0:0:0:0:0:0:0", "::"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("fe80::1:2:3:4", "fe80::1:2:3:4"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"),
        ("1:2::3:4:5:6:7", "1:2:0:3:4:5:6:7"), ("0001:0db8::000F", "1:db8::f"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"),
        ("::ffff:10.0.0.1", "10.0.0.1"), ("::ffff:1.2.3.4", "1.2.3.4"), ("::FFFF:102:304", "1.2.3.4"),
    ])
    func `an address prints in one way only, the shortest, which reads back`(text: String, printed: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.description == printed)
        #expect(NetworkAddress(printed) == address)
        // A piece of a longer text is read alike.
        #expect(NetworkAddress("[\(text)]".dropFirst().dropLast()) == address)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "127.1", "0x7f000001", "2130706433", "1.2.3.4.5", "256.1.1.1", "256.0.0.1", "1000.0.0.1",
        "01.2.3.4", "1.2.3.00", "010.0.0.1", "1.2.3.0x4", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4 ", " 1.2.3.4",
        "+1.2.3.4", "-1.0.0.0", "1.2.3.4\u{0}", "٣.0.0.1", "localhost", "unix",
        ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "::1::", "12345::", "g::", "::g", "+1::",
        "::1%eth0", "1:2:3:4:5:6:7::8", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:",
        "::1.2.3", "::01.2.3.4", "1.2.3.4::", "::1.2.3.4:1", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6::1.2.3.4", "[::1]",
        "::1\u{0}", "00000000000000000000000000000000000000000000000000::1",
    ])
    func `what is not exactly an address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `a mapped address is its IPv4 address`() throws {
        let address = try #require(NetworkAddress("203.0.113.7"))
        #expect(NetworkAddress("::ffff:203.0.113.7") == address)
        #expect(NetworkAddress(version4: 0xcb00_7107) == address)
        #expect(NetworkAddress(bytes: [UInt8](repeating: 0, count: 10) + [255, 255, 203, 0, 113, 7]) == address)
        #expect(address.isVersion4)
        #expect(try #require(NetworkAddress("::203.0.113.7")).isVersion4 == false)
        #expect(try #require(NetworkAddress("1::ffff:203.0.113.7")).isVersion4 == false)
    }

    @Test(
        arguments: [
            ("192.0.2.1", [192, 0, 2, 1]), ("1::2", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]),
            ("1:203:405:607:809:a0b:c0d:e0f", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        ] as [(String, [UInt8])])
    func `an address is its bytes in network order`(text: String, bytes: [UInt8]) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.bytes == bytes)
        #expect(NetworkAddress(bytes: bytes) == address)
    }

    @Test(arguments: [0, 1, 3, 5, 15, 17])
    func `bytes of another number are no address`(count: Int) {
        #expect(NetworkAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `clients are counted by IPv4 address and by IPv6 network of 64 bits`() throws {
        func key(_ text: String) throws -> NetworkAddress { try #require(NetworkAddress(text)).countingKey }
        #expect(try key("192.0.2.1") == key("::ffff:192.0.2.1"))
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
        #expect(try key("2001:db8:0:1::1") == key("2001:db8:0:1:ffff::2"))
        #expect(try key("2001:db8:0:1::1") != key("2001:db8:0:2::1"))
    }
}
