import HTTP
import Network
import Testing

@Suite struct FetchPolicyTests {
    /// One address of each class at least, and those that hide one in IPv6.
    private static let addresses = [
        "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "127.0.0.1", "::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "10.0.0.1", "::ffff:10.1.2.3", "169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1",
        "100.64.0.1", "fc00::1", "224.0.0.1", "ff02::1", "192.0.2.1", "2001:db8::1", "198.18.0.1", "2001:2::1",
        "0.0.0.0", "::", "255.255.255.255", "240.0.0.1", "4000::1",
    ]

    @Test(arguments: addresses) func `only global addresses are public`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        let isGlobal = address.addressClass == .global
        let other = try #require(NetworkAddress("192.168.7.7"))
        #expect(FetchPolicy.AddressRule.publicOnly.allows(address) == isGlobal)
        #expect(FetchPolicy.AddressRule.publicAnd([other]).allows(address) == isGlobal)
        #expect(FetchPolicy.AddressRule.publicAnd([address]).allows(address))
        #expect(FetchPolicy.AddressRule.any.allows(address))
    }

    @Test func `the addresses above are of every class`() {
        let classes = Set(Self.addresses.compactMap { NetworkAddress($0)?.addressClass })
        #expect(classes == Set(AddressClass.allCases))
    }

    @Test func `an address that is allowed besides is allowed in its mapped form`() throws {
        let rule = FetchPolicy.AddressRule.publicAnd([try #require(NetworkAddress("10.0.0.1"))])
        #expect(rule.allows(try #require(NetworkAddress("::ffff:10.0.0.1"))))
        #expect(!rule.allows(try #require(NetworkAddress("::ffff:10.0.0.2"))))
    }
}
