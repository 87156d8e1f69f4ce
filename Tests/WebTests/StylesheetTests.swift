import Foundation
import Testing
import Web

@Suite struct StylesheetTests {
    /// The colours of the light page, of the dark one and of paper, by name.
    private static func palettes() -> [[String: String]] {
        let text = String(decoding: Stylesheet.bytes, as: UTF8.self)
        return text.components(separatedBy: ":root{").dropFirst().map { part in
            var colours: [String: String] = [:]
            for entry in part.prefix(while: { $0 != "}" }).split(separator: ";") where entry.hasPrefix("--") {
                let pair = entry.dropFirst(2).split(separator: ":")
                if pair.count == 2 { colours[String(pair[0])] = String(pair[1]) }
            }
            return colours
        }
    }

    private static func luminance(_ colour: String) throws -> Double {
        var digits = String(colour.dropFirst())
        if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
        let value = try #require(Int(digits, radix: 16))
        let channels = [16, 8, 0].map { shift -> Double in
            let part = Double((value >> shift) & 0xFF) / 255
            return part <= 0.04045 ? part / 12.92 : Double.pow((part + 0.055) / 1.055)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private static func contrast(_ first: String, _ second: String) throws -> Double {
        let (one, other) = (try luminance(first), try luminance(second))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test func `every ink has a contrast of at least 4.5 on every ground, light, dark and on paper`() throws {
        let palettes = Self.palettes()
        #expect(palettes.count == 3)
        for palette in palettes {
            for ink in ["ink", "quiet", "link", "hurt", "major", "minor", "fine"] {
                for ground in ["ground", "card"] {
                    let (first, second) = (try #require(palette[ink]), try #require(palette[ground]))
                    #expect(try Self.contrast(first, second) >= 4.5, "\(ink) \(first) on \(ground) \(second)")
                }
            }
            let (on, page) = (try #require(palette["on"]), try #require(palette["page"]))
            #expect(try Self.contrast(on, page) >= 4.5)
        }
    }

    @Test func `what is drawn and carries meaning has a contrast of at least 3 on its card`() throws {
        for palette in Self.palettes() {
            for colour in ["hurt", "edge", "link", "fine", "quiet"] {
                let (first, second) = (try #require(palette[colour]), try #require(palette["card"]))
                #expect(try Self.contrast(first, second) >= 3, "\(colour) \(first)")
            }
        }
    }

    @Test func `braces are balanced and nothing is fetched from elsewhere`() {
        let text = String(decoding: Stylesheet.bytes, as: UTF8.self)
        #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
        #expect(!text.contains("url("))
        #expect(!text.contains("@import"))
    }
}

extension Double {
    /// The power 2.4 of a colour channel.
    fileprivate static func pow(_ base: Double) -> Double { Foundation.pow(base, 2.4) }
}
