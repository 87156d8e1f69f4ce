internal import JSON

/// Which messages belong together, and who speaks to whom.
package struct RetailerHeader: RetailerPart {
    package enum Category: String, Sendable, CaseIterable {
        case login = "Login"
        case logout = "Logout"
        case payment = "Payment"
        case reversal = "Reversal"
        case abort = "Abort"
        case transactionStatus = "TransactionStatus"
        case diagnosis = "Diagnosis"
    }

    package enum Kind: String, Sendable, CaseIterable {
        case request = "Request"
        case response = "Response"
    }

    /// Required in a login; the till's version holds until it logs out.
    package var protocolVersion: String?
    package var category: Category
    package var type: Kind
    /// One exchange; not used again by the same till for days.
    package var service: String
    /// The till.
    package var sale: String
    package var terminal: String

    package init(
        protocolVersion: String?, category: Category, type: Kind, service: String, sale: String, terminal: String
    ) {
        self.protocolVersion = protocolVersion
        self.category = category
        self.type = type
        self.service = service
        self.sale = sale
        self.terminal = terminal
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        _ = try reader.converted("MessageClass", "Service; events and devices are not read here") {
            $0 == "Service" ? $0 : nil
        }
        category = try reader.code("MessageCategory")
        type = try reader.code("MessageType")
        service = try reader.string("ServiceID")
        sale = try reader.string("SaleID")
        terminal = try reader.string("POIID")
        protocolVersion = try reader.optionalString("ProtocolVersion")
        try check(reader.path)
    }

    func check(_ path: JSONPath) throws(JSONError) {
        try RetailerRule.check(service, 1...10, path.member("ServiceID"))
        try RetailerRule.check(sale, 1...RetailerRule.nameMax, path.member("SaleID"))
        try RetailerRule.check(terminal, 1...RetailerRule.nameMax, path.member("POIID"))
        if category == .login, protocolVersion == nil {
            throw JSONError(.missingMember, "a login says its version", path: path.member("ProtocolVersion"))
        }
        if let protocolVersion, !protocolVersion.hasPrefix("3.") || protocolVersion.utf8.count > 8 {
            throw JSONError(.refusedValue, "expected version 3.0 or 3.1", path: path.member("ProtocolVersion"))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["ProtocolVersion"] = protocolVersion.map { .string($0) }
        object["MessageClass"] = "Service"
        object["MessageCategory"] = .string(category.rawValue)
        object["MessageType"] = .string(type.rawValue)
        object["ServiceID"] = .string(service)
        object["SaleID"] = .string(sale)
        object["POIID"] = .string(terminal)
        return .object(object)
    }
}
