internal import Bytes
internal import Incidents
internal import JSON

/// A logo as programs send it: the picture's bytes as Base64.
struct LogoBody {
    let picture: BrandPicture

    /// Base64 takes four letters for three bytes.
    static let lettersMost = (BrandPicture.bytesMost + 2) / 3 * 4
    static let schema: JSONValue = [
        "type": "string", "maxLength": JSONValue(lettersMost), "pattern": "^[A-Za-z0-9+/]*={0,2}$",
    ]
    static let limits = JSONLimits(bytes: lettersMost + 1_024, depth: 2)

    init(_ json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json, path: .root, allowing: ["picture"])
        let bytes = try object.converted("picture", "a picture of at most 256 KiB as Base64, with padding") {
            $0.utf8.count <= Self.lettersMost ? Base64.decode($0) : nil
        }
        do throws(BrandPicture.Objection) {
            picture = try BrandPicture(bytes)
        } catch {
            throw JSONError(.refusedValue, error.message, path: object.path.member("picture"))
        }
    }
}
