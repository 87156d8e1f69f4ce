/// Why a buffer can't do what it is asked.
package struct BufferError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}

/// How much waits in a buffer.
package struct BufferState: Sendable, Hashable {
    /// The last number that it ever held; nil: it is new and knows none.
    package var highest: Int64?
    package var waiting: Int
    package var bytes: Int
    /// Batches that were let go because there was no room, or whose bytes were damaged.
    package var dropped: Int

    package init(highest: Int64? = nil, waiting: Int = 0, bytes: Int = 0, dropped: Int = 0) {
        self.highest = highest
        self.waiting = waiting
        self.bytes = bytes
        self.dropped = dropped
    }
}

/// The port to where batches wait until the server has them. What `append` returned from survives `kill -9` and power loss,
/// until it is forgotten or, when the room is full, let go, the oldest first.
package protocol BatchBuffer: Sendable {
    func state() async throws(BufferError) -> BufferState
    /// For a new buffer: numbers up to this one were used. Nothing happens to one that knows.
    func begin(after number: Int64) async throws(BufferError)
    /// The number is above all before.
    func append(_ delivery: Delivery) async throws(BufferError)
    /// The oldest batch above a number.
    func first(after number: Int64) async throws(BufferError) -> Delivery?
    func forget(through number: Int64) async throws(BufferError)
    func close() async
}
