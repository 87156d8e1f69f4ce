internal import JSON

/// Rules that members of several messages share.
enum RetailerRule {
    /// The longest name of a till, a terminal or a transaction that is accepted.
    static let nameMax = 128
    static let textMax = 4_096

    static func check(_ text: String, _ count: ClosedRange<Int>, _ path: JSONPath) throws(JSONError) {
        guard count.contains(text.unicodeScalars.count) else {
            throw JSONError(
                .refusedValue, "expected \(count.lowerBound) to \(count.upperBound) characters", path: path)
        }
    }
}

extension JSONObjectReader {
    func text(_ name: String, _ count: ClosedRange<Int> = 1...RetailerRule.nameMax) throws(JSONError) -> String {
        let value = try string(name)
        try RetailerRule.check(value, count, path.member(name))
        return value
    }

    func optionalText(
        _ name: String, _ count: ClosedRange<Int> = 1...RetailerRule.nameMax
    ) throws(JSONError) -> String? {
        has(name) ? try text(name, count) : nil
    }

    func optionalObject(_ name: String) throws(JSONError) -> JSONObjectReader? {
        has(name) ? try object(name) : nil
    }

    func code<C: RawRepresentable>(_ name: String) throws(JSONError) -> C where C.RawValue == String {
        try converted(name, "a word that the protocol has for this and that is read here", C.init(rawValue:))
    }

    func optionalCode<C: RawRepresentable>(_ name: String) throws(JSONError) -> C? where C.RawValue == String {
        has(name) ? try code(name) : nil
    }

    func time(_ name: String) throws(JSONError) -> NexoTime {
        try converted(name, "a date and time with its zone, such as 2026-11-20T10:15:30+01:00", NexoTime.init)
    }

    func optionalTime(_ name: String) throws(JSONError) -> NexoTime? {
        has(name) ? try time(name) : nil
    }

    func amount(_ name: String) throws(JSONError) -> NexoAmount {
        let number = try value(name)
        guard let amount = NexoAmount(json: number) else {
            throw JSONError(
                number.decimal == nil ? .wrongKind : .refusedValue,
                "expected an amount such as 25.00, of at most 15 digits, 5 of them behind the point",
                path: path.member(name))
        }
        return amount
    }

    func optionalAmount(_ name: String) throws(JSONError) -> NexoAmount? {
        has(name) ? try amount(name) : nil
    }
}

extension NexoAmount {
    /// JSON's numbers are binary; up to 15 digits they are still the decimal number that was written.
    private static let exactMax: Int64 = 999_999_999_999_999

    init?(json value: JSONValue) {
        switch value {
        case .integer(let number):
            guard (0...Self.exactMax).contains(number) else { return nil }
            self.init(units: number, scale: 0)
        case .decimal(let number):
            // The shortest digits that mean this number are those that were written, but for zeros at the end.
            guard number >= 0, number <= Double(Self.exactMax) else { return nil }
            let digits = String(decoding: JSONWriter.compact(.decimal(number)), as: UTF8.self)
            guard let amount = NexoAmount(digits), amount.units <= Self.exactMax else { return nil }
            self = amount
        default: return nil
        }
    }

    /// Nil when a number in JSON would not mean exactly this.
    var json: JSONValue? {
        guard units <= Self.exactMax else { return nil }
        guard scale > 0 else { return .integer(units) }
        var divisor = 1.0
        for _ in 0..<scale { divisor *= 10 }
        return .decimal(Double(units) / divisor)
    }
}

extension NexoError {
    /// Names of members are the sender's: those that the protocol has here are told, others are `*`.
    init(retailer error: JSONError, in bytes: [UInt8]) {
        let code: Code =
            switch error.code {
            case .malformed: error.offset.map { $0 >= bytes.count } ?? false ? .truncated : .malformed
            case .tooLarge: .tooLarge
            case .duplicateMember: .duplicate
            case .missingMember: .missing
            case .unknownMember: .unknownMessage
            case .wrongKind: .wrongKind
            case .refusedValue: .refusedValue
            }
        var path = "$"
        for component in error.path.components {
            switch component {
            case .index(let index): path += "[\(index)]"
            case .member(let name): path += RetailerNames.known.contains(name) ? ".\(name)" : ".*"
            }
        }
        let line = error.offset.map { offset in bytes.prefix(offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 } }
        self.init(code, error.message, path: path, offset: error.offset, line: line)
    }
}

/// The protocol's names of members, as far as they are read here.
enum RetailerNames {
    static let known: Set<String> = [
        "SaleToPOIRequest", "SaleToPOIResponse", "MessageHeader", "ProtocolVersion", "MessageClass", "MessageCategory",
        "MessageType", "ServiceID", "SaleID", "POIID", "LoginRequest", "LoginResponse", "LogoutRequest",
        "LogoutResponse", "PaymentRequest", "PaymentResponse", "ReversalRequest", "ReversalResponse", "AbortRequest",
        "TransactionStatusRequest", "TransactionStatusResponse", "DiagnosisRequest", "DiagnosisResponse", "DateTime",
        "SaleSoftware", "POISoftware", "POISystemData", "ManufacturerID", "ApplicationName", "SoftwareVersion",
        "CertificationCode", "OperatorLanguage", "OperatorID", "MaintenanceAllowed", "SaleData", "SaleTransactionID",
        "TransactionID", "TimeStamp", "PaymentTransaction", "AmountsReq", "Currency", "RequestedAmount",
        "CashBackAmount", "TipAmount", "PaymentData", "PaymentType", "Response", "Result", "ErrorCondition",
        "AdditionalResponse", "POIData", "POITransactionID", "POIReconciliationID", "PaymentResult",
        "AmountsResp", "AuthorizedAmount", "PaymentAcquirerData", "AcquirerID", "MerchantID", "AcquirerPOIID",
        "AcquirerTransactionID", "ApprovalCode", "PaymentInstrumentData", "PaymentInstrumentType", "CardData",
        "PaymentBrand", "MaskedPan", "EntryMode", "OriginalPOITransaction", "ReversalReason", "ReversedAmount",
        "MessageReference", "AbortReason", "RepeatedMessageResponse", "RepeatedResponseMessageBody",
        "HostDiagnosisFlag", "POIStatus", "GlobalStatus", "CommunicationOKFlag", "HostStatus", "IsReachableFlag",
        "LoggedSaleID", "OnlineFlag",
    ]
}
