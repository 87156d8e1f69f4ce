/// What a server answered to one question.
package struct DomainMessage: Sendable, Hashable {
    /// The largest answer that is asked for over UDP.
    package static let datagramMost = 1_232
    package static let recordsMost = 2_000

    package let id: UInt16
    package let isResponse: Bool
    package let isAuthoritative: Bool
    /// Did not fit: it is asked for again over TCP.
    package let isTruncated: Bool
    /// The resolver says that the signatures hold.
    package let isValidated: Bool
    package let code: ResponseCode
    package let questions: [(name: DomainName, type: RecordType)]
    package let answers: [DomainRecord]
    package let authorities: [DomainRecord]
    package let additional: [DomainRecord]

    /// The bytes that ask; `isRecursive` asks a resolver to find out, `wantsSignatures` asks for DNSSEC's records too.
    package static func question(
        id: UInt16, _ name: DomainName, _ type: RecordType, isRecursive: Bool, wantsSignatures: Bool
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ number: UInt16) { bytes += [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)] }
        add(id)
        // With recursion goes the wish to be told whether the answer was validated.
        add(isRecursive ? 0x0120 : 0)
        for count in [1, 0, 0, 1] as [UInt16] { add(count) }
        bytes += name.bytes
        add(type.number)
        add(1)
        bytes.append(0)
        add(RecordType.opt.number)
        add(UInt16(datagramMost))
        add(0)
        add(wantsSignatures ? 0x8000 : 0)
        add(0)
        return bytes
    }

    package init(_ bytes: [UInt8]) throws(DNSError) {
        guard bytes.count <= 65_535 else { throw DNSError("\(bytes.count) bytes are more than a message may have") }
        var reader = DomainReader(bytes)
        id = try reader.number16()
        let flags = try reader.number16()
        isResponse = flags & 0x8000 != 0
        isAuthoritative = flags & 0x0400 != 0
        isTruncated = flags & 0x0200 != 0
        isValidated = flags & 0x0020 != 0
        var counts: [Int] = []
        for _ in 0..<4 { counts.append(Int(try reader.number16())) }
        guard counts[0] <= 16, counts[1...].reduce(0, +) <= Self.recordsMost else {
            throw DNSError("the message announces more than \(Self.recordsMost) records")
        }
        var questions: [(DomainName, RecordType)] = []
        for _ in 0..<counts[0] {
            let name = try reader.name()
            questions.append((name, RecordType(number: try reader.number16())))
            _ = try reader.number16()
        }
        self.questions = questions
        var extended: UInt16 = 0
        var sections: [[DomainRecord]] = []
        for count in counts[1...] {
            var records: [DomainRecord] = []
            for _ in 0..<count {
                let name = try reader.name()
                let type = RecordType(number: try reader.number16())
                _ = try reader.number16()
                let ttl = try reader.number32()
                let length = Int(try reader.number16())
                if type == .opt {
                    extended = UInt16(ttl >> 24) << 4
                    guard reader.place + length <= bytes.count else { throw DNSError("the message ends too early") }
                    reader.place += length
                } else {
                    records.append(
                        DomainRecord(
                            name: name, type: type, ttl: ttl, value: try reader.value(of: type, length: length)))
                }
            }
            sections.append(records)
        }
        guard reader.place == bytes.count else {
            throw DNSError("\(bytes.count - reader.place) bytes follow the message")
        }
        code = ResponseCode(number: extended | flags & 0xf)
        answers = sections[0]
        authorities = sections[1]
        additional = sections[2]
    }

    /// Whether this answers that question.
    package func answers(id: UInt16, _ name: DomainName, _ type: RecordType) -> Bool {
        isResponse && self.id == id && questions.count == 1 && questions[0].name == name && questions[0].type == type
    }

    /// The records of a type at a name, or at the name that its aliases lead to.
    package func records(at name: DomainName, _ type: RecordType) -> [DomainRecord] {
        var owner = name
        for _ in 0..<16 where type != .cname {
            guard let alias = answers.first(where: { $0.type == .cname && $0.name == owner }),
                let target = DomainName(alias.value), target != owner
            else { break }
            owner = target
        }
        return answers.filter { $0.name == owner && $0.type == type }
    }

    package static func == (left: DomainMessage, right: DomainMessage) -> Bool {
        left.id == right.id && left.code == right.code && left.answers == right.answers
            && left.authorities == right.authorities && left.additional == right.additional
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(answers)
    }
}
