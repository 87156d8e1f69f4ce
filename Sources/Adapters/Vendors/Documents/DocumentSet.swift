internal import Following
internal import JSON

/// The documents of one reading of a page, checked and decoded on demand.
struct DocumentSet {
    let documents: [CapturedDocument]
    let notes: ReadingNotes

    /// The largest document that is read.
    static let bytesMax = 32 << 20
    /// Values in a JSON document: what 32 MiB of brackets would cost in memory is refused before it is built.
    static let valuesMax = 2_000_000

    init(_ documents: [CapturedDocument], notes: ReadingNotes) {
        self.documents = documents
        self.notes = notes
    }

    func has(_ role: String) -> Bool { documents.contains { $0.role == role } }

    func document(_ role: String) -> CapturedDocument? { documents.first { $0.role == role } }

    /// A document without which the page can't be read.
    func neededJSON(_ role: String) throws(UnreadablePage) -> JSONValue {
        guard let document = document(role) else { throw Self.missing(role) }
        return try Self.json(document)
    }

    /// A document that adds to the others: when it can't be read, that is a warning.
    func json(_ role: String) -> JSONValue? {
        guard let document = document(role) else { return nil }
        do throws(UnreadablePage) {
            return try Self.json(document)
        } catch {
            note(error, role)
            return nil
        }
    }

    func neededObject(_ role: String) throws(UnreadablePage) -> Fields {
        guard case .object(let object) = try neededJSON(role) else {
            throw Self.unexpected(role, "an object")
        }
        return Fields(object, place: "", notes: notes)
    }

    func object(_ role: String) -> Fields? {
        switch json(role) {
        case nil: return nil
        case .object(let object)?: return Fields(object, place: role, notes: notes)
        case let other?:
            notes.warn(role, "expected an object, found \(other.kindName)")
            return nil
        }
    }

    func note(_ problem: UnreadablePage, _ role: String) {
        // That a page lacks what it may lack is nothing to tell.
        if problem.reason != .notFound { notes.warn(role, problem.message) }
    }

    static func missing(_ role: String) -> UnreadablePage {
        UnreadablePage(.empty, "The document “\(role)” was not fetched, and the page can't be read without it.")
    }

    static func unexpected(_ role: String, _ expected: String) -> UnreadablePage {
        UnreadablePage(
            .malformed,
            "The document “\(role)” is JSON, but not \(expected) of this format: check which format the page speaks.")
    }

    /// The body as UTF-8 when the answer is one that holds something.
    static func text(_ document: CapturedDocument) throws(UnreadablePage) -> [UInt8] {
        guard document.body.count <= bytesMax else {
            throw UnreadablePage(
                .tooLarge,
                "The document “\(document.role)” has \(document.body.count) bytes; at most \(bytesMax) are read.")
        }
        try checkStatus(document)
        guard document.body.contains(where: { !isSpace($0) && $0 != 0 }) else {
            throw UnreadablePage(.empty, "The document “\(document.role)” is empty.")
        }
        return TextDecoding.utf8(document.body, contentType: document.contentType)
    }

    private static func checkStatus(_ document: CapturedDocument) throws(UnreadablePage) {
        let answer = "The server answered \(document.status) for “\(document.role)”"
        switch document.status {
        case 200..<300, 304: return
        case 401, 403: throw UnreadablePage(.private, answer + ": the page is private or not active.")
        case 404, 410: throw UnreadablePage(.notFound, answer + ": there is no such page; detect the format again.")
        case 500...: throw UnreadablePage(.unreachable, answer + ": the page is in trouble itself; try again later.")
        case 300..<400: throw UnreadablePage(.unreachable, answer + " without a way on: follow the new address.")
        default: throw UnreadablePage(.refused, answer + ": it refuses to be read; read it less often, or ask why.")
        }
    }

    static func json(_ document: CapturedDocument) throws(UnreadablePage) -> JSONValue {
        let text = try text(document)
        try checkIsNoMarkup(text, role: document.role)
        var values = 0
        for byte in text where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            values += 1
        }
        guard values <= valuesMax else {
            throw UnreadablePage(
                .tooLarge, "The document “\(document.role)” holds more than \(valuesMax) values; it is not read.")
        }
        do throws(JSONError) {
            return try JSONValue(reading: text, limits: JSONLimits(bytes: 3 * bytesMax, depth: 64))
        } catch {
            // Programs that cut texts in the middle of an emoji leave half of it behind: no reason to lose a page.
            if let mended = SurrogateRepair.mended(text),
                let value = try? JSONValue(reading: mended, limits: JSONLimits(bytes: 3 * bytesMax, depth: 64))
            {
                return value
            }
            throw unreadable(error, text, role: document.role)
        }
    }

    private static func unreadable(_ error: JSONError, _ text: [UInt8], role: String) -> UnreadablePage {
        if error.code == .tooLarge {
            return UnreadablePage(.tooLarge, "The document “\(role)” is nested too deeply or too large.")
        }
        let first = text.first { !isSpace($0) }
        let last = text.last { !isSpace($0) }
        let isStarted = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        let isEnded = last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
        if isStarted, !isEnded || (error.offset ?? 0) >= text.count {
            return UnreadablePage(.truncated, "The document “\(role)” breaks off in the middle; try again.")
        }
        return UnreadablePage(.malformed, "The document “\(role)” is no JSON: \(error.message).")
    }

    /// JSON never starts with an angle bracket.
    private static func checkIsNoMarkup(_ text: [UInt8], role: String) throws(UnreadablePage) {
        guard text.first(where: { !isSpace($0) }) == UInt8(ascii: "<") else { return }
        throw UnreadablePage(
            .html, "The document “\(role)” is a web page where JSON was expected: the page moved; detect it again.")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
