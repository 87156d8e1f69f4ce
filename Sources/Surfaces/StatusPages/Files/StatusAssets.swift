internal import Bytes
internal import Incidents
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
    /// The name of the logo's file, made of its digest and its kind.
    package let logo: String?

    package init(_ brand: Brand) {
        style = StatusStyle.bytes(colour: brand.face.colour, dark: brand.face.darkColour)
        stylesheet = Self.name("style", style, "css")
        logo = brand.face.logoDigest.flatMap { digest in
            guard Self.isDigest(digest) else { return nil }
            // With its ending, from which a server of files tells the kind.
            let ending = BrandPicture.Kind.allCases.first { brand.face.logo == digest + "." + $0.rawValue }
            return "logo-" + digest.prefix(16) + (ending.map { "." + $0.rawValue } ?? "")
        }
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

    /// What kind of picture these bytes are; nil when they are none that pages show.
    package static func pictureType(_ bytes: [UInt8]) -> String? {
        (try? BrandPicture(bytes))?.kind.mediaType
    }

    static let iconBytes = Array(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="#c77700"/></svg>

        """.utf8)
}
