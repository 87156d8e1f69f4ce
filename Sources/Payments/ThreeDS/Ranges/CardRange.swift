package import JSON

/// The card numbers from one to another that one issuer's ACS serves, as a PRes tells them.
package struct CardRange: ElementValue, Equatable {
    package let start: String
    package let end: String
    package let action: RangeAction
    package let versions: ClosedRange<ProtocolVersion>
    /// Where the browser runs the 3DS Method; nil when the issuer has none.
    package let methodURL: String?
    /// What the ACS can do, in the protocol's numbers.
    package let information: [String]

    package init(
        start: String, end: String, action: RangeAction = .add, versions: ClosedRange<ProtocolVersion>,
        methodURL: String? = nil, information: [String] = []
    ) {
        self.start = start
        self.end = end
        self.action = action
        self.versions = versions
        self.methodURL = methodURL
        self.information = information
    }

    /// Nil when it is no range: ends of different lengths, or the first after the last.
    package init?(json: JSONValue) {
        guard let start = json["startRange"]?.string, let end = json["endRange"]?.string,
            start.utf8.count == end.utf8.count, start <= end,
            let first = json["acsStartProtocolVersion"].flatMap(ProtocolVersion.init(json:)),
            let last = json["acsEndProtocolVersion"].flatMap(ProtocolVersion.init(json:)), first <= last
        else { return nil }
        self.init(
            start: start, end: end, action: json["actionInd"].flatMap(RangeAction.init(json:)) ?? .add,
            versions: first...last, methodURL: json["threeDSMethodURL"]?.string,
            information: json["acsInfoInd"].flatMap([String].init(json:)) ?? [])
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "startRange": .string(start), "endRange": .string(end), "actionInd": action.json,
            "acsStartProtocolVersion": versions.lowerBound.json, "acsEndProtocolVersion": versions.upperBound.json,
        ]
        if !information.isEmpty { object["acsInfoInd"] = information.json }
        if let methodURL { object["threeDSMethodURL"] = .string(methodURL) }
        return .object(object)
    }

    static let format = ElementFormat.object([
        .init(name: "startRange", format: .digits(13...19), isRequired: true),
        .init(name: "endRange", format: .digits(13...19), isRequired: true),
        .init(name: "actionInd", format: .word(RangeAction.known)),
        .init(name: "acsStartProtocolVersion", format: .version, isRequired: true),
        .init(name: "acsEndProtocolVersion", format: .version, isRequired: true),
        .init(name: "acsInfoInd", format: .list(.digits(2...2), count: 1...99)),
        .init(name: "threeDSMethodURL", format: .url),
    ])
}
