import Testing

@testable import XML

@Suite struct XMLTreeTests {
    private static let vocabulary = XMLVocabulary(["Root", "Name", "Value", "Part"])
    private static let limits = XMLTreeLimits(bytes: 10_000, elements: 100, depth: 8)

    private func tree(_ text: String, _ limits: XMLTreeLimits = limits) throws -> XMLTree {
        try XMLTree(reading: Array(text.utf8), vocabulary: Self.vocabulary, limits: limits)
    }

    private func failure(_ bytes: [UInt8], _ limits: XMLTreeLimits = limits) -> XMLTreeError? {
        do throws(XMLTreeError) {
            _ = try XMLTree(reading: bytes, vocabulary: Self.vocabulary, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func text(_ tree: XMLTree, _ place: Int) -> String {
        let element = tree.elements[place]
        return String(decoding: tree.texts[Int(element.textStart)..<Int(element.textEnd)], as: UTF8.self)
    }

    private func bytes(_ tree: XMLTree, _ place: Int) -> String {
        let element = tree.elements[place]
        return String(decoding: tree.document[Int(element.start)..<Int(element.end)], as: UTF8.self)
    }

    @Test func `elements have names, texts and their own bytes`() throws {
        let tree = try tree(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Root xmlns="urn:a" xmlns:b="urn:b">
              <Name a="1"
                 b='2'>Zoë &amp; <![CDATA[<co>]]>&#33;</Name><!-- between -->
              <Part><Value/><b:Value>x</b:Value><Other>y</Other></Part>
            </Root>
            """)
        #expect(tree.namespace == "urn:a")
        #expect(tree.elements.map(\.name) == [1, 2, 4, 3, 0, 0])
        #expect(tree.elements.map(\.parent) == [-1, 0, 0, 2, 2, 2])
        #expect(tree.elements[0].firstChild == 1)
        #expect(tree.elements[1].next == 2)
        #expect(tree.elements[2].next == -1)
        #expect([1, 3, 4, 5].map { text(tree, $0) } == ["Zoë & <co>!", "", "x", "y"])
        #expect(bytes(tree, 1) == "<Name a=\"1\"\n     b='2'>Zoë &amp; <![CDATA[<co>]]>&#33;</Name>")
        #expect(bytes(tree, 2) == "<Part><Value/><b:Value>x</b:Value><Other>y</Other></Part>")
        #expect(bytes(tree, 3) == "<Value/>")
        #expect(tree.line(at: Int(tree.elements[2].start)) == 5)
    }

    @Test func `places of bytes are right in a long document too`() throws {
        let long = XMLTreeLimits(bytes: 1_000_000, elements: 10_000, depth: 8)
        let parts = (0..<5_000).map { "<Part><Value>\($0)é</Value></Part>" }
        let tree = try tree(
            "\u{FEFF}<Root>" + parts.joined(separator: "\n") + "</Root>",
            XMLTreeLimits(
                bytes: long.bytes, elements: 20_000, depth: 8))
        #expect(tree.elements.count == 10_001)
        for number in [0, 1, 77, 2_500, 4_999] { #expect(bytes(tree, 1 + number * 2) == parts[number]) }
    }

    @Test(arguments: [
        ("<Root><!DOCTYPE x></Root>", XMLTreeError.Code.malformed),
        ("<!DOCTYPE Root [<!ENTITY a 'b'>]><Root>&a;</Root>", .documentType),
        ("<!DOCTYPE Root SYSTEM 'file:///etc/passwd'><Root/>", .documentType),
        ("<Root>&undeclared;</Root>", .malformed),
        ("<Root><Name>1</Value></Root>", .malformed),
        ("<Root>text<Name/></Root>", .mixed),
        ("<Root><Name/>text</Root>", .mixed),
        ("<Root><x:Name/></Root>", .malformed),
        ("<Root/><Root/>", .malformed),
        ("<Root><Name>1</Name>", .truncated),
        ("<Root><Na", .truncated),
        ("", .truncated),
        ("hello", .malformed),
        ("<Root a='1' a='2'/>", .malformed),
    ])
    func `what is no document of records is refused with its kind`(text: String, code: XMLTreeError.Code) {
        #expect(failure(Array(text.utf8))?.code == code)
    }

    @Test func `other encodings and broken UTF-8 are refused`() {
        let text = "<Root><Name>a</Name></Root>"
        #expect(failure(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })?.code == .malformed)
        #expect(failure([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })?.code == .malformed)
        #expect(failure(Array("<Root><Name>".utf8) + [0xC3, 0x28] + Array("</Name></Root>".utf8))?.code == .malformed)
        let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><Root>".utf8) + [0xE9] + Array("</Root>".utf8)
        #expect(failure(latin)?.code == .malformed)
    }

    @Test func `size, number, depth and attributes are bounded`() {
        func codes(_ text: String, _ limits: XMLTreeLimits = Self.limits) -> XMLTreeError.Code? {
            failure(Array(text.utf8), limits)?.code
        }
        #expect(codes("<Root><Name/></Root>", XMLTreeLimits(bytes: 19, elements: 9, depth: 9)) == .tooLarge)
        #expect(codes("<Root><Name/></Root>", XMLTreeLimits(bytes: 20, elements: 1, depth: 9)) == .tooLarge)
        #expect(codes("<Root><Name/></Root>", XMLTreeLimits(bytes: 20, elements: 2, depth: 1)) == .tooLarge)
        #expect(codes("<Root><Name/></Root>", XMLTreeLimits(bytes: 20, elements: 2, depth: 2)) == nil)
        let attributes = (0..<300).map { "a\($0)=''" }.joined(separator: " ")
        #expect(codes("<Root \(attributes)/>") == .tooLarge)
    }

    @Test func `an error says where`() throws {
        let error = try #require(failure(Array("<Root>\n<Name>1</Name>\n<Value>2</Name></Root>".utf8)))
        #expect(error.line == 3)
        #expect((30...45).contains(error.offset))
    }
}
