import Bytes
import Incidents
import Journal
import Testing
import Vocabulary

@testable import Subscribing

/// Who is told of what.
@Suite struct SubscriptionProjectionTests {
    @Test func `a public statement is told to the confirmed of the brand, once`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"), Cases.mail("b@example.com"))
        try told.record(Cases.mail("c@example.com", brand: Cases.otherBrand))
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement()))
        let job = try #require(try told.jobs.first)
        #expect(try told.jobs.count == 1)
        #expect(job.subject == .statement(Cases.incidentID, StatementID(checked: "first"), version: 1))
        #expect(try Set(told.waiting(job)) == [Cases.id("a@example.com"), Cases.id("b@example.com")])
        // Read again by a second person, the words are the same: nobody is told twice.
        try told.record(Cases.said(Cases.statement(standing: .reviewed(by: "person:eve", at: Cases.start))))
        #expect(try told.jobs.count == 1)
    }

    @Test func `what waits for a second person is told when they agree`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement(standing: .waiting)))
        #expect(try told.jobs.isEmpty)
        try told.record(Cases.said(Cases.statement(standing: .approved(by: "person:eve", at: Cases.start))))
        #expect(try told.jobs.count == 1)
    }

    @Test func `components and brands narrow, and an incident of two brands is told on each`() throws {
        let told = try Told()
        let onlyRefunds = Subscriber.Wish(language: .english, components: [Cases.refunds])
        let both = Subscriber.Wish(language: .french, components: [Cases.refunds, Cases.cards])
        try told.record(
            Cases.mail("refunds@example.com", onlyRefunds), Cases.mail("both@example.com", both),
            Cases.mail("bolt@example.com", brand: Cases.otherBrand))
        try told.record(
            .incidentDescribed(Cases.incident(brands: [Cases.brand, Cases.otherBrand])), Cases.said(Cases.statement()),
            Cases.said(Cases.statement("second", brands: [Cases.otherBrand])))
        let jobs = try told.jobs
        #expect(jobs.map(\.brand) == [Cases.brand, Cases.otherBrand, Cases.otherBrand])
        #expect(try told.waiting(jobs[0]) == [Cases.id("both@example.com")])
        #expect(try told.waiting(jobs[2]) == [Cases.id("bolt@example.com", brand: Cases.otherBrand)])
        // A window that touches another component reaches those who chose that one.
        var window = Cases.window
        window.components = [Cases.refunds]
        try told.record(
            .impactWindowRecorded(Cases.incidentID, window), Cases.said(Cases.statement("third", brands: [Cases.brand]))
        )
        #expect(try told.waiting(#require(try told.jobs.last)).count == 2)
    }

    @Test func `an embargo holds everything back, and its end tells the last word alone`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        try told.record(
            .incidentDescribed(Cases.incident(.team)), Cases.said(Cases.statement("one")),
            Cases.said(Cases.statement("two")))
        #expect(try told.jobs.isEmpty)
        try told.record(.incidentDescribed(Cases.incident(.everyone)))
        // Both were said at one instant: the later name counts as the later word.
        #expect(try told.jobs.map(\.subject) == [.statement(Cases.incidentID, StatementID(checked: "two"), version: 1)])
        try told.record(.incidentDescribed(Cases.incident(.everyone)))
        #expect(try told.jobs.count == 1)
    }

    @Test func `corrected words go out again, and who still waits for the old ones gets the new ones alone`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"), Cases.mail("b@example.com"))
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement()))
        let first = try #require(try told.jobs.first)
        try told.record(.told(first.id, FanOutReport(chunks: [FanOutReport.Chunk(number: 0, told: [1])])))
        try told.record(Cases.said(Cases.statement("first", "We know the cause.")))
        let jobs = try told.jobs
        #expect(jobs.count == 2)
        #expect((jobs[0].told, jobs[0].skipped, jobs[0].waiting) == (1, 1, 0))
        #expect(jobs[1].waiting == 2)
        #expect(jobs[0].key(for: Cases.id("a@example.com")) != jobs[1].key(for: Cases.id("a@example.com")))
    }

    @Test func `a post-mortem is told once; an incident that came as a whole, or is a vendor's, is not`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        let postmortem = Postmortem(
            publishedAt: Cases.start, clientImpact: LocalizedText(), rootCause: LocalizedText(), actions: [])
        var whole = Cases.incident()
        whole.statements = [Cases.statement()]
        try told.record(.incidentRecorded(whole), Cases.said(Cases.statement()))
        #expect(try told.jobs.isEmpty)
        try told.record(
            .postmortemPublished(Cases.incidentID, postmortem), .postmortemPublished(Cases.incidentID, postmortem))
        #expect(try told.jobs.map(\.subject) == [.postmortem(Cases.incidentID, version: 1)])
        var vendors = Cases.incident()
        vendors.id = IncidentID(checked: "other-1")
        vendors.own = nil
        try told.record(.incidentDescribed(vendors), .statementRecorded(vendors.id, Cases.statement()))
        #expect(try told.jobs.count == 1)
    }

    @Test func `who has not confirmed, or unsubscribed, or was removed, is not on any list`() throws {
        let told = try Told()
        let (id, target) = (Cases.id("a@example.com"), SubscriberTarget.mail(address: "a@example.com"))
        let question = Subscriber.Question(digest: .zero, expires: Cases.start + .hours(48), wish: Cases.english)
        try told.record(.asked(id, Cases.brand, target, question, at: Cases.start))
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement("one")))
        // The question itself is the only thing that is sent.
        #expect(try told.jobs.map(\.subject) == [.question])
        try told.record(.confirmed(id))
        try told.record(Cases.said(Cases.statement("two")))
        #expect(try told.jobs.count == 2)
        try told.record(.unsubscribed(id))
        try told.record(Cases.said(Cases.statement("three")))
        #expect(try told.jobs.count == 2)
        // A list from elsewhere does not overrule them.
        try told.record(Cases.mail("a@example.com"))
        #expect(try told.subscriber(id)?.state == .unsubscribed)
        try told.record(.removed(id))
        #expect(try told.subscriber(id) == nil)
        #expect(try told.documents.documents(prefix: "roster/", limit: 10).isEmpty)
        #expect(try told.documents.documents(prefix: "list/", limit: 10).isEmpty)
        #expect(try told.documents.documents(prefix: "token/", limit: 10).isEmpty)
    }

    @Test func `a stranger who asks for a known address changes nothing of what it hears`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        let wish = Subscriber.Wish(language: .french, components: [Cases.refunds])
        let question = Subscriber.Question(digest: .zero, expires: Cases.start + .hours(48), wish: wish)
        let id = Cases.id("a@example.com")
        try told.record(.asked(id, Cases.brand, .mail(address: "a@example.com"), question, at: Cases.start))
        #expect(try told.subscriber(id)?.wish == Cases.english)
        #expect(try told.subscriber(id)?.state == .confirmed)
        try told.record(.confirmed(id))
        #expect(try told.subscriber(id)?.wish == wish)
    }

    @Test func `a report that comes twice counts once`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"), Cases.mail("b@example.com"))
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement()))
        let id = try #require(try told.jobs.first?.id)
        let report = FanOutReport(chunks: [FanOutReport.Chunk(number: 0, told: [0])])
        try told.record(.told(id, report), .told(id, report))
        #expect(try told.jobs.first?.told == 1)
        #expect(try told.jobs.first?.waiting == 1)
        try told.record(.told(id, FanOutReport(chunks: [FanOutReport.Chunk(number: 0, skipped: [1])])))
        #expect(try told.documents.documents(prefix: "waiting/", limit: 10).isEmpty)
        // Who was told is kept for a while, so that somebody can ask.
        #expect(try told.documents.documents(prefix: "chunk/", limit: 10).count == 1)
    }

    @Test func `who was told is kept of the latest messages, and of older ones the numbers alone`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        let most = SubscriptionDocuments.membersKeptMost
        try told.record(.incidentDescribed(Cases.incident()))
        for number in 0..<(most + 3) {
            try told.record(Cases.said(Cases.statement("s\(number + 1)", "Word \(number)")))
            let id = try #require(try told.jobs.last?.id)
            try told.record(.told(id, FanOutReport(chunks: [FanOutReport.Chunk(number: 0, told: [0])])))
        }
        #expect(try told.documents.documents(prefix: "chunk/", limit: most + 9).count == most)
        #expect(try told.documents.documents(prefix: "members/", limit: most + 9).count == most)
        #expect(try told.jobs.count == most + 3)
    }

    @Test func `what is given up can be sent again, and several in a row stop a subscriber`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        try told.record(.incidentDescribed(Cases.incident()))
        let id = Cases.id("a@example.com")
        let dead = FanOutReport(
            chunks: [
                FanOutReport.Chunk(number: 0, dead: [FanOutReport.Dead(place: 0, attempts: 3, error: "it answers 550")])
            ])
        for number in 1...Subscriber.failuresMost {
            #expect(try told.subscriber(id)?.state == .confirmed)
            try told.record(Cases.said(Cases.statement("s\(number)")))
            try told.record(.told(#require(try told.jobs.last?.id), dead))
        }
        #expect(try told.subscriber(id)?.state == .failing)
        let last = try #require(try told.jobs.last)
        #expect(last.dead == 1)
        try told.record(.resendRequested(last.id, [id]))
        #expect(try told.subscriber(id)?.state == .confirmed)
        let again = try #require(try told.jobs.last)
        #expect((again.dead, again.waiting, again.chunks) == (0, 1, 2))
        #expect(try told.waiting(again) == [id])
        // Asked for once more, there is nothing left to send again.
        try told.record(.resendRequested(last.id, [id]))
        #expect(try told.jobs.last == again)
    }

    @Test func `a question that can't be put leaves nothing behind`() throws {
        let told = try Told()
        let question = Subscriber.Question(digest: .zero, expires: Cases.start + .hours(48), wish: Cases.english)
        let id = Cases.id("a@example.com")
        try told.record(.asked(id, Cases.brand, .mail(address: "a@example.com"), question, at: Cases.start))
        let dead = FanOutReport.Dead(place: 0, attempts: 3, error: "it answers 550")
        try told.record(
            .told(
                #require(try told.jobs.first?.id), FanOutReport(chunks: [FanOutReport.Chunk(number: 0, dead: [dead])])))
        #expect(try told.jobs.isEmpty)
        #expect(try told.documents.documents(prefix: "dead/", limit: 1).isEmpty)
    }

    @Test func `the oldest jobs go with what was given up of them`() throws {
        let told = try Told()
        try told.record(Cases.mail("a@example.com"))
        try told.record(.incidentDescribed(Cases.incident()))
        let dead = FanOutReport.Dead(place: 0, attempts: 3, error: "it answers 550")
        let given = FanOutReport(chunks: [FanOutReport.Chunk(number: 0, dead: [dead])])
        for number in 0..<SubscriptionProjection.jobsMost + 3 {
            try told.record(Cases.said(Cases.statement("first", "Words \(number)")))
            let job = try #require(try told.jobs.last)
            if number == 0 {
                try told.record(.told(job.id, given))
            } else {
                try told.record(.told(job.id, FanOutReport(chunks: [FanOutReport.Chunk(number: 0, told: [0])])))
            }
        }
        #expect(try told.jobs.count == SubscriptionProjection.jobsMost)
        #expect(try told.documents.documents(prefix: "dead/", limit: 1).isEmpty)
    }

    @Test func `many are told in chunks, nobody in two of them`() throws {
        let told = try Told()
        for number in 0..<600 { try told.record(Cases.mail("reader\(number)@example.com")) }
        try told.record(.incidentDescribed(Cases.incident()), Cases.said(Cases.statement()))
        let job = try #require(try told.jobs.first)
        #expect((job.total, job.chunks) == (600, 3))
        #expect(try Set(told.waiting(job)).count == 600)
    }
}
