import Cards
import ISO8583
import Ledger
import LedgerContract
import NexoService
import NexoServiceSupport
import Roles
import Testing
import Vocabulary

/// What events do to a transaction, step by step and by chance.
@Suite struct LifeTests {
    static let start = Instant(seconds: 1_795_132_800)

    private func asked(atOnce: Bool = false, minor: Int64 = 4_290) -> AskedTransaction {
        AskedTransaction(
            name: TransactionName(party: "T-0042", reference: "000815", at: Self.start), money: euros(minor),
            takesAtOnce: atOnce, merchant: "SHOP 7")
    }

    private func begun(atOnce: Bool = false) throws -> HeldTransaction {
        guard case .ask(let record) = TransactionLife.begin(asked(atOnce: atOnce), found: nil, at: Self.start) else {
            throw Unexpected()
        }
        return record
    }

    private func approved(atOnce: Bool = false) throws -> HeldTransaction {
        let change = TransactionLife.decided(try begun(atOnce: atOnce), .approved(code: "A1B2C3"), at: Self.start)
        return try #require(change?.record)
    }

    struct Unexpected: Error {}

    @Test func `the same identification is the same transaction, with another amount a conflict`() throws {
        let record = try approved()
        #expect(TransactionLife.begin(asked(), found: record, at: Self.start) == .answer(.approved(code: "A1B2C3")))
        #expect(TransactionLife.begin(asked(minor: 1), found: record, at: Self.start) == .answer(.conflict))
        #expect(TransactionLife.begin(asked(atOnce: true), found: record, at: Self.start) == .answer(.conflict))
        #expect(TransactionLife.begin(asked(), found: try begun(), at: Self.start) == .answer(.underWay))
    }

    @Test func `an answer that does not come is taken back at the provider`() throws {
        let change = try #require(
            TransactionLife.decided(try begun(), .unknown(.timedOut), at: Self.start))
        #expect(change.operations.isEmpty)
        #expect(change.record?.duties.map(\.kind) == [.reverse(asked().name.order)])
        #expect(change.record?.phase == .takenBack)
        // The answer that comes after all changes nothing.
        let record = try #require(change.record)
        #expect(TransactionLife.decided(record, .approved(code: "A1B2C3"), at: Self.start) == nil)
    }

    @Test func `a reversal of what nobody has heard of keeps a late request from being done`() throws {
        let change = TransactionLife.takeBack(nil, asked(), at: Self.start)
        #expect(change.word == .accepted)
        let record = try #require(change.record)
        #expect(TransactionLife.begin(asked(), found: record, at: Self.start) == .answer(.takenBack))
    }

    @Test func `a server that died while asking leaves what is undone after a minute`() throws {
        let record = try begun()
        #expect(TransactionLife.next(record, at: Self.start + .seconds(59)) == .wait)
        guard case .keep(let change) = TransactionLife.next(record, at: Self.start + .seconds(60)) else {
            throw Unexpected()
        }
        #expect(change.record?.duties.map(\.kind) == [.reverse(asked().name.order)])
    }

    @Test func `a capture of unknown fate is undone first and done anew under another name`() throws {
        let change = TransactionLife.complete(try approved(), minor: 4_000, captures: true, at: Self.start)
        let owed = try #require(change.record)
        guard case .send(let sent, let order, let number) = TransactionLife.next(owed, at: Self.start) else {
            throw Unexpected()
        }
        #expect(order.kind == .capture(of: asked().name.order))
        #expect(order.amount == euros(4_000))
        let lost = try #require(TransactionLife.performed(sent, number, .unknown(.broken), at: Self.start)?.record)
        #expect(lost.duties.map(\.kind) == [.reverse(order.id), .capture])
        #expect(lost.duties.last.map { asked().name.order(ofDuty: $0.number) } != order.id)
        // The same when nobody is left to hear the answer.
        guard case .keep(let died) = TransactionLife.next(sent, at: Self.start + .seconds(60)) else {
            throw Unexpected()
        }
        #expect(died.record?.duties.map(\.kind) == lost.duties.map(\.kind))
    }

    @Test func `completions fit what was approved, or are declined`() throws {
        func word(_ found: HeldTransaction?, _ minor: Int64) -> TransactionLife.Word {
            TransactionLife.complete(found, minor: minor, captures: true, at: Self.start).word
        }
        #expect(word(nil, 4_290) == .declined)
        #expect(word(try begun(), 4_290) == .later)
        #expect(word(try approved(), 4_291) == .declined)
        #expect(word(try approved(), 0) == .declined)
        #expect(word(try approved(), 4_290) == .accepted)
        #expect(word(try approved(atOnce: true), 4_290) == .accepted)
        #expect(word(try approved(atOnce: true), 4_289) == .declined)
        let completed = try #require(
            TransactionLife.complete(try approved(), minor: 4_000, captures: true, at: Self.start).record)
        #expect(word(completed, 4_000) == .accepted)
        #expect(word(completed, 4_290) == .declined)
    }

    @Test func `the whole is cancelled once, and the same cancellation may come twice`() throws {
        let (first, second) = (
            TransactionName(party: "T", reference: "1", at: Self.start),
            TransactionName(party: "T", reference: "2", at: Self.start)
        )
        let paid = try approved(atOnce: true)
        #expect(TransactionLife.cancel(paid, minor: 1, by: first, at: Self.start).word == .declined)
        let change = TransactionLife.cancel(paid, minor: 4_290, by: first, at: Self.start)
        #expect(change.word == .accepted)
        #expect(change.record?.duties.map(\.kind) == [.refund])
        #expect(TransactionLife.cancel(change.record, minor: 4_290, by: first, at: Self.start).word == .accepted)
        #expect(TransactionLife.cancel(change.record, minor: 4_290, by: second, at: Self.start).word == .declined)
        #expect(TransactionLife.cancel(nil, minor: 4_290, by: first, at: Self.start).word == .declined)
    }

    @Test func `what is kept is read back as it was`() throws {
        var records = [try begun(), try approved(), try approved(atOnce: true)]
        for record in records {
            records += [
                TransactionLife.takeBack(record, asked(), at: Self.start).record,
                TransactionLife.complete(record, minor: 4_290, captures: true, at: Self.start).record,
                TransactionLife.cancel(
                    record, minor: 4_290, by: TransactionName(party: "T", reference: "1", at: Self.start),
                    at: Self.start
                ).record,
                TransactionLife.decided(record, .refused(.insufficientFunds), at: Self.start)?.record,
            ].compactMap(\.self)
        }
        #expect(records.count > 8)
        for record in records { #expect(try HeldTransaction(body: record.body) == record) }
    }
}
