internal import HTTP

/// Reads one answer of HTTP/1, as far as it has come. Everything is bounded; what is not understood is a fault.
struct HTTPAnswerReader {
    enum Progress: Equatable {
        case more
        case whole
        case fault(String)
    }

    private enum Part {
        case head
        case length(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        /// The body ends with the connection.
        case untilEnd
        case done
    }

    private static let chunkLineMost = 1_024

    private(set) var status = 0
    private(set) var version = HTTPVersion.http1_1
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private let hasBody: Bool
    private let bodyMost: Int
    private let headMost: Int
    /// Of heads and trailers.
    private var headBytes = 0
    /// Up to here no end of the head was found.
    private var searched = 0
    private var part = Part.head

    /// - Parameter hasBody: false when HEAD was asked: a length that is told is not the length of what comes.
    init(hasBody: Bool = true, bodyMost: Int, headMost: Int = 64 << 10) {
        self.hasBody = hasBody
        self.bodyMost = bodyMost
        self.headMost = headMost
    }

    /// Takes what it makes use of out of the input.
    mutating func take(_ input: inout [UInt8], hasEnded: Bool) -> Progress {
        var place = 0
        let progress = step(input, &place, hasEnded: hasEnded)
        if place == input.count { input.removeAll(keepingCapacity: true) } else { input.removeFirst(place) }
        searched = max(0, searched - place)
        return progress
    }

    private mutating func step(_ input: [UInt8], _ place: inout Int, hasEnded: Bool) -> Progress {
        while true {
            switch part {
            case .head:
                guard let end = headEnd(input, from: place) else {
                    searched = input.count
                    let isTooLong = headBytes + input.count - place > headMost
                    return isTooLong ? tooMuch("\(headMost) bytes of header fields") : .more
                }
                headBytes += end - place
                guard headBytes <= headMost else { return tooMuch("\(headMost) bytes of header fields") }
                if let fault = readHead(input[place..<end]) { return .fault(fault) }
                place = end
                searched = end
                // After an interim answer another one follows.
                guard status >= 200 || status == 101 else { continue }
                if let fault = beginBody() { return .fault(fault) }
            case .length(let left), .chunk(let left):
                let taken = min(left, input.count - place)
                body.append(contentsOf: input[place..<place + taken])
                place += taken
                if case .chunk = part {
                    part = taken == left ? .chunkEnd : .chunk(left - taken)
                } else {
                    part = taken == left ? .done : .length(left - taken)
                }
                if taken < left { return .more }
            case .chunkSize:
                guard let line = line(input, &place) else {
                    return input.count - place > Self.chunkLineMost ? .fault("a chunk has no length") : .more
                }
                guard let size = Self.chunkSize(line) else { return .fault("a chunk has no length") }
                guard size <= bodyMost - body.count else { return tooMuch("\(bodyMost) bytes") }
                part = size == 0 ? .trailers : .chunk(size)
            case .chunkEnd:
                guard let line = line(input, &place) else {
                    return input.count - place > 1 ? .fault("a chunk is longer than it says") : .more
                }
                guard line.isEmpty else { return .fault("a chunk is longer than it says") }
                part = .chunkSize
            case .trailers:
                let before = place
                guard let line = line(input, &place) else {
                    return headBytes + input.count - place > headMost
                        ? tooMuch("\(headMost) bytes of header fields") : .more
                }
                headBytes += place - before
                guard headBytes <= headMost else { return tooMuch("\(headMost) bytes of header fields") }
                if line.isEmpty { part = .done }
            case .untilEnd:
                guard input.count - place <= bodyMost - body.count else { return tooMuch("\(bodyMost) bytes") }
                body.append(contentsOf: input[place...])
                place = input.count
                guard hasEnded else { return .more }
                part = .done
            case .done: return .whole
            }
        }
    }

    private func tooMuch(_ what: String) -> Progress { .fault("more than \(what) came; raise the probe's limit") }

    // MARK: The head

    /// Behind the empty line that ends it.
    private func headEnd(_ input: [UInt8], from start: Int) -> Int? {
        // The end may have come in two pieces.
        var place = max(start, searched - 3)
        while place < input.count {
            guard input[place] == 0x0a else {
                place += 1
                continue
            }
            if place + 1 < input.count, input[place + 1] == 0x0a { return place + 2 }
            if place + 2 < input.count, input[place + 1] == 0x0d, input[place + 2] == 0x0a { return place + 3 }
            place += 1
        }
        return nil
    }

    private mutating func readHead(_ head: ArraySlice<UInt8>) -> String? {
        var rest = head
        guard let first = Self.takeLine(&rest), first.starts(with: "HTTP/1.".utf8), first.count >= 12,
            first[first.startIndex + 8] == 0x20
        else { return "what came is no answer of HTTP/1" }
        version = first[first.startIndex + 7] == UInt8(ascii: "0") ? .http1_0 : .http1_1
        let digits = first[(first.startIndex + 9)..<(first.startIndex + 12)]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return "what came has no status" }
        status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        var fields: [HTTPHeaders.Field] = []
        while let line = Self.takeLine(&rest), let begin = line.first {
            if begin == 0x20 || begin == 0x09 {
                // A folded line; what it continues is the last field.
                guard !fields.isEmpty else { continue }
                fields[fields.count - 1].value += " " + Self.trimmed(line)
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            fields.append(
                HTTPHeaders.Field(
                    name: String(decoding: line[..<colon], as: UTF8.self), value: Self.trimmed(line[(colon + 1)...])))
        }
        headers = HTTPHeaders(fields)
        return nil
    }

    private mutating func beginBody() -> String? {
        guard hasBody, status != 204, status != 304, status != 101 else {
            part = .done
            return nil
        }
        let codings = headers.all("Transfer-Encoding")
        guard codings.isEmpty else {
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                return "the answer came in a transfer coding that was not asked for"
            }
            part = .chunkSize
            return nil
        }
        let lengths = headers.all("Content-Length")
        guard let told = lengths.first else {
            part = .untilEnd
            return nil
        }
        guard lengths.allSatisfy({ $0 == told }), (1...18).contains(told.utf8.count),
            told.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(told)
        else { return "the answer has no one length" }
        guard length <= bodyMost else { return "more than \(bodyMost) bytes are to come; raise the probe's limit" }
        body.reserveCapacity(length)
        part = .length(length)
        return nil
    }

    // MARK: Lines

    private func line(_ input: [UInt8], _ place: inout Int) -> ArraySlice<UInt8>? {
        var rest = input[place...]
        guard rest.contains(0x0a), let line = Self.takeLine(&rest) else { return nil }
        place = rest.startIndex
        return line
    }

    /// Without its end.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0x0a) else { return nil }
        var line = rest[..<end]
        if line.last == 0x0d { line.removeLast() }
        rest = rest[(end + 1)...]
        return line
    }

    private static func chunkSize(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        guard (1...12).contains(digits.count) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16).flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}
