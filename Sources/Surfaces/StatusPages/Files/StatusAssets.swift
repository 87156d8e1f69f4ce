internal import Bytes
package import Vocabulary

/// The files that stand in a brand's folder beside its languages.
package struct StatusAssets: Sendable {
    package static let statuspageFiles = [
        "summary.json", "status.json", "components.json", "incidents.json", "incidents/unresolved.json",
        "scheduled-maintenances.json", "scheduled-maintenances/upcoming.json", "scheduled-maintenances/active.json",
    ]

    package static let icon = "favicon.svg"
    package static let script = name("status", StatusScript.bytes, "js")

    package let stylesheet: String
    package let style: [UInt8]
    /// The name of the logo's file, made of its digest; its kind is told when it is served.
    package let logo: String?

    package init(_ brand: Brand) {
        style = StatusStyle.bytes(colour: brand.face.colour)
        stylesheet = Self.name("style", style, "css")
        logo = brand.face.logo.flatMap { Self.isDigest($0) ? "logo-" + $0.prefix(16) : nil }
    }

    private static func name(_ stem: String, _ bytes: [UInt8], _ ending: String) -> String {
        "\(stem)-\(SHA256Digest(of: bytes).hexadecimal.prefix(16)).\(ending)"
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                    || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
            }
    }

    /// What kind of picture these bytes are; nil when they are none that browsers show.
    package static func pictureType(_ bytes: [UInt8]) -> String? {
        func begins(_ text: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text) }
        if begins([0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
        if begins([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if begins(Array("GIF8".utf8)) { return "image/gif" }
        if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) { return "image/webp" }
        let head = String(decoding: bytes.prefix(512), as: UTF8.self)
        return head.contains("<svg") ? "image/svg+xml" : nil
    }

    static let iconBytes = Array(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="#c77700"/></svg>

        """.utf8)
}
