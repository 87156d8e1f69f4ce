internal import CYAML
internal import Settings

/// libyaml's parser, one event at a time.
///
/// The only place where its pointers are touched.  `@safe`: the two allocations are made in the initialiser, never
/// leave this class, stay where they are for its whole life, because libyaml keeps addresses of both, and are freed
/// in `deinit`.
@safe final class YAMLEvents {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias, scalar, sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    struct Event {
        var kind: Kind
        var place: SettingsNode.Place
        var bytes: [UInt8] = []
        var isQuoted = false
        var hasAnchor = false
        var hasTag = false
    }

    struct Failure: Error {
        var message: String
        var place: SettingsNode.Place?
        /// Where in the bytes, when libyaml has not yet counted lines.
        var offset: Int?
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let isReady: Bool

    init(_ bytes: [UInt8]) {
        // One byte more than needed: an empty input must have an address as well.
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + 1)
        _ = unsafe input.initialize(from: bytes + [0])
        unsafe self.input = input
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        unsafe self.parser = parser
        isReady = unsafe yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        if isReady { unsafe yaml_parser_delete(parser) }
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    func next() throws(Failure) -> Event {
        guard isReady else { throw Failure(message: "there is not enough memory to read the file") }
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return try unsafe Self.converted(event)
    }

    private static func converted(_ event: yaml_event_t) throws(Failure) -> Event {
        let mark = unsafe event.start_mark
        let place = SettingsNode.Place(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, place: place)
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, place: place)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, place: place)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, place: place)
        case YAML_ALIAS_EVENT: return Event(kind: .alias, place: place)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, place: place)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, place: place)
        case YAML_SEQUENCE_START_EVENT:
            let data = unsafe event.data.sequence_start
            return Event(
                kind: .sequenceStart, place: place, hasAnchor: unsafe data.anchor != nil, hasTag: unsafe data.tag != nil
            )
        case YAML_MAPPING_START_EVENT:
            let data = unsafe event.data.mapping_start
            return Event(
                kind: .mappingStart, place: place, hasAnchor: unsafe data.anchor != nil, hasTag: unsafe data.tag != nil)
        case YAML_SCALAR_EVENT:
            let data = unsafe event.data.scalar
            let bytes = unsafe Array(UnsafeBufferPointer(start: data.value, count: data.length))
            return Event(
                kind: .scalar, place: place, bytes: bytes, isQuoted: unsafe data.style != YAML_PLAIN_SCALAR_STYLE,
                hasAnchor: unsafe data.anchor != nil, hasTag: unsafe data.tag != nil)
        default: throw Failure(message: "the YAML reader answered with an unknown event", place: place)
        }
    }

    /// libyaml's messages are fixed sentences without content of the file.
    private func failure() -> Failure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        var message = problem ?? "the file cannot be read as YAML"
        if unsafe parser.pointee.error == YAML_MEMORY_ERROR {
            return Failure(message: "there is not enough memory to read the file")
        }
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            return Failure(message: message, offset: unsafe Int(clamping: parser.pointee.problem_offset))
        }
        if let context = unsafe parser.pointee.context {
            message += " (\(unsafe String(cString: context)))"
        }
        let mark = unsafe parser.pointee.problem_mark
        return Failure(
            message: message,
            place: SettingsNode.Place(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1))
    }
}
