internal import CXML

/// libxml2's reader of XML, one event at a time.
///
/// `@safe`: the copy of the bytes is made in the initialiser, never leaves this class and is freed in `deinit`, after
/// the reader that looks at it.
///
/// The reader fetches nothing (XML_PARSE_NONET, no external DTD), replaces no entity of a document's own, and keeps its
/// limits for depth, names and texts. Documents with entities of their own or with more attributes than any feed has
/// are refused before it sees them: it compares attributes with one another.
@safe package final class XMLEvents {
    package struct Attribute {
        package var name: String
        package var value: String
    }

    package enum Event {
        /// Names without their prefix.
        case start(name: String, namespace: String?, attributes: [Attribute], isEmpty: Bool)
        case end(name: String)
        case text(String)
    }

    package enum Problem: Error {
        /// It breaks off in the middle.
        case truncated
        case malformed(String)
    }

    private let input: UnsafeMutableBufferPointer<CChar>
    private let reader: xmlTextReaderPtr?
    private let isWhole: Bool

    /// - Parameter bytes: UTF-8, whatever encoding the document says it has.
    package init(_ bytes: [UInt8]) throws(Problem) {
        if let objection = XMLGuard.objection(to: bytes) { throw .malformed(objection) }
        guard XMLLibrary.isReady, let count = Int32(exactly: bytes.count) else { throw .malformed("it is too large") }
        // One byte more than needed: libxml2 likes a zero behind what it reads.
        let input = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count + 1)
        unsafe input.initialize(repeating: 0)
        unsafe UnsafeMutableRawBufferPointer(input).copyBytes(from: bytes)
        unsafe self.input = input
        isWhole = bytes.last { !XMLGuard.isSpace($0) } == UInt8(ascii: ">")
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOERROR.rawValue
            | XML_PARSE_NOWARNING.rawValue
        unsafe reader = xmlReaderForMemory(input.baseAddress, count, nil, "UTF-8", Int32(options))
    }

    deinit {
        if let reader = unsafe reader { unsafe xmlFreeTextReader(reader) }
        unsafe input.deallocate()
    }

    /// Nil at the end of the document.
    package func next() throws(Problem) -> Event? {
        guard let reader = unsafe reader else { throw .malformed("there is not enough memory to read it") }
        while true {
            xmlResetLastError()
            switch unsafe xmlTextReaderRead(reader) {
            case 1:
                if let event = unsafe event(of: reader) { return event }
            case 0: return nil
            default: throw problem()
            }
        }
    }

    private func event(of reader: xmlTextReaderPtr) -> Event? {
        switch unsafe xmlTextReaderNodeType(reader) {
        case Int32(XML_READER_TYPE_ELEMENT.rawValue):
            let name = unsafe Self.string(xmlTextReaderConstLocalName(reader)) ?? ""
            let namespace = unsafe Self.string(xmlTextReaderConstNamespaceUri(reader))
            let isEmpty = unsafe xmlTextReaderIsEmptyElement(reader) == 1
            let attributes = unsafe Self.attributes(of: reader)
            return .start(name: name, namespace: namespace, attributes: attributes, isEmpty: isEmpty)
        case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
            return .end(name: unsafe Self.string(xmlTextReaderConstLocalName(reader)) ?? "")
        case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
            Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue), Int32(XML_READER_TYPE_WHITESPACE.rawValue):
            return unsafe Self.string(xmlTextReaderConstValue(reader)).map { .text($0) }
        default: return nil
        }
    }

    private static func attributes(of reader: xmlTextReaderPtr) -> [Attribute] {
        var attributes: [Attribute] = []
        while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1 {
            let name = unsafe string(xmlTextReaderConstLocalName(reader)) ?? ""
            attributes.append(Attribute(name: name, value: unsafe string(xmlTextReaderConstValue(reader)) ?? ""))
        }
        _ = unsafe xmlTextReaderMoveToElement(reader)
        return attributes
    }

    /// libxml2's texts are UTF-8 and end with a zero byte.
    private static func string(_ text: UnsafePointer<xmlChar>?) -> String? {
        guard let text = unsafe text else { return nil }
        return unsafe String(cString: text)
    }

    /// libxml2's messages may quote the document, so only the place is told.
    private func problem() -> Problem {
        guard let error = unsafe xmlGetLastError() else { return isWhole ? .malformed("it ends early") : .truncated }
        let code = unsafe error.pointee.code
        let line = unsafe error.pointee.line
        let ends = [XML_ERR_DOCUMENT_END, XML_ERR_DOCUMENT_EMPTY, XML_ERR_TAG_NOT_FINISHED, XML_ERR_CDATA_NOT_FINISHED]
        if !isWhole || ends.contains(where: { Int32($0.rawValue) == code }) { return .truncated }
        return .malformed("it breaks a rule of XML in line \(line)")
    }
}
