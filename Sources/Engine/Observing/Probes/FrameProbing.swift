package import Network
package import Vocabulary

/// The port to one question over a connection of its own, whose answer somebody else can read. It never throws.
package protocol FrameProbing: Sendable {
    /// - Parameter read: gets all that came so far, each time more comes.
    func ask(
        _ bytes: [UInt8], at place: SocketAddress, terms: TLSTerms?, within time: TimeSpan,
        read: @escaping @Sendable ([UInt8]) -> FrameReading
    ) async -> FrameAnswer
}

package enum FrameReading: Sendable {
    case notYet
    /// The message within the frame.
    case whole([UInt8])
    /// Nothing that belongs here; why, in words without anything secret.
    case wrong(String)
}

package struct FrameAnswer: Sendable {
    package let report: ProbeReport
    package let message: [UInt8]?
    /// Something may have been heard.
    package let wasSent: Bool

    package init(report: ProbeReport, message: [UInt8]?, wasSent: Bool) {
        self.report = report
        self.message = message
        self.wasSent = wasSent
    }
}
