package import Observing
package import Watching

/// The port to what asks: once, over a fresh connection, within the probe's time. It never throws: what goes wrong is a report,
/// and what cannot be asked is one with the outcome `unknown`.
package protocol VantageAsker: Sendable {
    func ask(_ target: VantageTarget) async -> ProbeReport
    /// Whether an anchor is reached: something answers there within a second.
    func reach(_ anchor: Destination) async -> Bool
}
