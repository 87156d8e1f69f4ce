package import JSON

/// Data outside the protocol that two parties have agreed on.
package struct MessageExtension: ElementValue, Equatable {
    package static let bytesMost = 8_059

    package let name: String
    package let id: String
    /// A receiver that does not know a critical extension refuses the message.
    package let isCritical: Bool
    package let data: JSONValue

    package init(name: String, id: String, isCritical: Bool, data: JSONValue) {
        self.name = name
        self.id = id
        self.isCritical = isCritical
        self.data = data
    }

    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let id = json["id"]?.string,
            let isCritical = json["criticalityIndicator"]?.bool, let data = json["data"]
        else { return nil }
        self.init(name: name, id: id, isCritical: isCritical, data: data)
    }

    package var json: JSONValue {
        ["name": .string(name), "id": .string(id), "criticalityIndicator": .bool(isCritical), "data": data]
    }

    static let format = ElementFormat.object([
        .init(name: "name", format: .text(1...64), isRequired: true),
        .init(name: "id", format: .text(1...64), isRequired: true),
        .init(name: "criticalityIndicator", format: .boolean, isRequired: true),
        .init(name: "data", format: .anyObject(bytesMost), isRequired: true),
    ])
}
