internal import Bytes

/// A brand's logo as it was sent, looked at before anybody sees it: its kind is told by its bytes, and a drawing (SVG) holds
/// shapes and words alone, so that it is harmless wherever it is opened, also from files, where no header forbids scripts.
package struct BrandPicture: Sendable, Hashable {
    package static let bytesMost = 256 << 10

    package enum Kind: String, Sendable, CaseIterable {
        case png
        case jpeg = "jpg"
        case gif, webp, svg

        package var mediaType: String {
            switch self {
            case .png: "image/png"
            case .jpeg: "image/jpeg"
            case .gif: "image/gif"
            case .webp: "image/webp"
            case .svg: "image/svg+xml"
            }
        }
    }

    /// Why it can't be shown; the sentence says what to change.
    package struct Objection: Error, Sendable, Hashable {
        package var message: String
    }

    package let kind: Kind
    package let bytes: [UInt8]

    /// What ``BrandFace/logo`` says of it.
    package var name: String { SHA256Digest(of: bytes).hexadecimal + "." + kind.rawValue }

    package init(_ bytes: [UInt8]) throws(Objection) {
        guard bytes.count <= Self.bytesMost else {
            throw Objection(message: "A logo has at most 256 KiB; make it smaller.")
        }
        if let kind = Self.raster(bytes) {
            self.kind = kind
        } else {
            guard let text = String(validating: bytes, as: UTF8.self), text.prefix(4_096).contains("<svg") else {
                throw Objection(message: "A logo is a PNG, JPEG, GIF or WebP picture, or an SVG drawing in UTF-8.")
            }
            do throws(HarmlessDrawing.Fault) {
                try HarmlessDrawing.check(text)
            } catch {
                throw Objection(message: "The drawing can't be taken: \(error.message).")
            }
            kind = .svg
        }
        self.bytes = bytes
    }

    private static func raster(_ bytes: [UInt8]) -> Kind? {
        func begins(_ text: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text) }
        if begins([0x89, 0x50, 0x4E, 0x47]) { return .png }
        if begins([0xFF, 0xD8, 0xFF]) { return .jpeg }
        if begins(Array("GIF8".utf8)) { return .gif }
        if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) { return .webp }
        return nil
    }
}
