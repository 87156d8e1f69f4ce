internal import Bytes
package import Vocabulary

/// Ids as Statuspage has them: twelve lower-case letters and digits, made from ours by a digest, so that they are the
/// same in every answer, after every restart and on every installation.
package enum StatuspageID {
    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    package static func page(_ provider: ProviderID) -> String { make("page/\(provider)") }
    package static func page(_ brand: BrandID) -> String { make("brand/\(brand)") }
    static func group(_ brand: BrandID, _ index: Int) -> String { make("brand/\(brand)/group/\(index)") }
    package static func component(_ component: ComponentID) -> String { make("component/\(component)") }
    package static func incident(_ incident: IncidentID) -> String { make("incident/\(incident)") }

    /// An update keeps its id when its text is edited: its page's own id for it names it, else its brand, its instant
    /// and its place among those of one instant.
    package static func update(_ update: Update, place: Int, of incident: IncidentID) -> String {
        let name = update.foreignID.map { "\(update.brand)/\($0)" } ?? "\(update.brand)/\(update.at.rfc3339)/\(place)"
        return make("update/\(incident)/\(name)")
    }

    private static func make(_ name: String) -> String {
        let digest = SHA256Digest(of: Array("vigie.statuspage/\(name)".utf8)).bytes
        // 62 bits of the digest in base 36 are twelve digits, with leading zeros where needed.
        var value = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 2
        var digits: [UInt8] = []
        for _ in 0..<12 {
            digits.append(letters[Int(value % 36)])
            value /= 36
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
