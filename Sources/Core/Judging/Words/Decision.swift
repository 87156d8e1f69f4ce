package import Vocabulary

/// What follows from what was heard. The first group asks the probers for something, the second is written down, the
/// third wakes people.
package enum Decision: Sendable, Hashable {
    /// Probe it so often from every vantage at once, on fresh connections, not before then; and each vantage's anchors.
    case burst(BurstOrder)
    /// Probe it so many times a second from every vantage, until then.
    case raise(TargetNumber, perSecond: Int, until: Instant)
    /// Probe these once, now: their answers tell causes apart.
    case ask([TargetNumber])

    case verdict(TargetNumber, Verdict)
    /// It was down, and good again before anybody was woken.
    case microOutage(TargetNumber, from: Instant, to: Instant, explanation: Explanation)
    /// Good again since the first good sample.
    case recovered(TargetNumber, from: Instant, to: Instant)
    /// Its votes are unknown until then: its anchors fail, or it stands alone against the others.
    case vantageDoubted(VantageNumber, why: VantageDoubt, until: Instant)
    /// The objective's allowance is burnt too fast for a page to be worth it: for the day.
    case ticket(TargetNumber, Explanation)

    case page(Page)
    /// What would have been a page, in a window of planned work.
    case withheld(CaseNumber, work: String)
    /// One more symptom of a cause that was paged already.
    case attached(CaseNumber, TargetNumber)
    /// What was paged is better explained by another cause, which explains what came since, too.
    case revised(Revision)
    /// The case goes on, or began again, without a page of its own.
    case reopened(CaseNumber, at: Instant)
    /// All of it is good again since then; watched for a while before it is closed.
    case monitoring(CaseNumber, end: Instant)
    case closed(CaseNumber, end: Instant)
}

package struct BurstOrder: Sendable, Hashable {
    package var target: TargetNumber
    package var burst: Int
    package var perVantage: Int
    package var notBefore: Instant
    /// Votes that are not there by then are unknown.
    package var deadline: Instant

    package init(target: TargetNumber, burst: Int, perVantage: Int, notBefore: Instant, deadline: Instant) {
        self.target = target
        self.burst = burst
        self.perVantage = perVantage
        self.notBefore = notBefore
        self.deadline = deadline
    }
}

package enum VantageDoubt: String, Sendable, Hashable, CaseIterable {
    case anchors
    case alone
}

/// Another cause for a case that people know. Its symptoms and causes are those that the book has.
package struct Revision: Sendable, Hashable {
    package var number: CaseNumber
    /// The earlier case that it looks like now.
    package var recurrence: Recurrence?
    /// A probe that would tell the best two apart, which nobody declared.
    package var missing: MissingProbe?

    package init(number: CaseNumber, recurrence: Recurrence?, missing: MissingProbe?) {
        self.number = number
        self.recurrence = recurrence
        self.missing = missing
    }
}

/// One cause, told once.
package struct Page: Sendable, Hashable {
    package var number: CaseNumber
    /// The first failed sample of all symptoms.
    package var since: Instant
    package var symptoms: [Symptom]
    /// Best first, three at most.
    package var causes: [Candidate]
    /// The earlier case that it looks like.
    package var recurrence: Recurrence?
    /// A probe that would tell the best two apart, which nobody declared.
    package var missing: MissingProbe?
    /// It went away and came back too often to be told each time.
    package var isUnstable: Bool

    package init(
        number: CaseNumber, since: Instant, symptoms: [Symptom], causes: [Candidate], recurrence: Recurrence?,
        missing: MissingProbe?, isUnstable: Bool
    ) {
        self.number = number
        self.since = since
        self.symptoms = symptoms
        self.causes = causes
        self.recurrence = recurrence
        self.missing = missing
        self.isUnstable = isUnstable
    }
}
