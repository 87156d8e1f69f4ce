internal import Synchronization

/// Server-Sent Events that many readers share: one publisher, each event's bytes made once.
///
/// A reader is a place in the feed's history, not a queue of its own. The history is bounded; a reader that falls
/// out of it is closed and comes again with `Last-Event-ID`, from where it is brought up to date, or, when the
/// history does not go back so far, told so by an event named `reset`.
package final class EventFeed: Sendable {
    package struct Limits: Sendable {
        /// Events kept for readers that come again or are slow.
        package var historyCount: Int
        package var historyBytes: Int
        /// How long a browser waits before it comes again.
        package var retryMilliseconds: Int

        package init(historyCount: Int = 256, historyBytes: Int = 1 << 20, retryMilliseconds: Int = 3_000) {
            precondition(historyCount > 0 && historyBytes > 0, "a feed keeps at least its last event")
            self.historyCount = historyCount
            self.historyBytes = historyBytes
            self.retryMilliseconds = retryMilliseconds
        }
    }

    /// One event as it goes over the wire.
    package final class Event: Sendable {
        /// Its place in this feed: one more than the event before.
        package let sequence: Int64
        package let id: String?
        package let bytes: [UInt8]

        init(sequence: Int64, id: String?, bytes: [UInt8]) {
            self.sequence = sequence
            self.id = id
            self.bytes = bytes
        }
    }

    /// Where a reader begins.
    package enum Start: Sendable, Equatable {
        /// It is given every event after this one.
        case after(Int64)
        /// Events are missing between what it had and what is kept; it begins with what comes next.
        case reset(after: Int64)
    }

    package struct Listening: Sendable, Hashable {
        fileprivate let number: Int
    }

    private struct State {
        var history: [Event] = []
        var historyBytes = 0
        var lastSequence: Int64 = 0
        var listeners: [Int: @Sendable () -> Void] = [:]
        var lastListener = 0
        var hasEnded = false
    }

    package let limits: Limits
    private let state = Mutex(State())

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Gives an event to all readers.
    ///
    /// Line breaks in `event` and `id` are left out; `id` should be unique.
    package func publish(event: String? = nil, id: String? = nil, data: String) {
        let listeners = state.withLock { state -> [@Sendable () -> Void] in
            guard !state.hasEnded else { return [] }
            let id = id.map(Self.withoutLineBreaks)
            let event = Event(
                sequence: state.lastSequence + 1, id: id, bytes: Self.encode(event: event, id: id, data: data))
            state.lastSequence = event.sequence
            state.history.append(event)
            state.historyBytes += event.bytes.count
            var surplus = 0
            while state.history.count - surplus > 1,
                state.history.count - surplus > limits.historyCount || state.historyBytes > limits.historyBytes
            {
                state.historyBytes -= state.history[surplus].bytes.count
                surplus += 1
            }
            state.history.removeFirst(surplus)
            return Array(state.listeners.values)
        }
        // Outside the lock: a listener may read the feed at once.
        for listener in listeners { listener() }
    }

    /// Ends the feed: readers get what is left and are closed; later events are dropped.
    package func end() {
        let listeners = state.withLock { state in
            state.hasEnded = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }

    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    // MARK: For servers

    /// Calls `wake` after each event, on the publisher's thread, until `stopListening`.
    package func listen(_ wake: @escaping @Sendable () -> Void) -> Listening {
        state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = wake
            return Listening(number: state.lastListener)
        }
    }

    package func stopListening(_ listening: Listening) {
        state.withLock { _ = $0.listeners.removeValue(forKey: listening.number) }
    }

    /// How many places the feed wakes.
    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// The events after a place that are still kept, in order.
    package func events(after sequence: Int64) -> [Event] {
        state.withLock { state in
            guard let first = state.history.first else { return [] }
            let skipped = max(0, sequence - first.sequence + 1)
            return skipped >= state.history.count ? [] : Array(state.history[Int(skipped)...])
        }
    }

    /// Where a reader begins that last had the event with this id (nil: it is new).
    package func start(lastEventID: String?) -> Start {
        state.withLock { state in
            guard let lastEventID, !lastEventID.isEmpty else { return .after(state.lastSequence) }
            if let found = state.history.last(where: { $0.id == lastEventID }) { return .after(found.sequence) }
            return .reset(after: state.lastSequence)
        }
    }

    /// What a reader is told that could not be brought up to date.
    package static let resetBytes = encode(event: "reset", id: nil, data: "")

    static func encode(event: String?, id: String?, data: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 64)
        if let id { bytes += "id: \(id)\n".utf8 }
        if let event { bytes += "event: \(withoutLineBreaks(event))\n".utf8 }
        bytes += "data: ".utf8
        var previous: UInt8 = 0
        for byte in data.utf8 {
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): bytes += "\ndata: ".utf8
            default: bytes.append(byte)
            }
            previous = byte
        }
        bytes += "\n\n".utf8
        return bytes
    }

    private static func withoutLineBreaks(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0a && $0 != 0x0d && $0 != 0 }, as: UTF8.self)
    }
}
