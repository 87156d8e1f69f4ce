internal import JSON

/// A till begins its day at a terminal.
package struct RetailerLogin: RetailerPart {
    package var time: NexoTime
    package var software: RetailerSoftware
    package var operatorLanguage: String
    package var operatorIdentifier: String?

    package init(at time: NexoTime, software: RetailerSoftware, operatorLanguage: String) {
        self.time = time
        self.software = software
        self.operatorLanguage = operatorLanguage
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        time = try reader.time("DateTime")
        software = try RetailerSoftware(reader.object("SaleSoftware"))
        operatorLanguage = try reader.text("OperatorLanguage", 2...8)
        operatorIdentifier = try reader.optionalText("OperatorID")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["DateTime"] = .string(time.description)
        object.set("SaleSoftware", software)
        object.set("OperatorLanguage", operatorLanguage)
        object.set("OperatorID", operatorIdentifier)
        return .object(object)
    }
}

/// The terminal says what it is; required when the login succeeded.
package struct RetailerLoginResponse: RetailerPart {
    package struct System: RetailerPart {
        package var time: NexoTime
        package var software: RetailerSoftware
        package var status: RetailerTerminalStatus?

        package init(at time: NexoTime, software: RetailerSoftware, status: RetailerTerminalStatus? = nil) {
            self.time = time
            self.software = software
            self.status = status
        }

        init(_ reader: JSONObjectReader) throws(JSONError) {
            time = try reader.time("DateTime")
            software = try RetailerSoftware(reader.object("POISoftware"))
            status = try reader.optionalObject("POIStatus").map { reader throws(JSONError) in
                try RetailerTerminalStatus(reader)
            }
        }

        var json: JSONValue {
            var object = JSONObject()
            object["DateTime"] = .string(time.description)
            object.set("POISoftware", software)
            object.set("POIStatus", status)
            return .object(object)
        }
    }

    package var result: RetailerResult
    package var system: System?

    package init(_ result: RetailerResult, system: System? = nil) {
        self.result = result
        self.system = system
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        result = try RetailerResult(reader)
        system = try reader.optionalObject("POISystemData").map { reader throws(JSONError) in try System(reader) }
        if result.outcome == .success, system == nil {
            throw JSONError(
                .missingMember, "a login that succeeded says what the terminal is",
                path: reader.path.member("POISystemData"))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["Response"] = result.response
        object.set("POISystemData", system)
        return .object(object)
    }
}

/// A till ends its day.
package struct RetailerLogout: RetailerPart {
    package var allowsMaintenance: Bool?

    package init(allowsMaintenance: Bool? = nil) { self.allowsMaintenance = allowsMaintenance }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        allowsMaintenance = try reader.optionalBool("MaintenanceAllowed")
    }

    var json: JSONValue {
        var object = JSONObject()
        object.set("MaintenanceAllowed", allowsMaintenance)
        return .object(object)
    }
}

/// How is the terminal, and do its acquirers answer?
package struct RetailerDiagnosis: RetailerPart {
    package var asksHosts: Bool?
    package var acquirers: [String]

    package init(asksHosts: Bool? = true, acquirers: [String] = []) {
        self.asksHosts = asksHosts
        self.acquirers = acquirers
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        asksHosts = try reader.optionalBool("HostDiagnosisFlag")
        acquirers = reader.has("AcquirerID") ? try reader.strings("AcquirerID") : []
        for (index, acquirer) in acquirers.enumerated() {
            try RetailerRule.check(
                acquirer, 1...RetailerRule.nameMax, reader.path.member("AcquirerID").index(index))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object.set("HostDiagnosisFlag", asksHosts)
        if !acquirers.isEmpty { object["AcquirerID"] = JSONValue(acquirers) }
        return .object(object)
    }
}

package struct RetailerDiagnosisResponse: RetailerPart {
    package struct Host: RetailerPart {
        package var acquirer: String
        package var isReachable: Bool?

        package init(_ acquirer: String, isReachable: Bool?) {
            self.acquirer = acquirer
            self.isReachable = isReachable
        }

        init(_ reader: JSONObjectReader) throws(JSONError) {
            acquirer = try reader.text("AcquirerID")
            isReachable = try reader.optionalBool("IsReachableFlag")
        }

        var json: JSONValue {
            var object = JSONObject()
            object["AcquirerID"] = .string(acquirer)
            object.set("IsReachableFlag", isReachable)
            return .object(object)
        }
    }

    package var result: RetailerResult
    package var status: RetailerTerminalStatus?
    package var hosts: [Host]
    package var loggedIn: [String]

    package init(
        _ result: RetailerResult, status: RetailerTerminalStatus?, hosts: [Host] = [], loggedIn: [String] = []
    ) {
        self.result = result
        self.status = status
        self.hosts = hosts
        self.loggedIn = loggedIn
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        result = try RetailerResult(reader)
        status = try reader.optionalObject("POIStatus").map { reader throws(JSONError) in
            try RetailerTerminalStatus(reader)
        }
        hosts =
            reader.has("HostStatus")
            ? try reader.array("HostStatus") { value, path throws(JSONError) in
                try Host(JSONObjectReader(value, path: path))
            } : []
        loggedIn = reader.has("LoggedSaleID") ? try reader.strings("LoggedSaleID") : []
        if result.outcome == .success, status == nil {
            throw JSONError(
                .missingMember, "a diagnosis that succeeded says how the terminal is",
                path: reader.path.member("POIStatus"))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["Response"] = result.response
        object.set("POIStatus", status)
        if !hosts.isEmpty { object["HostStatus"] = .array(hosts.map(\.json)) }
        if !loggedIn.isEmpty { object["LoggedSaleID"] = JSONValue(loggedIn) }
        return .object(object)
    }
}
