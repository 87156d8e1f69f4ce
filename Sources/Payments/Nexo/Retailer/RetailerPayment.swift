internal import JSON

/// Take this amount.
package struct RetailerPayment: RetailerPart {
    package enum Kind: String, Sendable, CaseIterable {
        case normal = "Normal"
        case refund = "Refund"
        case oneTimeReservation = "OneTimeReservation"
        case firstReservation = "FirstReservation"
        case updateReservation = "UpdateReservation"
        case completion = "Completion"
        case cashAdvance = "CashAdvance"
        case cashDeposit = "CashDeposit"
        case recurring = "Recurring"
        case instalment = "Instalment"
        case issuerInstalment = "IssuerInstalment"
        case paidOut = "PaidOut"
    }

    package var transaction: RetailerTransactionID
    package var currency: String
    package var amount: NexoAmount
    /// A normal payment when it is missing.
    package var kind: Kind?

    package init(_ transaction: RetailerTransactionID, amount: NexoAmount, currency: String) {
        self.transaction = transaction
        self.amount = amount
        self.currency = currency
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        transaction = try RetailerTransactionID(reader.object("SaleData").object("SaleTransactionID"))
        let amounts = try reader.object("PaymentTransaction").object("AmountsReq")
        currency = try amounts.currency()
        amount = try amounts.amount("RequestedAmount")
        kind = try reader.optionalObject("PaymentData").flatMap { data throws(JSONError) -> Kind? in
            try data.optionalCode("PaymentType")
        }
    }

    var json: JSONValue {
        var amounts = JSONObject()
        amounts["Currency"] = .string(currency)
        amounts.set("RequestedAmount", amount)
        var object = JSONObject()
        object["SaleData"] = ["SaleTransactionID": transaction.json]
        object["PaymentTransaction"] = ["AmountsReq": .object(amounts)]
        if let kind { object["PaymentData"] = ["PaymentType": .string(kind.rawValue)] }
        return .object(object)
    }
}

extension JSONObjectReader {
    fileprivate func currency() throws(JSONError) -> String {
        try converted("Currency", "three capital letters") { text in
            text.utf8.count == 3 && text.utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
                ? text : nil
        }
    }
}

/// What became of a payment.
package struct RetailerPaymentResponse: RetailerPart {
    package var result: RetailerResult
    package var saleTransaction: RetailerTransactionID?
    package var terminalTransaction: RetailerTransactionID?
    package var payment: RetailerPaymentResult?

    package init(
        _ result: RetailerResult, saleTransaction: RetailerTransactionID?,
        terminalTransaction: RetailerTransactionID?, payment: RetailerPaymentResult? = nil
    ) {
        self.result = result
        self.saleTransaction = saleTransaction
        self.terminalTransaction = terminalTransaction
        self.payment = payment
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        result = try RetailerResult(reader)
        saleTransaction = try reader.transaction("SaleData", "SaleTransactionID")
        terminalTransaction = try reader.transaction("POIData", "POITransactionID")
        payment = try reader.optionalObject("PaymentResult").map { reader throws(JSONError) in
            try RetailerPaymentResult(reader)
        }
        guard result.outcome != .failure else { return }
        for (isMissing, name) in [(terminalTransaction == nil, "POIData"), (payment == nil, "PaymentResult")]
        where isMissing {
            throw JSONError(.missingMember, "a payment that succeeded has this", path: reader.path.member(name))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["Response"] = result.response
        if let saleTransaction { object["SaleData"] = ["SaleTransactionID": saleTransaction.json] }
        if let terminalTransaction { object["POIData"] = ["POITransactionID": terminalTransaction.json] }
        object.set("PaymentResult", payment)
        return .object(object)
    }
}

extension JSONObjectReader {
    /// An identification of a transaction inside an object that may be missing, or hold other things.
    fileprivate func transaction(_ name: String, _ inner: String) throws(JSONError) -> RetailerTransactionID? {
        guard let object = try optionalObject(name), let identifier = try object.optionalObject(inner) else {
            return nil
        }
        return try RetailerTransactionID(identifier)
    }
}

/// How much was authorised, by whom, and with what.
package struct RetailerPaymentResult: RetailerPart {
    package var currency: String?
    package var authorised: NexoAmount?
    package var acquirer: String?
    package var acquirerTransaction: RetailerTransactionID?
    package var approval: String?
    package var brand: String?
    /// As the terminal masked it, which may have masked nothing.
    package var maskedNumber: Sensitive<String>?

    package init() {}

    init(_ reader: JSONObjectReader) throws(JSONError) {
        if let amounts = try reader.optionalObject("AmountsResp") {
            currency = amounts.has("Currency") ? try amounts.currency() : nil
            authorised = try amounts.amount("AuthorizedAmount")
        }
        if let data = try reader.optionalObject("PaymentAcquirerData") {
            acquirer = try data.optionalText("AcquirerID")
            approval = try data.optionalText("ApprovalCode")
            acquirerTransaction = try data.optionalObject("AcquirerTransactionID").map { reader throws(JSONError) in
                try RetailerTransactionID(reader)
            }
        }
        guard let instrument = try reader.optionalObject("PaymentInstrumentData"),
            let card = try instrument.optionalObject("CardData")
        else { return }
        brand = try card.optionalText("PaymentBrand")
        maskedNumber = try card.optionalText("MaskedPan").map { Sensitive($0) }
    }

    var json: JSONValue {
        var object = JSONObject()
        if currency != nil || authorised != nil {
            var amounts = JSONObject()
            amounts.set("Currency", currency)
            amounts.set("AuthorizedAmount", authorised)
            object["AmountsResp"] = .object(amounts)
        }
        if acquirer != nil || approval != nil || acquirerTransaction != nil {
            var data = JSONObject()
            data.set("AcquirerID", acquirer)
            data.set("AcquirerTransactionID", acquirerTransaction)
            data.set("ApprovalCode", approval)
            object["PaymentAcquirerData"] = .object(data)
        }
        if brand != nil || maskedNumber != nil {
            var card = JSONObject()
            card.set("PaymentBrand", brand)
            card.set("MaskedPan", maskedNumber?.revealed)
            object["PaymentInstrumentData"] = ["PaymentInstrumentType": "Card", "CardData": .object(card)]
        }
        return .object(object)
    }
}

/// Take an earlier payment back.
package struct RetailerReversal: RetailerPart {
    package enum Reason: String, Sendable, CaseIterable {
        case customer = "CustCancel"
        case merchant = "MerchantCancel"
        case malfunction = "Malfunction"
        case unable = "Unable2Compl"
    }

    package var original: RetailerTransactionID
    package var reason: Reason
    /// The whole payment when it is missing.
    package var amount: NexoAmount?

    package init(_ original: RetailerTransactionID, reason: Reason, amount: NexoAmount? = nil) {
        self.original = original
        self.reason = reason
        self.amount = amount
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        original = try RetailerTransactionID(reader.object("OriginalPOITransaction").object("POITransactionID"))
        reason = try reader.code("ReversalReason")
        amount = try reader.optionalAmount("ReversedAmount")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["OriginalPOITransaction"] = ["POITransactionID": original.json]
        object["ReversalReason"] = .string(reason.rawValue)
        object.set("ReversedAmount", amount)
        return .object(object)
    }
}

package struct RetailerReversalResponse: RetailerPart {
    package var result: RetailerResult
    package var terminalTransaction: RetailerTransactionID?
    package var amount: NexoAmount?

    package init(_ result: RetailerResult, terminalTransaction: RetailerTransactionID? = nil) {
        self.result = result
        self.terminalTransaction = terminalTransaction
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        result = try RetailerResult(reader)
        terminalTransaction = try reader.transaction("POIData", "POITransactionID")
        amount = try reader.optionalAmount("ReversedAmount")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["Response"] = result.response
        if let terminalTransaction { object["POIData"] = ["POITransactionID": terminalTransaction.json] }
        object.set("ReversedAmount", amount)
        return .object(object)
    }
}
