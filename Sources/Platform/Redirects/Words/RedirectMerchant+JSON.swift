internal import Bytes
internal import HTTP
package import JSON

extension RedirectMerchant {
    package static let merchantsMost = 10_000

    /// The merchants of a file: `{"merchants": […]}`. Keys stand there as their SHA-256, in hexadecimal.
    package static func list(json: JSONValue) throws(JSONError) -> [RedirectMerchant] {
        let file = try JSONObjectReader(json, allowing: ["merchants"])
        let merchants = try file.array("merchants") { value, path throws(JSONError) in
            try RedirectMerchant(json: value, path: path)
        }
        guard merchants.count <= merchantsMost else {
            throw JSONError(.tooLarge, "at most \(merchantsMost) merchants", path: file.path.member("merchants"))
        }
        guard Set(merchants.map(\.id)).count == merchants.count else {
            throw JSONError(.refusedValue, "two merchants have one id", path: file.path.member("merchants"))
        }
        return merchants
    }

    private init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(
            json, path: path, allowing: ["id", "name", "keys", "returnOrigins", "notifications"])
        let keys = try object.array("keys") { value, path throws(JSONError) in
            guard let digest = SHA256Digest(hexadecimal: try JSONObjectReader.string(value, path)) else {
                throw JSONError(.refusedValue, "expected 64 hexadecimal digits: the SHA-256 of a key", path: path)
            }
            return digest
        }
        let origins = try object.array("returnOrigins") { value, path throws(JSONError) in
            guard let url = try? FetchURL(try JSONObjectReader.string(value, path)), url.path == "/", url.query == nil
            else { throw JSONError(.refusedValue, "expected an origin such as https://shop.example", path: path) }
            return url.origin
        }
        let notifications = try object.optional("notifications") {
            (object) throws(JSONError) -> (address: FetchURL, secret: [UInt8]) in
            let place = try object.object("notifications", allowing: ["address", "secret"])
            let secret = try place.converted("secret", "at least 16 characters") { $0.utf8.count >= 16 ? $0 : nil }
            return (try place.converted("address", "an address") { try? FetchURL($0) }, Array(secret.utf8))
        }
        let merchant = RedirectMerchant(
            id: try object.string("id"),
            name: try object.converted("name", "1 to 60 characters") {
                (1...60).contains($0.unicodeScalars.count) ? $0 : nil
            }, keys: keys, returnOrigins: Set(origins), notifications: notifications)
        guard let merchant else {
            throw JSONError(
                .refusedValue, "expected 1 to 32 small letters, digits and hyphens", path: path.member("id"))
        }
        self = merchant
    }
}
