package import ISO8583

/// Everything about a link that can be chosen.
package struct WireLinkConfiguration: Sendable {
    /// A name or a numeric address.
    package var host: String
    package var port: UInt16
    package var framing: Framing
    package var tls: WireTLS?
    /// The key of an answer; nil when it has none or can't be read, and belongs to no question.
    package var key: @Sendable (FrameDecoder.Frame) -> String?

    /// Connections that are kept.
    package var connections = 1
    /// Questions that are under way or wait for a connection; more are refused at once.
    package var inFlightMost = 1_024
    package var frameBytesMost = Profile.messageBytesMax
    package var outputBytesMost = 4 << 20

    /// From the resolver to the end of the TLS handshake.
    package var connectTimeout = Duration.seconds(3)
    package var frameTimeout = Duration.seconds(10)
    package var writeTimeout = Duration.seconds(10)
    /// How often a frame without content goes over an idle connection; nil: never.
    package var keepAliveInterval: Duration?
    package var backoffLeast = Duration.milliseconds(50)
    package var backoffMost = Duration.seconds(5)

    package init(
        host: String, port: UInt16, framing: Framing, tls: WireTLS? = nil,
        key: @escaping @Sendable (FrameDecoder.Frame) -> String?
    ) {
        self.host = host
        self.port = port
        self.framing = framing
        self.tls = tls
        self.key = key
    }
}

package struct WireLinkStatistics: Sendable, Equatable {
    /// Connections that stand now.
    package var open = 0
    package var connected = 0
    package var connectsFailed = 0
    package var asked = 0
    package var answered = 0
    package var notSent = 0
    package var timedOut = 0
    package var broken = 0
    /// Answers to questions that nobody waits for any more.
    package var lateAnswers = 0
    /// Answers that fit no question.
    package var strayAnswers = 0
    package var inFlight = 0
    /// Why the latest attempt to connect failed; nil once one has succeeded.
    package var lastFailure: String?

    package init() {}
}
