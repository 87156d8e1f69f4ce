import Incidents
import Testing

@Suite struct BrandPictureTests {
    private func objection(_ text: String) -> String? {
        do throws(BrandPicture.Objection) {
            _ = try BrandPicture(Array(text.utf8))
            return nil
        } catch {
            return error.message
        }
    }

    /// A drawing with something in it.
    private func drawing(_ inside: String, _ attributes: String = "") -> String {
        #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"\#(attributes)>\#(inside)</svg>"#
    }

    @Test func `a picture is told by its bytes, and named by its digest and its kind`() throws {
        for (bytes, kind) in [
            ([0x89, 0x50, 0x4E, 0x47, 1], BrandPicture.Kind.png), ([0xFF, 0xD8, 0xFF, 1], .jpeg),
            (Array("GIF89a".utf8), .gif), (Array("RIFF0000WEBP".utf8), .webp), (Array(drawing("").utf8), .svg),
        ] as [([UInt8], BrandPicture.Kind)] {
            let picture = try BrandPicture(bytes)
            #expect(picture.kind == kind)
            #expect(picture.name.hasSuffix("." + kind.rawValue) && picture.name.utf8.count <= 69)
        }
        #expect(objection("<html><body>no</body></html>") != nil)
        #expect(objection("") != nil)
        #expect(objection(String(repeating: "x", count: BrandPicture.bytesMost + 1))?.contains("256 KiB") == true)
        #expect(throws: BrandPicture.Objection.self) { try BrandPicture(Array("<svg>".utf8) + [0xFF, 0xFE]) }
    }

    @Test(
        arguments: [
            "<path d=\"M0 0h9v9z\" fill=\"#0a5c8a\"/>",
            "<title>Acme &amp; sons</title><desc>A sail, 5 &gt; 4</desc><text x='1'>Acme</text>",
            "<defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></defs>"
                + "<rect fill=\"url(#a)\" width=\"9\" height=\"9\"/><use href=\"#a\"/><use xlink:href='#a'/>",
            "<style>.a{fill:url(\"#a\");stroke:rgb(1,2,3)}</style><g class=\"a\" transform=\"translate(1 2)\"><g/></g>",
            "<!-- drawn by hand --><circle r=\"4\" style=\"fill: url( '#a' )\"/>",
        ]) func `shapes, words and colours are taken`(_ inside: String)
    {
        #expect(objection(drawing(inside, " xmlns:xlink=\"http://www.w3.org/1999/xlink\"")) == nil)
        #expect(
            objection("\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n" + drawing(inside) + "\n")
                == nil)
    }

    @Test(
        arguments: [
            "<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT>", "<g onclick=\"alert(1)\"/>", "<g ONLOAD='x'/>",
            "<a href=\"javascript:alert(1)\"><text>x</text></a>", "<use href=\"javascript:alert(1)\"/>",
            "<use xlink:href=\"https://evil.example/x.svg#a\"/>", "<use href=\" #a\"/>", "<image href=\"#a\"/>",
            "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
            "<g><animate attributeName=\"href\" values=\"javascript:alert(1)\"/></g>",
            "<set attributeName=\"onload\" to=\"alert(1)\"/>", "<handler/>", "<iframe/>", "<video/>",
            "<x:script xmlns:x=\"http://www.w3.org/2000/svg\">alert(1)</x:script>",
            "<g xmlns=\"http://www.w3.org/1999/xhtml\"/>", "<g xml:base=\"https://evil.example/\"/>",
            "<rect fill=\"url(https://evil.example/x)\"/>", "<rect style=\"fill:u&#114;l(https://evil.example)\"/>",
            "<rect style=\"fill:\\75rl(https://evil.example)\"/>", "<rect style=\"fill:URL('//evil.example')\"/>",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<style>*{fill:image-set('//evil.example' 1x)}</style>",
            "<style><path/></style>", "<title><script/></title>", "<desc><g/></desc>", "<style>a&amp;b</style>",
            "<style><![CDATA[x]]></style>", "<text>&nbsp;</text>", "<text>&#60;script></text>", "<text>&x;</text>",
            "<!--><script>alert(1)</script>-->", "<!-- --!><script>alert(1)</script> -->", "<!---><g/>-->", "<!-- x",
            "<g>", "</g>", "<g></path>", "<g a=1/>", "<g a=\"1\"b=\"2\"/>", "<g a=\"1\" a=\"2\"/>", "<g a=\"<\"/>",
            "<g a=\"1",
            "<?php echo 1 ?>", "<!DOCTYPE x>", "<\u{338}script>alert(1)</script>", "<g a=\"1\"\u{338} onload=\"x\"/>",
            "<g\u{0}/>",
        ]) func `whatever does something, or leads elsewhere, is refused and named`(_ inside: String) throws
    {
        let message = try #require(objection(drawing(inside)), "\(inside)")
        #expect(message.hasPrefix("The drawing can't be taken: ") && message.hasSuffix("."), "\(message)")
    }

    @Test func `nothing stands around a drawing that a reader could take for more`() {
        for text in [
            "<!DOCTYPE svg [<!ENTITY x \"y\">]>" + drawing(""),
            "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + drawing(""),
            "<?xml-stylesheet href=\"https://evil.example\"?>" + drawing(""), drawing("") + "<script/>",
            drawing("") + "x",
            "x" + drawing(""), "<html>" + drawing("") + "</html>", drawing("", " onload=\"alert(1)\""), "<svg", "<svg>",
            "<svgx/>",
            String(repeating: "<svg>", count: 100), drawing(String(repeating: "<g/>", count: 5_001)),
        ] { #expect(objection(text) != nil, "\(text.prefix(80))") }
        #expect(objection(drawing(String(repeating: "<g/>", count: 4_000))) == nil)
    }

    /// Whatever is made of a drawing by chance, what is taken holds nothing that acts, to the plainest of readers.
    @Test func `mutated drawings never end in a trap, and never bring a script in`() {
        var state: UInt64 = 20_251_204
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let seeds = [
            drawing(
                "<defs><g id=\"a\"/></defs><use href=\"#a\"/><style>.a{fill:url(#a)}</style><text>A &amp; B</text>"),
            drawing("<!-- x --><script>alert(1)</script><g onload=\"alert(1)\"/><a href=\"javascript:1\"/>"),
        ].map { Array($0.utf8) }
        let pieces = [
            "<", ">", "/", "\"", "'", "=", "&", ";", "<!--", "-->", "<script>", " onload=\"x\"", "href=\"", "url(",
            "\u{338}", "]]>",
            "<![CDATA[", "xmlns=\"", "javascript:", "</svg>", "\0",
        ].map { Array($0.utf8) }
        var taken = 0
        for _ in 0..<6_000 {
            var bytes = seeds[next(seeds.count)]
            for _ in 0...next(4) {
                let place = next(bytes.count + 1)
                switch next(3) {
                case 0: bytes.insert(contentsOf: pieces[next(pieces.count)], at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + next(12)))
                default: if place < bytes.count { bytes[place] = UInt8(next(256)) }
                }
                if bytes.isEmpty { bytes = [60] }
            }
            guard let picture = try? BrandPicture(bytes) else { continue }
            taken += 1
            let text = String(decoding: picture.bytes, as: UTF8.self).lowercased()
            #expect(!text.contains("<script") && !text.contains("<a ") && !text.contains("<!doctype"), "\(text)")
            #expect(text.firstMatch(of: #/<[^>]*\son[a-z]+\s*=/#) == nil, "\(text)")
        }
        #expect(taken > 100)
    }
}
