/// What the server has counted since it started; loops add up.
package struct HTTPServerStatistics: Sendable, Equatable {
    package enum Timeout: Int, Sendable, CaseIterable {
        case head
        case body
        case slowBody
        case idle
        case handler
        case slowReader
    }

    package enum Refusal: Int, Sendable, CaseIterable {
        case connectionsMost
        case addressMost
        case descriptors
    }

    /// Upper bounds of the latency histogram's buckets in microseconds; the last bucket has no bound.
    package static let latencyBounds = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        10_000_000,
    ]

    /// Open now.
    package var connectionsOpen = 0
    package var connectionsAccepted = 0
    package var connectionsRefused = [Int](repeating: 0, count: Refusal.allCases.count)
    /// Refused before a handler saw them: malformed, too large, too slow.
    package var requestsRefused = 0
    /// By the first digit of the status, 1 to 5.
    package var responses = [Int](repeating: 0, count: 6)
    package var bytesReceived = 0
    package var bytesSent = 0
    /// Event readers now.
    package var eventReaders = 0
    /// Event readers that fell out of the history.
    package var eventReadersDropped = 0
    /// Handlers running now.
    package var handlersRunning = 0
    /// Bytes of request bodies in memory now.
    package var bodyBytes = 0
    package var handlersCancelled = 0
    package var tlsHandshakesFailed = 0
    package var timeouts = [Int](repeating: 0, count: Timeout.allCases.count)
    package var latencyBuckets = [Int](repeating: 0, count: latencyBounds.count + 1)
    package var latencyMicroseconds = 0

    package init() {}

    package func timeouts(_ kind: Timeout) -> Int { timeouts[kind.rawValue] }
    package func refused(_ reason: Refusal) -> Int { connectionsRefused[reason.rawValue] }
    package var requestsAnswered: Int { responses.reduce(0, +) }

    mutating func noteLatency(_ microseconds: Int) {
        latencyMicroseconds += microseconds
        var bucket = 0
        while bucket < Self.latencyBounds.count, microseconds > Self.latencyBounds[bucket] { bucket += 1 }
        latencyBuckets[bucket] += 1
    }

    mutating func add(_ other: HTTPServerStatistics) {
        connectionsOpen += other.connectionsOpen
        connectionsAccepted += other.connectionsAccepted
        requestsRefused += other.requestsRefused
        bytesReceived += other.bytesReceived
        bytesSent += other.bytesSent
        eventReaders += other.eventReaders
        eventReadersDropped += other.eventReadersDropped
        handlersRunning += other.handlersRunning
        bodyBytes += other.bodyBytes
        handlersCancelled += other.handlersCancelled
        tlsHandshakesFailed += other.tlsHandshakesFailed
        latencyMicroseconds += other.latencyMicroseconds
        for (index, count) in other.connectionsRefused.enumerated() { connectionsRefused[index] += count }
        for (index, count) in other.responses.enumerated() { responses[index] += count }
        for (index, count) in other.timeouts.enumerated() { timeouts[index] += count }
        for (index, count) in other.latencyBuckets.enumerated() { latencyBuckets[index] += count }
    }
}

/// One answered request, for the access log.
package struct HTTPAccess: Sendable {
    package var requestID: String
    package var clientAddress: String
    package var method: String
    package var path: String
    package var status: Int
    /// Bytes of body, as they were handed over; nil for streams.
    package var bodyBytes: Int?
    package var microseconds: Int
}
