import Network
import Testing

@Suite struct AddressClassTests {
    @Test(arguments: [
        ("1.1.1.1", AddressClass.global), ("0.0.0.0", .unspecified), ("0.1.2.3", .reserved),
        ("9.255.255.255", .global), ("10.0.0.0", .privateUse), ("10.255.255.255", .privateUse), ("11.0.0.0", .global),
        ("100.63.255.255", .global), ("100.64.0.0", .carrierShared), ("100.127.255.255", .carrierShared),
        ("100.128.0.0", .global), ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("128.0.0.1", .global),
        ("169.253.255.255", .global), ("169.254.169.254", .linkLocal), ("172.15.255.255", .global),
        ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse), ("172.32.0.0", .global),
        ("192.0.0.8", .reserved), ("192.0.2.1", .documentation), ("192.88.99.1", .reserved),
        ("192.167.255.255", .global), ("192.168.0.1", .privateUse), ("198.17.255.255", .global),
        ("198.18.0.1", .benchmarking), ("198.19.255.255", .benchmarking), ("198.51.100.7", .documentation),
        ("203.0.113.200", .documentation), ("223.255.255.255", .global), ("224.0.0.1", .multicast),
        ("239.255.255.255", .multicast), ("240.0.0.1", .reserved), ("255.255.255.255", .broadcast),
        ("::", .unspecified), ("::1", .loopback), ("1::1", .reserved), ("::2", .reserved), ("::127.0.0.1", .loopback),
        ("::8.8.8.8", .reserved), ("::ffff:127.0.0.1", .loopback), ("::ffff:10.1.2.3", .privateUse),
        ("::ffff:8.8.8.8", .global), ("64:ff9b::a9fe:a9fe", .linkLocal), ("64:ff9b::808:808", .global),
        ("64:ff9b:1::1", .reserved), ("100::1", .reserved), ("2001::1", .reserved), ("2001:2::1", .benchmarking),
        ("2001:db8::1", .documentation), ("2001:4860:4860::8888", .global), ("2002:7f00:1::", .loopback),
        ("2002:808:808::1", .global), ("2606:4700::1111", .global), ("3fff::1", .documentation),
        ("3fff:1000::1", .global), ("4000::1", .reserved), ("fc00::1", .uniqueLocal), ("fdff::1", .uniqueLocal),
        ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .uniqueLocal), ("ff02::1", .multicast),
    ])
    func `an address belongs to its registry's class, at the edges too`(text: String, kind: AddressClass) throws {
        #expect(try #require(NetworkAddress(text)).addressClass == kind)
    }
}
