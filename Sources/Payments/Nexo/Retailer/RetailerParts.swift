internal import JSON

/// Whether a request was done, and why not.
package struct RetailerResult: RetailerPart {
    package enum Outcome: String, Sendable, CaseIterable {
        case success = "Success"
        case partial = "Partial"
        case failure = "Failure"
    }

    package var outcome: Outcome
    package var condition: ErrorCondition?
    package var information: String?

    package init(_ outcome: Outcome, _ condition: ErrorCondition? = nil, information: String? = nil) {
        self.outcome = outcome
        self.condition = condition
        self.information = information
    }

    /// Of a response's body, in which it is the member `Response`.
    init(_ reader: JSONObjectReader) throws(JSONError) {
        let response = try reader.object("Response")
        outcome = try response.code("Result")
        condition = try response.optionalCode("ErrorCondition")
        information = try response.optionalText("AdditionalResponse", 0...RetailerRule.textMax)
        if outcome == .failure, condition == nil {
            throw JSONError(
                .missingMember, "a failure says its condition", path: response.path.member("ErrorCondition"))
        }
    }

    var json: JSONValue { .object(["Response": response]) }

    var response: JSONValue {
        var object = JSONObject()
        object["Result"] = .string(outcome.rawValue)
        object.set("ErrorCondition", condition?.rawValue)
        object.set("AdditionalResponse", information)
        return .object(object)
    }
}

/// Why a terminal did not do what it was asked for.
package enum ErrorCondition: String, Sendable, CaseIterable {
    case aborted = "Aborted"
    case busy = "Busy"
    case cancel = "Cancel"
    case deviceOut = "DeviceOut"
    case inProgress = "InProgress"
    case insertedCard = "InsertedCard"
    case invalidCard = "InvalidCard"
    case loggedOut = "LoggedOut"
    case messageFormat = "MessageFormat"
    case notAllowed = "NotAllowed"
    case notFound = "NotFound"
    case paymentRestriction = "PaymentRestriction"
    case refusal = "Refusal"
    case unavailableDevice = "UnavailableDevice"
    case unavailableService = "UnavailableService"
    case unreachableHost = "UnreachableHost"
    case wrongPIN = "WrongPIN"

    /// Something in the chain is broken; all others are the business's or an operator's.
    package var isTechnical: Bool {
        switch self {
        case .deviceOut, .messageFormat, .unavailableService, .unreachableHost: true
        default: false
        }
    }
}

/// A transaction as the till or the terminal names it.
package struct RetailerTransactionID: RetailerPart {
    package var identifier: String
    package var time: NexoTime

    package init(_ identifier: String, at time: NexoTime) {
        self.identifier = identifier
        self.time = time
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        identifier = try reader.text("TransactionID")
        time = try reader.time("TimeStamp")
    }

    var json: JSONValue { ["TransactionID": .string(identifier), "TimeStamp": .string(time.description)] }
}

/// Who made a program.
package struct RetailerSoftware: RetailerPart {
    package var manufacturer: String
    package var name: String
    package var version: String
    package var certification: String

    package init(manufacturer: String, name: String, version: String, certification: String) {
        self.manufacturer = manufacturer
        self.name = name
        self.version = version
        self.certification = certification
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        manufacturer = try reader.text("ManufacturerID")
        name = try reader.text("ApplicationName")
        version = try reader.text("SoftwareVersion")
        certification = try reader.text("CertificationCode")
    }

    var json: JSONValue {
        [
            "ManufacturerID": .string(manufacturer), "ApplicationName": .string(name),
            "SoftwareVersion": .string(version), "CertificationCode": .string(certification),
        ]
    }
}

/// How a terminal does.
package struct RetailerTerminalStatus: RetailerPart {
    package enum Global: String, Sendable, CaseIterable {
        case ok = "OK"
        case busy = "Busy"
        case maintenance = "Maintenance"
        case unreachable = "Unreachable"
    }

    package var global: Global
    package var canCommunicate: Bool?

    package init(_ global: Global, canCommunicate: Bool? = nil) {
        self.global = global
        self.canCommunicate = canCommunicate
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        global = try reader.code("GlobalStatus")
        canCommunicate = try reader.optionalBool("CommunicationOKFlag")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["GlobalStatus"] = .string(global.rawValue)
        object.set("CommunicationOKFlag", canCommunicate)
        return .object(object)
    }
}

/// Another message that this one is about.
package struct RetailerReference: RetailerPart {
    package var category: RetailerHeader.Category
    package var service: String
    package var sale: String?
    package var terminal: String?

    package init(_ category: RetailerHeader.Category, service: String, sale: String? = nil) {
        self.category = category
        self.service = service
        self.sale = sale
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        category = try reader.code("MessageCategory")
        service = try reader.text("ServiceID", 1...10)
        sale = try reader.optionalText("SaleID")
        terminal = try reader.optionalText("POIID")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["MessageCategory"] = .string(category.rawValue)
        object["ServiceID"] = .string(service)
        object.set("SaleID", sale)
        object.set("POIID", terminal)
        return .object(object)
    }
}
