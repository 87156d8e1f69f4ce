internal import Series

/// Lines as text protocols end them.
enum LineReading {
    enum Line {
        case whole(String)
        case notYet
        case tooLong
    }

    /// Takes the next line out of what came, without its end.
    static func take(_ input: inout [UInt8], most: Int = 2_000) -> Line {
        guard let end = input.firstIndex(of: 0x0a) else { return input.count > most ? .tooLong : .notYet }
        guard end <= most else { return .tooLong }
        var line = input[..<end]
        if line.last == 0x0d { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        input.removeFirst(end + 1)
        return .whole(text)
    }

    /// Whether a text can be put into a line without becoming another line.
    static func isPlain(_ text: String, most: Int = 255) -> Bool {
        (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }
}

extension ScriptStep {
    static func wrong(_ words: String, code: UInt16 = 0) -> ScriptStep {
        .end(SampleOutcome(.failed, at: .answer, code: code), words)
    }

    static func own(_ words: String) -> ScriptStep { .end(SampleOutcome(.unknown, at: .own), words) }
}
