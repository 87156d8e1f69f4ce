package import JSON
package import Vocabulary

extension Provider: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), name: try object.string("name"), zone: try object.string("zone"),
            followedSince: try object.optionalValue("followedSince"), family: try object.optionalString("family"),
            country: try object.optionalString("country"), isOurs: try object.flag("isOurs"),
            numbering: try object.optionalString("numbering"), groups: try object.values("groups"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("name", name)
        members.add("zone", zone)
        members.add("followedSince", followedSince)
        members.add("family", family)
        members.add("country", country)
        members.add("isOurs", flag: isOurs)
        members.add("numbering", numbering)
        members.add("groups", groups)
        return members.json
    }
}

extension Brand: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"),
            name: try object.string("name"), languages: try object.values("languages"),
            face: try object.optionalValue("face") ?? BrandFace(), isRetired: try object.flag("retired"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("provider", provider.rawValue)
        members.add("name", name)
        members.object["languages"] = .array(languages.map(\.json))
        if face != BrandFace() { members.add("face", face) }
        members.add("retired", flag: isRetired)
        return members.json
    }
}

extension BrandFace: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            hosts: try object.strings("hosts"), zone: try object.optionalString("zone"),
            colour: try object.optionalString("colour"), darkColour: try object.optionalString("darkColour"),
            logo: try object.optionalString("logo"), homepage: try object.optionalString("homepage"),
            sections: try object.values("sections"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("hosts", hosts)
        members.add("zone", zone)
        members.add("colour", colour)
        members.add("darkColour", darkColour)
        members.add("logo", logo)
        members.add("homepage", homepage)
        members.add("sections", sections)
        return members.json
    }
}

extension BrandFace.Section: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            title: try object.optionalValue("title") ?? LocalizedText(),
            components: try object.identifiers("components"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("title", title)
        members.add("components", components)
        return members.json
    }
}

extension Component: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"),
            channel: try object.word("channel"), name: try object.value("name"),
            brands: try object.identifiers("brands"), order: Int(try object.integer("order", in: 0...100_000)),
            isRetired: try object.flag("retired"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "provider": .string(provider.rawValue), "channel": .string(channel.rawValue),
            "name": name.json, "brands": .array(brands.map { .string($0.rawValue) }), "order": JSONValue(order),
        ]
        if isRetired { object["retired"] = true }
        return .object(object)
    }
}
