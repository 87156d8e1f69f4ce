/// What a record says. Those without a name here are kept by their numbers.
package struct RecordType: Sendable, Hashable, CustomStringConvertible {
    package let number: UInt16

    package init(number: UInt16) { self.number = number }

    package static let a = RecordType(number: 1)
    package static let ns = RecordType(number: 2)
    package static let cname = RecordType(number: 5)
    package static let soa = RecordType(number: 6)
    package static let mx = RecordType(number: 15)
    package static let txt = RecordType(number: 16)
    package static let aaaa = RecordType(number: 28)
    package static let srv = RecordType(number: 33)
    package static let opt = RecordType(number: 41)
    package static let ds = RecordType(number: 43)
    package static let rrsig = RecordType(number: 46)
    package static let dnskey = RecordType(number: 48)
    package static let caa = RecordType(number: 257)

    private static let names: [(type: RecordType, name: String)] = [
        (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.mx, "MX"), (.txt, "TXT"), (.aaaa, "AAAA"),
        (.srv, "SRV"), (.opt, "OPT"), (.ds, "DS"), (.rrsig, "RRSIG"), (.dnskey, "DNSKEY"), (.caa, "CAA"),
    ]

    package init?(_ name: String) {
        guard let found = Self.names.first(where: { $0.name == name.uppercased() }) else { return nil }
        self = found.type
    }

    package var description: String { Self.names.first { $0.type == self }?.name ?? "TYPE\(number)" }
}

/// How a server answered.
package struct ResponseCode: Sendable, Hashable, CustomStringConvertible {
    package let number: UInt16
    package static let noError = ResponseCode(number: 0)
    package static let noSuchName = ResponseCode(number: 3)

    private static let names = [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH",
        "NOTZONE",
    ]

    package var description: String {
        Int(number) < Self.names.count ? Self.names[Int(number)] : "RCODE\(number)"
    }
}
