import Cards

extension Profile {
    /// A message for people, one line for each field: numbers of cards are masked, secrets and what may hold them are hidden.
    ///
    ///     0100 authorisation request
    ///       2 primary account number: 411111******1111
    ///       4 amount: 000000002500
    ///      52 PIN block: 8 bytes, hidden
    package func describe(_ message: ISO8583Message) -> String {
        var text = message.type.description
        if let title = title(of: message.type) { text += " " + title }
        for field in message.fields {
            let name = name(of: field)
            let number = String(field)
            text += "\n" + String(repeating: " ", count: max(0, 4 - number.count)) + number
            if !name.isEmpty { text += " " + name }
            text += ": " + shown(field, of: message)
        }
        return text
    }

    /// What may be seen of one field.
    package func shown(_ field: Int, of message: ISO8583Message) -> String {
        let rule = rule(field)
        let shown = message.withBytes(of: field) { value -> String in
            switch rule?.exposure ?? .hidden {
            case .shown where rule?.kind == .binary: CardMask.scrubbed(Hexadecimal.text(value))
            case .shown: CardMask.scrubbed(Self.printable(value))
            case .cardNumber, .account: CardMask.masked(value)
            case .track: CardMask.masked(CardData.leadingDigits(value).span) + ", rest hidden"
            case .chip: Self.chip(value)
            case .original: Self.original(value)
            case .hidden: "\(value.count) \(rule?.kind == .binary ? "bytes" : "characters"), hidden"
            }
        }
        return shown ?? "absent"
    }

    private func title(of type: MessageType) -> String? {
        if let rule = messages[type] { return rule.title }
        let noun: String? =
            switch type.messageClass {
            case .authorisation: "authorisation"
            case .financial: "financial"
            case .fileAction: "file action"
            case .reversal: "reversal"
            case .reconciliation: "reconciliation"
            case .administrative: "administrative"
            case .feeCollection: "fee collection"
            case .networkManagement: "network management"
            case nil: nil
            }
        let verbs = [
            "request", "response", "advice", "advice response", "notification", "notification acknowledgement",
            "instruction", "instruction acknowledgement",
        ]
        guard let noun, Int(type.function) < verbs.count else { return nil }
        return noun + " " + verbs[Int(type.function)] + (type.isRepeat ? ", repeat" : "")
    }

    private static func chip(_ value: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        for index in value.indices { bytes.append(value[index]) }
        guard let data = try? ChipData(reading: bytes) else { return "\(value.count) bytes, hidden" }
        return data.elements.map { element in
            let name = element.tag.isKnown ? element.tag.description : "?"
            return element.isConstructed ? "\(name) {…}" : "\(name) \(element.tag.shown(data.value(of: element).span))"
        }.joined(separator: ", ")
    }

    /// Message type, trace number, time, acquirer, forwarder.
    private static func original(_ value: Span<UInt8>) -> String {
        guard value.count == 42, Characters.first(in: value, where: { !Characters.isDigit($0) }) == nil else {
            return "\(value.count) characters, hidden"
        }
        var place = 0
        return [4, 6, 10, 11, 11].map { count in
            defer { place += count }
            return Latin1.text(value.extracting(place..<(place + count)))
        }.joined(separator: " ")
    }

    /// Control characters could write over a terminal's screen.
    private static func printable(_ value: Span<UInt8>) -> String {
        var text = ""
        for index in value.indices {
            let isPrintable = Characters.isPrintable(value[index])
            text.unicodeScalars.append(isPrintable ? Unicode.Scalar(value[index]) : "·")
        }
        return text
    }
}
