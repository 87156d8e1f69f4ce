import Settings
import Testing

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::", "::"), ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("fe80::1:2:3:4", "fe80::1:2:3:4"), ("::ffff:10.0.0.1", "10.0.0.1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1::", "1::"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func `an address is read and written in its shortest form`(text: String, shortest: String) {
        #expect(NetworkAddress(text)?.description == shortest)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "::1::",
        "12345::", "g::", "1:2:3:4:5:6:7:8::", "::1%eth0", "1.2.3.4::", "-1.0.0.0", "٣.0.0.1", "+1::",
        "::1:2:3:4:5:6:7:8",
    ])
    func `what is no address is refused`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `a network holds the addresses with its prefix`() throws {
        let network = try #require(NetworkRange("10.1.0.0/16"))
        #expect(network.contains(try #require(NetworkAddress("10.1.255.255"))))
        #expect(network.contains(try #require(NetworkAddress("::ffff:10.1.2.3"))))
        #expect(!network.contains(try #require(NetworkAddress("10.2.0.0"))))
        #expect(!network.contains(try #require(NetworkAddress("::1"))))
        #expect(try #require(NetworkRange("0.0.0.0/0")).contains(try #require(NetworkAddress("8.8.8.8"))))
        #expect(!(try #require(NetworkRange("0.0.0.0/0")).contains(try #require(NetworkAddress("2001:db8::1")))))
        #expect(try #require(NetworkRange("::/0")).contains(try #require(NetworkAddress("2001:db8::1"))))
        #expect(try #require(NetworkRange("2001:db8::/33")).description == "2001:db8::/33")
        for text in [
            "10.1.0.1/16", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/+8",
            "2001:db8:8000::/32",
        ] {
            #expect(NetworkRange(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[::1]", "[127.0.0.1]:80", "localhost:80",
        "1.2.3.4:-1",
        "1.2.3.4:+1", "[::1:80", "[]:80",
    ])
    func `a place to listen is an address and a port`(text: String) {
        #expect(SocketAddress(text) == nil)
    }
}

@Suite struct NearestWordTests {
    @Test func `finds the word that was meant and does not guess`() {
        let words = ["serve", "check", "verify", "restore", "rebuild", "listen"]
        #expect(NearestWord.to("sevre", among: words) == "serve")
        #expect(NearestWord.to("Verfy", among: words) == "verify")
        #expect(NearestWord.to("lisen", among: words) == "listen")
        #expect(NearestWord.to("banana", among: words) == nil)
        #expect(NearestWord.to("", among: words) == nil)
        #expect(NearestWord.to(String(repeating: "x", count: 100_000), among: words) == nil)
    }
}
