internal import CXML

extension XMLTree {
    /// Reads one document of UTF-8 in one pass of libxml2's parser; no tree of its own is built.
    package init(
        reading document: [UInt8], vocabulary: XMLVocabulary, limits: XMLTreeLimits
    ) throws(XMLTreeError) {
        func failure(_ code: XMLTreeError.Code, at offset: Int) -> XMLTreeError {
            let offset = min(max(offset, 0), document.count)
            return XMLTreeError(code: code, offset: offset, line: Self.line(at: offset, of: document))
        }
        guard document.count <= limits.bytes, let count = Int32(exactly: document.count) else {
            throw failure(.tooLarge, at: limits.bytes)
        }
        guard !document.isEmpty else { throw failure(.truncated, at: 0) }
        guard XMLLibrary.isReady, !Self.isOtherEncoding(document) else { throw failure(.malformed, at: 0) }
        // It compares attributes with one another; entities never come so far, as document types are refused below.
        guard !XMLGuard.hasCrowdedTag(document) else { throw failure(.tooLarge, at: 0) }
        let (builder, root) = unsafe document.withUnsafeBufferPointer { bytes in
            var builder = unsafe XMLTreeBuilder(vocabulary: vocabulary, limits: limits, document: bytes)
            let root = builder.read(count)
            return (builder, root)
        }
        if let problem = builder.problem { throw failure(problem, at: builder.problemOffset) }
        guard let root else { throw failure(.malformed, at: 0) }
        self.init(
            document: document, namespace: root, elements: builder.elements, texts: builder.texts)
    }

    /// Bytes that libxml2 would take for UTF-16, UTF-32 or EBCDIC, whatever it is told.
    private static func isOtherEncoding(_ document: [UInt8]) -> Bool {
        let head = document.prefix(4)
        return head.contains(0) || head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE])
            || head.starts(with: [0x4C, 0x6F])
    }
}

/// What libxml2 calls while it parses.
///
/// `@safe`: it holds the parser and the document, which both outlive it: see ``read(_:)`` and the only caller above.
@safe private struct XMLTreeBuilder {
    let vocabulary: XMLVocabulary
    let limits: XMLTreeLimits
    let document: UnsafeBufferPointer<UInt8>
    var parser: xmlParserCtxtPtr?
    /// The parser keeps each name and namespace once: two of the same have the same address.
    var rootNamespace: UnsafePointer<xmlChar>?

    var elements: [XMLTree.Element] = []
    var texts: [UInt8] = []
    /// Elements that are open, and the last child of each.
    var open: [Int32] = []
    var lastChild: [Int32] = []
    /// Where the text since the last tag begins.
    var mark = 0
    var problem: XMLTreeError.Code?
    var problemOffset = 0

    init(vocabulary: XMLVocabulary, limits: XMLTreeLimits, document: UnsafeBufferPointer<UInt8>) {
        self.vocabulary = vocabulary
        self.limits = limits
        unsafe self.document = unsafe document
        elements.reserveCapacity(64)
        texts.reserveCapacity(document.count / 2)
    }

    /// The root's namespace when the document was read to its end; nil when there is a `problem`, or no memory.
    mutating func read(_ count: Int32) -> String? {
        guard
            let parser = unsafe document.withMemoryRebound(
                to: CChar.self, { unsafe xmlCreateMemoryParserCtxt($0.baseAddress, count) })
        else {
            fail(.malformed)
            return nil
        }
        defer { unsafe xmlFreeParserCtxt(parser) }
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOERROR.rawValue
            | XML_PARSE_NOWARNING.rawValue
        unsafe xmlCtxtUseOptions(parser, Int32(options))
        unsafe parser.pointee.sax.pointee = Self.handler()
        unsafe self.parser = unsafe parser
        let isWell = unsafe withUnsafeMutablePointer(to: &self) { builder in
            // The parser hands this pointer to the functions of `handler`, and only while it parses.
            unsafe parser.pointee.userData = UnsafeMutableRawPointer(builder)
            unsafe xmlParseDocument(parser)
            return unsafe parser.pointee.wellFormed == 1 && parser.pointee.nsWellFormed == 1
        }
        unsafe self.parser = nil
        guard problem == nil else { return nil }
        guard isWell, !elements.isEmpty else {
            fail(.malformed)
            return nil
        }
        guard let namespace = unsafe rootNamespace else { return "" }
        return unsafe String(cString: namespace)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTreeBuilder>? {
        unsafe context?.assumingMemoryBound(to: XMLTreeBuilder.self)
    }

    private static func handler() -> xmlSAXHandler {
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC, which is no number to Swift
        unsafe handler.internalSubset = { context, _, _, _ in
            unsafe XMLTreeBuilder.of(context)?.pointee.stop(.documentType)
        }
        unsafe handler.startElementNs = { context, name, _, namespace, _, _, _, _, _ in
            unsafe XMLTreeBuilder.of(context)?.pointee.start(name, namespace)
        }
        unsafe handler.endElementNs = { context, _, _, _ in unsafe XMLTreeBuilder.of(context)?.pointee.end() }
        unsafe handler.characters = { context, text, count in
            unsafe XMLTreeBuilder.of(context)?.pointee.take(text, count)
        }
        // The same function: then the parser does not think about which blanks may be ignored.
        unsafe handler.ignorableWhitespace = unsafe handler.characters
        unsafe handler.cdataBlock = { context, text, count in
            unsafe XMLTreeBuilder.of(context)?.pointee.take(text, count)
        }
        unsafe handler.serror = { context, error in
            guard let error = unsafe error, unsafe error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else {
                return
            }
            unsafe XMLTreeBuilder.of(context)?.pointee.noteFailure()
        }
        return unsafe handler
    }

    // MARK: What the parser finds

    private mutating func start(_ name: UnsafePointer<xmlChar>?, _ namespace: UnsafePointer<xmlChar>?) {
        guard problem == nil, let name = unsafe name else { return }
        guard elements.count < limits.elements, open.count < limits.depth else {
            stop(.tooLarge)
            return
        }
        guard dropBlanks() else { return }
        let place = Int32(elements.count)
        let parent = open.last ?? -1
        if parent < 0 { unsafe rootNamespace = unsafe namespace }
        let isOurs = unsafe namespace == rootNamespace
        unsafe elements.append(
            XMLTree.Element(
                name: isOurs ? vocabulary.place(of: name) : 0, parent: parent, start: Int32(startOfTag())))
        if parent >= 0 {
            let level = lastChild.count - 1
            let before = lastChild[level]
            if before >= 0 {
                elements[Int(before)].next = place
            } else {
                elements[Int(parent)].firstChild = place
            }
            lastChild[level] = place
        }
        open.append(place)
        lastChild.append(-1)
    }

    private mutating func end() {
        guard problem == nil, let place = open.last else { return }
        if lastChild[lastChild.count - 1] < 0 {
            elements[Int(place)].textStart = Int32(mark)
            elements[Int(place)].textEnd = Int32(texts.count)
            mark = texts.count
        } else {
            guard dropBlanks() else { return }
        }
        elements[Int(place)].end = Int32(offset)
        open.removeLast()
        lastChild.removeLast()
    }

    private mutating func take(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
        guard problem == nil, let text = unsafe text, count > 0 else { return }
        // The parser gives the pointer for this call, with as many bytes.
        unsafe texts.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(count)))
    }

    /// Blanks between tags are no text of anybody; anything else there is an element that holds both.
    private mutating func dropBlanks() -> Bool {
        guard texts.count > mark else { return true }
        guard texts[mark...].allSatisfy(XMLGuard.isSpace) else {
            stop(.mixed)
            return false
        }
        texts.removeLast(texts.count - mark)
        return true
    }

    // MARK: Places and problems

    private var offset: Int {
        guard let parser = unsafe parser else { return 0 }
        return unsafe min(max(Int(xmlByteConsumed(parser)), 0), document.count)
    }

    /// The parser stands behind the attributes, in which there is no `<`.
    private func startOfTag() -> Int {
        var place = offset - 1
        while place > 0, unsafe document[place] != UInt8(ascii: "<") { place -= 1 }
        return max(place, 0)
    }

    private mutating func fail(_ code: XMLTreeError.Code) {
        guard problem == nil else { return }
        problem = code
        problemOffset = offset
    }

    private mutating func stop(_ code: XMLTreeError.Code) {
        fail(code)
        if let parser = unsafe parser { unsafe xmlStopParser(parser) }
    }

    /// libxml2's message may quote the document, so only the place is kept, and whether more was expected there.
    private mutating func noteFailure() {
        let isAtEnd = unsafe offset >= document.count
        fail(isAtEnd ? .truncated : .malformed)
    }
}
