internal import Cards
internal import Ledger
internal import Roles
internal import ThreeDS
internal import Vocabulary

/// Makes the AReq of what the gateway asks for, after looking at every part of it.
struct AuthenticationQuestion {
    private let request: AuthenticationRequest
    private let settings: AuthenticationSettings
    private let ranges: RangeKeeper
    private let now: Instant

    init(_ request: AuthenticationRequest, _ settings: AuthenticationSettings, _ ranges: RangeKeeper, _ now: Instant) {
        self.request = request
        self.settings = settings
        self.ranges = ranges
        self.now = now
    }

    /// The AReq and the card's range; nil when the card takes no part in 3-D Secure.
    func made() throws(AuthenticationProblem) -> (Message?, CardRange?) {
        try check()
        guard let currency = PurchaseCurrency(request.amount.currency) else {
            throw AuthenticationProblem(
                .refusedValue, "currency: nothing is sold in it here; docs name those that can be used")
        }
        guard let card = ThreeDS.CardNumber(request.card.wireDigits) else {
            throw AuthenticationProblem(.refusedValue, "card: 3-D Secure knows numbers of 13 to 19 digits")
        }
        // Without ranges nobody can be asked: the transaction begins and finds the directory server's state out.
        guard let range = ranges.range(of: card) else {
            if ranges.count > 0 { return (nil, nil) }
            return (message(card, currency, .v2_2_0), nil)
        }
        guard let version = ranges.version(for: card) else { return (nil, nil) }
        // The 3DS Method would need the browser before the request, and the gateway has none to give.
        let plain = CardRange(start: range.start, end: range.end, versions: range.versions)
        return (message(card, currency, version), plain)
    }

    private func check() throws(AuthenticationProblem) {
        let isIdentifier =
            request.id.utf8.count == 36
            && request.id.utf8.enumerated().allSatisfy { place, byte in
                [8, 13, 18, 23].contains(place)
                    ? byte == UInt8(ascii: "-")
                    : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
        guard isIdentifier else { throw AuthenticationProblem(.refusedValue, "id: give a UUID in lower case") }
        let expiry = Array(request.expiry.utf8)
        guard expiry.count == 4, expiry.allSatisfy({ (0x30...0x39).contains($0) }),
            (1...12).contains(Int(expiry[2] - 0x30) * 10 + Int(expiry[3] - 0x30))
        else { throw AuthenticationProblem(.refusedValue, "expiry: four digits, the year and the month (YYMM)") }
        guard (1...Money.most).contains(request.amount.minor) else {
            throw AuthenticationProblem(.refusedValue, "amount: from 1 to \(Money.most) minor units")
        }
        let merchant = Array(request.merchant.utf8)
        guard (1...15).contains(merchant.count), merchant.first != 0x20, merchant.last != 0x20,
            merchant.allSatisfy({ byte in
                byte == 0x20 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            })
        else { throw AuthenticationProblem(.refusedValue, "merchant: 1 to 15 letters, digits and spaces") }
        guard settings.admitted(request.returnAddress) != nil else {
            throw AuthenticationProblem(
                .returnAddress,
                "returnAddress: an address of at most \(ReturnTicket.addressBytesMost) bytes on an origin that this 3DS server may "
                    + "send browsers to")
        }
    }

    private func message(
        _ card: ThreeDS.CardNumber, _ currency: PurchaseCurrency, _ version: ProtocolVersion
    ) -> Message {
        var message = Message(.authenticationRequest, version: version)
        message[.messageCategory] = .payment
        message[.deviceChannel] = .browser
        message[.threeDSRequestorID] = request.merchant
        message[.threeDSRequestorName] = settings.requestorName
        message[.threeDSRequestorURL] = settings.requestorAddress
        message[.threeDSServerRefNumber] = settings.referenceNumber
        message[.threeDSServerTransID] = request.id
        message[.threeDSServerURL] = settings.resultsAddress
        message[.threeDSRequestorAuthenticationInd] = .payment
        message[.acctNumber] = card
        message[.cardExpiryDate] = request.expiry
        message[.acquirerBIN] = settings.acquirer
        message[.acquirerMerchantID] = request.merchant
        message[.mcc] = settings.merchantCategory
        message[.merchantCountryCode] = settings.merchantCountry
        message[.merchantName] = request.merchant
        message[.purchaseAmount] = String(request.amount.minor)
        message[.purchaseCurrency] = currency.number
        message[.purchaseExponent] = String(currency.exponent)
        message[.purchaseDate] = Self.date(now)
        message[.notificationURL] = settings.returnAddress
        message[.browserAcceptHeader] = "text/html"
        message[.browserLanguage] = "en"
        message[.browserUserAgent] = "not told"
        message[.browserJavascriptEnabled] = false
        return message
    }

    /// `YYYYMMDDHHMMSS` in UTC.
    private static func date(_ now: Instant) -> String {
        let civil = CivilTime(now)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return civil.date.iso8601.filter { $0 != "-" } + two(civil.hour) + two(civil.minute) + two(civil.second)
    }
}
