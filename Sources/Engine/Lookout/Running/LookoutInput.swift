package import Judging
package import Vocabulary

/// What is told besides probes' results, by names as the file of probes has them.
package enum LookoutInput: Sendable, Hashable {
    /// What arrived at a passive target within a span; `offset` is how far clocks at the customers' place are ahead of UTC, in seconds.
    case arrivals(target: String, from: Instant, until: Instant, count: Int, offset: Int)
    /// Outcomes of a passive target within a span.
    case outcomes(target: String, from: Instant, until: Instant, good: Int, failed: Int, code: String?)
    /// What others say of a passive target in one word.
    case told(target: String, ToldStanding.Word, since: Instant, at: Instant)
    /// These parts were altered. Parts that the file does not name are left out.
    case changed(name: String, at: Instant, parts: [String], expectedGap: TimeSpan)
    /// Work on these parts, and on what is asked of these components, is planned: what happens to them then wakes nobody. Told again
    /// under its name it has other times, or is over.
    case planned(name: String, parts: [String], components: [String], from: Instant, until: Instant)
    /// What people call a case from now on.
    case named(CaseNumber, reference: String)
}
