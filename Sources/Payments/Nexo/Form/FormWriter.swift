/// Writes records as XML, each element where the schema has it because records are described so.
struct FormWriter: Form {
    private(set) var bytes: [UInt8] = []
    private var path: [Tag] = []

    init() { bytes.reserveCapacity(2_048) }

    // MARK: Form

    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value) throws(NexoError) {
        try write(tag, kind, value)
    }

    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value?) throws(NexoError) {
        if let value { try write(tag, kind, value) }
    }

    mutating func values<K: Kind>(_ tag: Tag, _ kind: K, _ values: inout [K.Value]) throws(NexoError) {
        for value in values { try write(tag, kind, value) }
    }

    mutating func record<R: Record>(_ tag: Tag, _ record: inout R) throws(NexoError) {
        begin(tag)
        try record.describe(&self)
        end(tag)
    }

    mutating func record<R: Record>(_ tag: Tag, _ record: inout R?) throws(NexoError) {
        guard var found = record else { return }
        try self.record(tag, &found)
    }

    mutating func records<R: Record>(_ tag: Tag, _ records: inout [R], atLeast least: Int) throws(NexoError) {
        if records.count < least { throw failure(.missing, "at least \(least) is needed", inside: tag) }
        for index in records.indices { try record(tag, &records[index]) }
    }

    func failure(_ code: NexoError.Code, _ message: String) -> NexoError {
        NexoError(code, message, path: path.map(\.rawValue).joined(separator: "/"))
    }

    // MARK: Steps

    mutating func raw(_ text: String) { bytes += text.utf8 }

    mutating func begin(_ tag: Tag, namespace: String? = nil) {
        path.append(tag)
        bytes.append(UInt8(ascii: "<"))
        bytes += tag.rawValue.utf8
        if let namespace { bytes += " xmlns=\"\(namespace)\"".utf8 }
        bytes.append(UInt8(ascii: ">"))
    }

    mutating func end(_ tag: Tag) {
        path.removeLast()
        bytes += [UInt8(ascii: "<"), UInt8(ascii: "/")]
        bytes += tag.rawValue.utf8
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func write<K: Kind>(_ tag: Tag, _ kind: K, _ value: K.Value) throws(NexoError) {
        guard let text = kind.text(of: value) else { throw failure(.refusedValue, kind.expectation, inside: tag) }
        begin(tag)
        escape(text)
        end(tag)
    }

    private func failure(_ code: NexoError.Code, _ message: String, inside tag: Tag) -> NexoError {
        NexoError(code, message, path: (path + [tag]).map(\.rawValue).joined(separator: "/"))
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            // A reader makes a line feed of it otherwise.
            case 0x0D: bytes += "&#13;".utf8
            default: bytes.append(byte)
            }
        }
    }
}
