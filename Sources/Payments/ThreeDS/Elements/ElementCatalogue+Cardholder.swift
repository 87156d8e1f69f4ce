// Elements about the cardholder and small lists of words, which nothing here decides by: they are checked and passed on.

extension Element where Value == String {
    package static var acctType: Self { Self("acctType", .word(numbered(1...3).union(numbered(80...99)))) }
    package static var threeRIInd: Self { Self("threeRIInd", .word(numbered(1...11).union(numbered(80...99)))) }
    package static var threeDSReqAuthMethodInd: Self { Self("threeDSReqAuthMethodInd", .word(numbered(1...3))) }
    package static var threeDSRequestorDecMaxTime: Self { Self("threeDSRequestorDecMaxTime", .digits(5...5)) }
    package static var transType: Self { Self("transType", .word(["01", "03", "10", "11", "28"])) }
    package static var payTokenSource: Self { Self("payTokenSource", .word(["01", "02"])) }
    package static var whiteListStatus: Self { Self("whiteListStatus", .word(["Y", "N", "E", "P", "R", "U"])) }
    package static var whiteListStatusSource: Self {
        Self("whiteListStatusSource", .word(numbered(1...3).union(numbered(80...99))))
    }

    package static var billAddrCity: Self { Self("billAddrCity", .text(1...50)) }
    package static var billAddrCountry: Self { Self("billAddrCountry", .country) }
    package static var billAddrLine1: Self { Self("billAddrLine1", .text(1...50)) }
    package static var billAddrLine2: Self { Self("billAddrLine2", .text(1...50)) }
    package static var billAddrLine3: Self { Self("billAddrLine3", .text(1...50)) }
    package static var billAddrPostCode: Self { Self("billAddrPostCode", .text(1...16)) }
    package static var billAddrState: Self { Self("billAddrState", .text(1...3)) }
    package static var shipAddrCity: Self { Self("shipAddrCity", .text(1...50)) }
    package static var shipAddrCountry: Self { Self("shipAddrCountry", .country) }
    package static var shipAddrLine1: Self { Self("shipAddrLine1", .text(1...50)) }
    package static var shipAddrLine2: Self { Self("shipAddrLine2", .text(1...50)) }
    package static var shipAddrLine3: Self { Self("shipAddrLine3", .text(1...50)) }
    package static var shipAddrPostCode: Self { Self("shipAddrPostCode", .text(1...16)) }
    package static var shipAddrState: Self { Self("shipAddrState", .text(1...3)) }

    private static func numbered(_ range: ClosedRange<Int>) -> Set<String> { MessageType.numbered(range) }
}

extension Element where Value == CarriedValue {
    package static var homePhone: Self { Self("homePhone", phone) }
    package static var mobilePhone: Self { Self("mobilePhone", phone) }
    package static var workPhone: Self { Self("workPhone", phone) }

    private static var phone: ElementFormat {
        .object([
            .init(name: "cc", format: .digits(1...3), isRequired: true),
            .init(name: "subscriber", format: .digits(1...15), isRequired: true),
        ])
    }
}
