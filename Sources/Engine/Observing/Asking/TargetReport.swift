package import Network
internal import Series
internal import Vocabulary

/// What came of asking one target once: a report for each of its addresses and names.
package struct TargetReport: Sendable, Hashable {
    package struct Answer: Sendable, Hashable {
        /// Nil where nobody is connected to, or where it did not come so far.
        package let address: NetworkAddress?
        /// What was asked, as far as it tells answers of one target apart: the name in its certificate.
        package let subject: String?
        package let report: ProbeReport

        package init(address: NetworkAddress?, subject: String? = nil, report: ProbeReport) {
            self.address = address
            self.subject = subject
            self.report = report
        }

        /// This vantage has no way to addresses of this kind (ENETUNREACH, EADDRNOTAVAIL), which says nothing of who has it.
        var isOutOfReach: Bool {
            let outcome = report.outcome
            return outcome.kind == .failed && outcome.stage == .connect && [99, 101].contains(outcome.code)
        }
    }

    /// At least one; in the order of addresses and names.
    package let answers: [Answer]

    package init(_ answers: [Answer]) {
        precondition(!answers.isEmpty, "whoever was asked answered or did not")
        self.answers = answers
    }

    /// One report for all: the first that failed, else the first that was late, else the one that took longest. What the prober
    /// itself could not do counts only when nothing else is known, and so does an address of a kind that this vantage has no way to.
    package var whole: ProbeReport {
        let known = answers.filter { $0.report.outcome.kind != .unknown }
        let reached = known.filter { !$0.isOutOfReach }
        let counted = reached.isEmpty ? known.isEmpty ? answers : known : reached
        func first(_ kind: SampleOutcome.Kind) -> Answer? { counted.first { $0.report.outcome.kind == kind } }
        let longest = counted.max { $0.report.total < $1.report.total }
        guard let chosen = first(.failed) ?? first(.late) ?? longest else { preconditionFailure("nobody was asked") }
        let report = chosen.report
        guard answers.count > 1 else { return report }
        let place = [chosen.subject, chosen.address.map { "\($0)" }].compactMap { $0 }.joined(separator: " at ")
        return ProbeReport(
            began: answers.map(\.report.began).min() ?? report.began, outcome: report.outcome, total: report.total,
            phases: report.phases, words: place.isEmpty ? report.words : "\(place): \(report.words)",
            measures: report.measures)
    }
}
