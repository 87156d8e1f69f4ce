internal import JSON

/// Whether a part of the organisation is out of use, as programs send it.
struct RetiredBody {
    let isRetired: Bool

    static let schema = Schema.closed(["retired": Schema.flag])

    init(_ json: JSONValue) throws(JSONError) {
        isRetired = try JSONObjectReader(json, path: .root, allowing: ["retired"]).bool("retired")
    }
}
