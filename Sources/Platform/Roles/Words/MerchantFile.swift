internal import Bytes
internal import HTTP
package import JSON

/// The file that says who may take payments: one form for all roles that serve merchants.
///
///     {"merchants": [{"id": "shop-1", "name": "SHOP ONE", "keys": ["sha256:…"],
///                     "returnOrigins": ["https://shop.example"],
///                     "notifications": {"address": "https://shop.example/told", "secret": "env:SHOP_1_SECRET"}}]}
package enum MerchantFile {
    package static let bytesMost = 1 << 20
    package static let merchantsMost = 10_000
    private static let secretLeast = 16

    /// - Parameter secret: gives what a reference such as `env:NAME` or `file:PATH` stands for, or throws a sentence.
    package static func read(
        _ bytes: [UInt8], secret: (String) throws(JSONError) -> [UInt8]
    ) throws(JSONError) -> [Merchant] {
        let reader = try JSONObjectReader(
            JSONValue(reading: bytes, limits: JSONLimits(bytes: bytesMost, depth: 8)), allowing: ["merchants"])
        var ids: Set<String> = []
        var keys: Set<SHA256Digest> = []
        let merchants = try reader.array("merchants") { value, path throws(JSONError) in
            let merchant = try merchant(value, path, secret)
            guard ids.insert(merchant.id).inserted else {
                throw JSONError(.refusedValue, "two merchants have this id; give each its own", path: path.member("id"))
            }
            for key in merchant.keys where !keys.insert(key).inserted {
                throw JSONError(.refusedValue, "a key belongs to one merchant, once", path: path.member("keys"))
            }
            return merchant
        }
        guard merchants.count <= merchantsMost else {
            throw JSONError(
                .tooLarge, "at most \(merchantsMost) merchants", path: reader.path.member("merchants"))
        }
        guard !merchants.isEmpty else {
            throw JSONError(.refusedValue, "expected at least one merchant", path: reader.path.member("merchants"))
        }
        return merchants
    }

    private static func merchant(
        _ value: JSONValue, _ path: JSONPath, _ secret: (String) throws(JSONError) -> [UInt8]
    ) throws(JSONError) -> Merchant {
        let reader = try JSONObjectReader(
            value, path: path, allowing: ["id", "name", "keys", "returnOrigins", "notifications"])
        let id = try reader.converted(
            "id", "1 to 32 small letters, digits and hyphens", { Merchant.isID($0) ? $0 : nil })
        let name = try reader.converted(
            "name", "1 to 15 letters, digits and spaces, as cardholders read it", { Merchant.isName($0) ? $0 : nil })
        let keys = try reader.array("keys") { value, path throws(JSONError) in
            let text = try JSONObjectReader.string(value, path)
            guard text.hasPrefix("sha256:"), let digest = SHA256Digest(hexadecimal: text.dropFirst(7)) else {
                throw JSONError(
                    .refusedValue,
                    "expected sha256: and the digest of a key, never the key itself (printf %s KEY | sha256sum)",
                    path: path)
            }
            return digest
        }
        guard !keys.isEmpty else {
            throw JSONError(.refusedValue, "a merchant has at least one key", path: path.member("keys"))
        }
        let origins = try reader.optional("returnOrigins") { (reader) throws(JSONError) in
            try reader.array("returnOrigins") { value, path throws(JSONError) in
                guard let url = try? FetchURL(try JSONObjectReader.string(value, path)), url.path == "/",
                    url.query == nil
                else { throw JSONError(.refusedValue, "expected an origin such as https://shop.example", path: path) }
                return url.origin
            }
        }
        let told = try reader.optional("notifications") { (reader) throws(JSONError) in
            let reader = try reader.object("notifications", allowing: ["address", "secret"])
            let address = try reader.converted("address", "an address that begins with https://", { try? FetchURL($0) })
            let reference = try reader.string("secret")
            let bytes: [UInt8]
            do throws(JSONError) {
                bytes = try secret(reference)
            } catch {
                throw JSONError(error.code, error.message, path: reader.path.member("secret"))
            }
            guard bytes.count >= secretLeast else {
                throw JSONError(
                    .refusedValue, "the secret has fewer than \(secretLeast) bytes: make a longer one by chance",
                    path: reader.path.member("secret"))
            }
            return Merchant.Notifications(address: address, secret: bytes)
        }
        guard
            let merchant = Merchant(
                id: id, name: name, keys: keys, returnOrigins: Set(origins ?? []), notifications: told)
        else {
            throw JSONError(.refusedValue, "expected a merchant", path: path)
        }
        return merchant
    }
}
