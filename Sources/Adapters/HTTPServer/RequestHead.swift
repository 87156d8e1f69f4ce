internal import Glibc

/// The strict grammar of a request's head (RFC 9112).
///
/// Pure: bytes in, offsets out; one value is used again for each request, and never copied, so that a well-formed head
/// costs no allocation.
///
/// Where the standard lets a server be lenient, this one is not: what two programs could read differently is how
/// requests are smuggled past a proxy.
package struct RequestHead: ~Copyable {
    package struct Field {
        package var name: Range<Int>
        package var value: Range<Int>
        package var kind: FieldKind
    }

    package struct Limits: Sendable {
        /// Method, target and version together.
        package var requestLineBytes: Int
        package var headBytes: Int
        package var fields: Int

        package init(requestLineBytes: Int = 8_192, headBytes: Int = 16_384, fields: Int = 100) {
            self.requestLineBytes = requestLineBytes
            self.headBytes = headBytes
            self.fields = fields
        }
    }

    package enum Outcome: Equatable {
        /// The head has not arrived whole. The next look begins at this offset.
        case incomplete(scanned: Int)
        case refused(RequestFault)
        /// The head is this many bytes long; the fields of this value describe it.
        case complete(Int)
    }

    package let limits: Limits

    package private(set) var method = 0..<0
    /// The path and query; of an absolute target, what stands behind the authority (empty means "/").
    package private(set) var target = 0..<0
    /// The authority: of an absolute target, else the Host field's value.
    package private(set) var authority = 0..<0
    package private(set) var isHTTP10 = false
    package private(set) var fields: [Field] = []
    /// One bit for each kind of field that there is: most heads lack most of what is looked for.
    private var kinds: UInt32 = 0
    package private(set) var contentLength: Int?
    package private(set) var isChunked = false
    package private(set) var expectsContinue = false
    package private(set) var wantsClose = false
    package private(set) var wantsKeepAlive = false
    package private(set) var isGet = false
    package private(set) var isHead = false

    private var hasAbsoluteTarget = false

    package init(limits: Limits = Limits()) {
        self.limits = limits
        fields.reserveCapacity(32)
    }

    /// Whether a body follows.
    package var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }
    package var isPersistent: Bool { isHTTP10 ? wantsKeepAlive && !wantsClose : !wantsClose }

    package func has(_ kind: FieldKind) -> Bool { kinds & kind.bit != 0 }

    /// The first field of a kind.
    package func first(_ kind: FieldKind) -> Range<Int>? {
        guard has(kind) else { return nil }
        for field in fields where field.kind == kind { return field.value }
        return nil
    }

    /// Reads a head at the start of `bytes`.
    ///
    /// `scanned` is where an earlier look at fewer of the same bytes ended.
    package mutating func read(_ bytes: Span<UInt8>, scanned: Int = 0) -> Outcome {
        // An empty line before a request is what some clients leave behind a body (RFC 9112, section 2.2).
        var start = 0
        if bytes.count > 0 && bytes[0] == Byte.carriageReturn {
            guard bytes.count > 1 else { return .incomplete(scanned: 0) }
            guard bytes[1] == Byte.lineFeed else { return .refused(.requestLine) }
            start = 2
        }
        guard bytes.count > start else { return .incomplete(scanned: start) }
        guard Byte.isToken(bytes[start]) else {
            return .refused(bytes[start] == Byte.lineFeed ? .bareLineFeed : .notHTTP)
        }
        switch findEnd(bytes, start: start, scanned: max(scanned, start)) {
        case .complete(let end):
            if let fault = readLines(bytes, start: start, end: end) { return .refused(fault) }
            return .complete(end)
        case let other:
            return other
        }
    }

    /// Looks for the empty line, line by line, so that a bare line feed is refused when it comes.
    private func findEnd(_ bytes: Span<UInt8>, start: Int, scanned: Int) -> Outcome {
        var position = scanned
        while let lineFeed = Self.index(of: Byte.lineFeed, in: bytes, from: position) {
            guard lineFeed > start, bytes[lineFeed - 1] == Byte.carriageReturn else { return .refused(.bareLineFeed) }
            if lineFeed >= start + 3, bytes[lineFeed - 2] == Byte.lineFeed {
                return lineFeed + 1 - start > limits.headBytes ? .refused(.headTooLarge) : .complete(lineFeed + 1)
            }
            position = lineFeed + 1
            guard position - start <= limits.headBytes else { return .refused(.headTooLarge) }
        }
        if bytes.count - start > limits.headBytes { return .refused(headOrLine(bytes, start)) }
        if bytes.count - start > limits.requestLineBytes, headOrLine(bytes, start) == .requestLineTooLong {
            return .refused(.requestLineTooLong)
        }
        return .incomplete(scanned: bytes.count)
    }

    private func headOrLine(_ bytes: Span<UInt8>, _ start: Int) -> RequestFault {
        guard let end = Self.index(of: Byte.lineFeed, in: bytes, from: start) else { return .requestLineTooLong }
        return end - start > limits.requestLineBytes ? .requestLineTooLong : .headTooLarge
    }

    private mutating func readLines(_ bytes: Span<UInt8>, start: Int, end: Int) -> RequestFault? {
        reset()
        guard let lineEnd = Self.index(of: Byte.lineFeed, in: bytes, from: start) else { return .requestLine }
        guard lineEnd - start <= limits.requestLineBytes else { return .requestLineTooLong }
        if let fault = readRequestLine(bytes, start, lineEnd - 1) { return fault }
        var position = lineEnd + 1
        while position < end - 2 {
            guard fields.count < limits.fields else { return .tooManyFields }
            if let fault = readField(bytes, &position) { return fault }
        }
        return judge(bytes)
    }

    private mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        kinds = 0
        contentLength = nil
        isChunked = false
        expectsContinue = false
        wantsClose = false
        wantsKeepAlive = false
        hasAbsoluteTarget = false
        authority = 0..<0
    }

    private mutating func readRequestLine(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> RequestFault? {
        var position = start
        while position < end, Byte.isToken(bytes[position]) { position += 1 }
        guard position < end, bytes[position] == Byte.space else { return .requestLine }
        method = start..<position
        isGet = Self.equals(bytes, method, "GET")
        isHead = Self.equals(bytes, method, "HEAD")
        position += 1
        let targetStart = position
        while position < end, bytes[position] > Byte.space, bytes[position] < 0x7f { position += 1 }
        guard position < end else { return .requestLine }
        guard bytes[position] == Byte.space else { return .target }
        let rawTarget = targetStart..<position
        // "HTTP/" digit "." digit, and nothing behind it.
        guard end - position == 9, Self.equals(bytes, position + 1..<position + 6, "HTTP/"),
            Byte.isDigit(bytes[position + 6]), bytes[position + 7] == UInt8(ascii: "."),
            Byte.isDigit(bytes[position + 8])
        else { return .requestLine }
        guard bytes[position + 6] == UInt8(ascii: "1") else { return .version }
        isHTTP10 = bytes[position + 8] == UInt8(ascii: "0")
        if Self.equals(bytes, method, "CONNECT") { return .connectMethod }
        return readTarget(bytes, rawTarget)
    }

    private mutating func readTarget(_ bytes: Span<UInt8>, _ raw: Range<Int>) -> RequestFault? {
        guard !raw.isEmpty,
            Self.index(of: UInt8(ascii: "#"), in: bytes, from: raw.lowerBound, to: raw.upperBound) == nil
        else { return .target }
        if bytes[raw.lowerBound] == UInt8(ascii: "/") {
            target = raw
            return nil
        }
        if raw.count == 1, bytes[raw.lowerBound] == UInt8(ascii: "*") {
            target = raw
            return Self.equals(bytes, method, "OPTIONS") ? nil : .target
        }
        for scheme in ["http://" as StaticString, "https://"] {
            let length = scheme.utf8CodeUnitCount
            guard raw.count > length,
                Self.equalsIgnoringCase(bytes, raw.lowerBound..<raw.lowerBound + length, scheme)
            else { continue }
            let authorityStart = raw.lowerBound + length
            var position = authorityStart
            while position < raw.upperBound, bytes[position] != UInt8(ascii: "/"), bytes[position] != UInt8(ascii: "?")
            {
                position += 1
            }
            authority = authorityStart..<position
            hasAbsoluteTarget = true
            target = position..<raw.upperBound
            return Self.isHost(bytes, authority) ? nil : .host
        }
        return .target
    }

    private mutating func readField(_ bytes: Span<UInt8>, _ position: inout Int) -> RequestFault? {
        let start = position
        if bytes[start] == Byte.space || bytes[start] == Byte.tab { return .foldedLine }
        while Byte.isToken(bytes[position]) { position += 1 }
        guard position > start, bytes[position] == UInt8(ascii: ":") else { return .fieldName }
        let name = start..<position
        position += 1
        while bytes[position] == Byte.space || bytes[position] == Byte.tab { position += 1 }
        let valueStart = position
        // The head ends with CR LF, so a control character is always met.
        while Byte.isFieldContent(bytes[position]) { position += 1 }
        guard bytes[position] == Byte.carriageReturn, bytes[position + 1] == Byte.lineFeed else { return .fieldValue }
        var valueEnd = position
        while valueEnd > valueStart, bytes[valueEnd - 1] == Byte.space || bytes[valueEnd - 1] == Byte.tab {
            valueEnd -= 1
        }
        position += 2
        let field = Field(name: name, value: valueStart..<valueEnd, kind: FieldKind(bytes, name))
        fields.append(field)
        kinds |= field.kind.bit
        return note(bytes, field)
    }

    /// Takes what a field says about the message itself.
    private mutating func note(_ bytes: Span<UInt8>, _ field: Field) -> RequestFault? {
        switch field.kind {
        case .contentLength:
            guard contentLength == nil, let length = Self.decimal(bytes, field.value) else { return .contentLength }
            contentLength = length
        case .transferEncoding:
            guard !isChunked, Self.equalsIgnoringCase(bytes, field.value, "chunked") else { return .transferCoding }
            isChunked = true
        case .connection:
            Self.eachToken(bytes, field.value) { token in
                if Self.equalsIgnoringCase(bytes, token, "close") { wantsClose = true }
                if Self.equalsIgnoringCase(bytes, token, "keep-alive") { wantsKeepAlive = true }
            }
        case .expect:
            guard Self.equalsIgnoringCase(bytes, field.value, "100-continue") else { return .expectation }
            expectsContinue = true
        case .host:
            guard Self.isHost(bytes, field.value) else { return .host }
        default: break
        }
        return nil
    }

    /// What only the whole head shows.
    private mutating func judge(_ bytes: Span<UInt8>) -> RequestFault? {
        if isChunked && contentLength != nil { return .lengthAndCoding }
        if isChunked && isHTTP10 { return .codingInHTTP10 }
        if isHTTP10 { expectsContinue = false }
        var hosts = 0
        for field in fields where field.kind == .host {
            hosts += 1
            if !hasAbsoluteTarget { authority = field.value }
        }
        guard hosts == 1 || (hosts == 0 && isHTTP10) else { return .host }
        return nil
    }
}
