/// The commands that take payments as shops and terminals do.
extension CommandTable {
    /// The channels that `vigie pay` and `vigie traffic` speak.
    static let payingChannels = [
        "ecommerce",
        "3ds",
        "instore-cb2a",
        "instore-nexo",
        "apm",
        "e-terminal",
    ]

    private static let places = [
        OptionDefinition(
            name: "to", valueName: "CHANNEL=PLACE",
            documentation: "Where a channel is: HOST:PORT, or tls:HOST:PORT.", isRepeated: true),
        OptionDefinition(
            name: "authorities", valueName: "FILE",
            documentation: "Whose certificates are believed behind tls: places.", completion: .file),
        OptionDefinition(
            name: "patience", valueName: "SECONDS",
            documentation: "How long an answer may take before it is given up; 15 when left out."),
        OptionDefinition(
            name: "mac-key", valueName: "REFERENCE",
            documentation: "instore-nexo: env:NAME or file:PATH of NAME VERSION HEX; the test key when left out."),
    ]

    static let pay = CommandDefinition(
        name: "pay", summary: "Take one test payment and tell each step",
        paragraphs: [
            "Makes one payment with a test card as a shop or a terminal of the channel does, by the channel's own "
                + "protocol, and tells what was sent, what came back and what it means. What is not answered is reversed, or asked for until "
                + "it is certain.",
            "Exits with 0 when the payment was approved, refused or let go, which proves that the channel works, and with 69 "
                + "when something failed.",
        ],
        positionals: [
            PositionalDefinition(
                name: "CHANNEL", documentation: "Which channel: " + payingChannels.joined(separator: ", ") + ".",
                choices: payingChannels)
        ],
        options: [
            OptionDefinition(
                name: "amount", valueName: "AMOUNT",
                documentation: "Such as 19.90, which it is when left out."),
            OptionDefinition(
                name: "currency", valueName: "CODE", documentation: "EUR when left out.",
                choices: ["EUR", "GBP", "USD", "CHF"]),
            OptionDefinition(name: "poor", documentation: "Pay with a card that has not enough funds."),
            OptionDefinition(
                name: "way", valueName: "WAY",
                documentation: "What shop and customer do; another word than those there are lists them."),
        ] + places + shopOptions + [json],
        examples: [
            .init(line: "vigie pay instore-cb2a", meaning: "to the host on this machine"),
            .init(line: "vigie pay instore-nexo", meaning: "the same by nexo: authorisation and completion"),
            .init(
                line:
                    "vigie pay instore-cb2a --to instore-cb2a=192.0.2.7:5002 --poor",
                meaning: "a refusal, by the host at that address"),
            .init(
                line: "vigie pay 3ds --way challenge --shop-key file:key.txt",
                meaning: "with the issuer's page, by the gateway on this machine"),
        ],
        exitCodes: [.success, .usage, .noInput, .unavailable, .configuration],
        build: { arguments throws(UsageError) in
            .pay(
                PayCommand(
                    channel: arguments.positionals[0], minorUnits: try arguments.minorUnits("amount", otherwise: 1_990),
                    currency: arguments.value("currency") ?? "EUR", isPoor: arguments.flags.contains("poor"),
                    way: arguments.value("way"), places: try arguments.paymentPlaces()))
        })

    static let traffic = CommandDefinition(
        name: "traffic", summary: "Play payments of many shops and terminals",
        paragraphs: [
            "Plays customers who come by themselves, at so many a second on average, to many shops and terminals of all "
                + "channels, and counts what became of every payment: approved, refused, failed, reversed, voided, unknown. On a "
                + "terminal the success rate of each channel is shown while it goes on.",
            "The same seed gives the same customers. Ctrl-C lets nobody in any more, serves who is there, and reports. Exits "
                + "with 69 when a payment's fate stayed unknown.",
        ],
        options: [
            OptionDefinition(
                name: "rate", valueName: "NUMBER", documentation: "Payments a second, up to 10000; 10 when left out."),
            OptionDefinition(
                name: "for", valueName: "SECONDS", documentation: "How long customers come; 60 when left out."),
            OptionDefinition(
                name: "mix", valueName: "SHARES",
                documentation: "How they are spread, such as ecommerce=3,instore-cb2a=1; all channels when left out."),
            OptionDefinition(
                name: "channels", valueName: "CHANNELS",
                documentation: "Only these, such as ecommerce,3ds, in their usual shares."),
            OptionDefinition(
                name: "places", valueName: "NUMBER",
                documentation: "Shops or terminals of each channel; 20 when left out."),
            OptionDefinition(
                name: "seed", valueName: "NUMBER", documentation: "Another seed gives other customers; 1 when left out."
            ),
            OptionDefinition(
                name: "record", valueName: "FILE",
                documentation: "Write a line of JSON for each payment into a new file.", completion: .file),
        ] + places + shopOptions + [json],
        examples: [
            .init(
                line: "vigie traffic --rate 50 --for 30", meaning: "half a minute against the platform on this machine"),
            .init(line: "vigie traffic --mix instore-cb2a=1 --rate 500", meaning: "one channel, harder"),
            .init(line: "vigie traffic --channels ecommerce,3ds,apm", meaning: "shops on the web alone"),
        ],
        exitCodes: [.success, .usage, .noInput, .unavailable, .cannotCreate, .inputOutput, .configuration],
        build: { arguments throws(UsageError) in
            .traffic(
                TrafficCommand(
                    rate: try arguments.number("rate", in: 1...10_000, otherwise: 10),
                    seconds: try arguments.number("for", in: 1...604_800, otherwise: 60), mix: arguments.value("mix"),
                    channels: try arguments.channels(),
                    places: try arguments.number("places", in: 1...100_000, otherwise: 20),
                    seed: UInt64(try arguments.number("seed", in: 0...Int.max, otherwise: 1)),
                    record: arguments.value("record"),
                    to: try arguments.paymentPlaces()))
        })
}

/// Where the channels are.
package struct PaymentPlaces: Sendable, Equatable {
    package struct Place: Sendable, Equatable {
        package var host: String
        package var port: UInt16
        package var isTLS: Bool

        package init(host: String, port: UInt16, isTLS: Bool = false) {
            self.host = host
            self.port = port
            self.isTLS = isTLS
        }
    }

    /// By the channel's name.
    package var places: [String: Place]
    package var authorities: String?
    package var patienceSeconds: Int
    package var shops: ShopOptions
    /// Where the key is that nexo terminals protect their messages with; nil for the test key.
    package var nexoKey: String?

    package init(
        places: [String: Place] = [:], authorities: String? = nil, patienceSeconds: Int = 15,
        shops: ShopOptions = ShopOptions()
    ) {
        self.shops = shops
        self.places = places
        self.authorities = authorities
        self.patienceSeconds = patienceSeconds
    }

    package subscript(channel: String) -> Place {
        places[channel] ?? Place(host: "127.0.0.1", port: Self.usualPorts[channel] ?? 0)
    }

    /// Where the platform's roles listen when nobody says otherwise.
    package static let usualPorts: [String: UInt16] = [
        "ecommerce": 9_300,
        "3ds": 9_300,
        "instore-cb2a": 5_002,
        "instore-nexo": 5_001,
        "apm": 9_303,
        "e-terminal": 9_300,
    ]
}

/// One payment.
package struct PayCommand: Sendable, Equatable {
    package var channel: String
    package var minorUnits: Int64
    package var currency: String
    /// The card has not enough funds.
    package var isPoor: Bool
    /// Which of the channel's ways; nil for what most of the channel's customers do.
    package var way: String?
    package var places: PaymentPlaces
}

/// Many payments.
package struct TrafficCommand: Sendable, Equatable {
    package var rate: Int
    package var seconds: Int
    package var mix: String?
    /// The only ones to be paid on; nil for all.
    package var channels: [String]?
    package var places: Int
    package var seed: UInt64
    package var record: String?
    package var to: PaymentPlaces
}

extension ParsedArguments {
    func number(_ option: String, in range: ClosedRange<Int>, otherwise usual: Int) throws(UsageError) -> Int {
        guard let text = value(option) else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    /// 19.90 or 19 → 1990, 1900.
    func minorUnits(_ option: String, otherwise usual: Int64) throws(UsageError) -> Int64 {
        guard let text = value(option) else { return usual }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { $0.utf8.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 } }
        guard isPlain, parts.count == 1 || (parts.count == 2 && parts[1].utf8.count == 2),
            (1...9).contains(parts[0].utf8.count), let whole = Int64(parts[0]),
            let cents = parts.count == 2 ? Int64(parts[1]) : 0, whole + cents > 0
        else { throw UsageError("--\(option) takes an amount such as 19.90, not '\(text)'") }
        return whole * 100 + cents
    }

    func channels() throws(UsageError) -> [String]? {
        guard let text = value("channels") else { return nil }
        guard value("mix") == nil else { throw UsageError("--channels and --mix say the same thing twice; give one") }
        let channels = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for channel in channels where !CommandTable.payingChannels.contains(channel) {
            throw UsageError(
                "--channels: nothing here pays on '\(channel)'",
                hint: "channels are " + CommandTable.payingChannels.joined(separator: ", "))
        }
        return channels
    }

    func paymentPlaces() throws(UsageError) -> PaymentPlaces {
        var places = PaymentPlaces(
            authorities: value("authorities"), patienceSeconds: try number("patience", in: 1...300, otherwise: 15),
            shops: try shopOptions())
        places.nexoKey = value("mac-key")
        for text in values["to"] ?? [] {
            let sides = text.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, CommandTable.payingChannels.contains(String(sides[0])),
                let place = Self.place(sides[1])
            else {
                throw UsageError(
                    "--to takes CHANNEL=HOST:PORT or CHANNEL=tls:HOST:PORT, not '\(text)'",
                    hint: "channels are " + CommandTable.payingChannels.joined(separator: ", "))
            }
            places.places[String(sides[0])] = place
        }
        return places
    }

    private static func place(_ text: Substring) -> PaymentPlaces.Place? {
        let isTLS = text.hasPrefix("tls:")
        let rest = isTLS ? text.dropFirst(4) : text
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0
        else { return nil }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : PaymentPlaces.Place(host: String(host), port: port, isTLS: isTLS)
    }
}
