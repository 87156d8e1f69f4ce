internal import Bytes
internal import HTTP
package import JSON

extension RedirectMerchant {
    package static let merchantsMost = 10_000

    /// The merchants of a file: `{"merchants": […]}`.
    ///
    /// - Parameter secret: gives what a reference such as `env:NAME` or `file:PATH` stands for, or throws a sentence.
    package static func list(
        json: JSONValue, secret: (String) throws(JSONError) -> [UInt8]
    ) throws(JSONError) -> [RedirectMerchant] {
        let file = try JSONObjectReader(json, allowing: ["merchants"])
        let merchants = try file.array("merchants") { value, path throws(JSONError) in
            try RedirectMerchant(json: value, path: path, secret: secret)
        }
        guard merchants.count <= merchantsMost else {
            throw JSONError(.tooLarge, "at most \(merchantsMost) merchants", path: file.path.member("merchants"))
        }
        guard Set(merchants.map(\.id)).count == merchants.count else {
            throw JSONError(.refusedValue, "two merchants have one id", path: file.path.member("merchants"))
        }
        let keys = merchants.flatMap(\.keys)
        guard Set(keys).count == keys.count else {
            throw JSONError(.refusedValue, "a key belongs to one merchant, once", path: file.path.member("merchants"))
        }
        return merchants
    }

    private init(
        json: JSONValue, path: JSONPath, secret: (String) throws(JSONError) -> [UInt8]
    ) throws(JSONError) {
        let object = try JSONObjectReader(
            json, path: path, allowing: ["id", "name", "keys", "returnOrigins", "notifications"])
        let keys = try object.array("keys") { value, path throws(JSONError) in
            let text = try JSONObjectReader.string(value, path)
            guard text.hasPrefix("sha256:"), let digest = SHA256Digest(hexadecimal: text.dropFirst(7)) else {
                throw JSONError(
                    .refusedValue,
                    "expected sha256: and the digest of a key, never the key itself (printf %s KEY | sha256sum)",
                    path: path)
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
            let reference = try place.string("secret")
            let bytes: [UInt8]
            do throws(JSONError) {
                bytes = try secret(reference)
            } catch {
                throw JSONError(error.code, error.message, path: place.path.member("secret"))
            }
            guard bytes.count >= 16 else {
                throw JSONError(
                    .refusedValue, "the secret has fewer than 16 bytes: make a longer one by chance",
                    path: place.path.member("secret"))
            }
            return (try place.converted("address", "an address") { try? FetchURL($0) }, bytes)
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
