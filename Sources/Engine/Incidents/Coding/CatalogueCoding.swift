package import JSON
package import Vocabulary

extension Provider: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), name: try object.string("name"), zone: try object.string("zone"),
            followedSince: try object.optionalValue("followedSince"), family: try object.optionalString("family"),
            country: try object.optionalString("country"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("name", name)
        members.add("zone", zone)
        members.add("followedSince", followedSince)
        members.add("family", family)
        members.add("country", country)
        return members.json
    }
}

extension Brand: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"),
            name: try object.string("name"), languages: try object.values("languages"))
    }

    package var json: JSONValue {
        [
            "id": .string(id.rawValue), "provider": .string(provider.rawValue), "name": .string(name),
            "languages": .array(languages.map(\.json)),
        ]
    }
}

extension Component: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"),
            channel: try object.word("channel"), name: try object.value("name"),
            brands: try object.identifiers("brands"), order: Int(try object.integer("order", in: 0...100_000)))
    }

    package var json: JSONValue {
        [
            "id": .string(id.rawValue), "provider": .string(provider.rawValue), "channel": .string(channel.rawValue),
            "name": name.json, "brands": .array(brands.map { .string($0.rawValue) }), "order": JSONValue(order),
        ]
    }
}
