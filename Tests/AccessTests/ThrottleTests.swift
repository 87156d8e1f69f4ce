import Network
import Testing
import Vocabulary

@testable import Access

@Suite struct ThrottleTests {
    private let now = Instant(seconds: 1_764_846_480)

    @Test func `a bucket gives its burst, and then one for each span`() {
        var table = ThrottleTable(ThrottleRate(burst: 3, refill: .seconds(10)), capacity: 8)
        let key = ThrottleKey(.account, [1])
        for _ in 0..<3 {
            #expect(table.wait(key, now: now) == nil)
            table.take(key, now: now)
        }
        #expect(table.wait(key, now: now) == .seconds(10))
        #expect(table.wait(key, now: now + .seconds(4)) == .seconds(6))
        #expect(table.wait(key, now: now + .seconds(10)) == nil)
        table.take(key, now: now + .seconds(10))
        #expect(table.wait(key, now: now + .seconds(10)) == .seconds(10))
        #expect(table.wait(ThrottleKey(.account, [2]), now: now) == nil)
    }

    @Test func `a clock that was set back shuts nobody out for longer than a whole bucket`() {
        var table = ThrottleTable(ThrottleRate(burst: 3, refill: .seconds(10)), capacity: 8)
        let key = ThrottleKey(.account, [1])
        for _ in 0..<3 { table.take(key, now: now) }
        #expect(table.wait(key, now: now - .days(30)) == .seconds(10))
    }

    @Test func `a hundred thousand addresses fit into the memory that was set aside`() throws {
        var limits = SignInThrottle.Limits()
        limits.capacity = 1_000
        var throttle = SignInThrottle(limits)
        for number in 0..<100_000 {
            let address = NetworkAddress(version4: 0x0a00_0000 + UInt32(number))
            _ = throttle.admit(account: "user\(number)@example.com", from: address, now: now)
            _ = throttle.admitCode(from: address, now: now)
            throttle.succeeded(account: "user\(number)@example.com", from: address)
            _ = throttle.admitSecondStep(of: UserID(checked: "u\(number)"), now: now)
        }
        #expect(throttle.count <= 6 * limits.capacity)
    }

    @Test func `who floods the table with other names does not free the one that was tried most`() {
        var limits = SignInThrottle.Limits()
        limits.capacity = 1_000
        var throttle = SignInThrottle(limits)
        for number in 0..<10 {
            let wait = throttle.admit(account: "ada@example.com", from: Office.place(number), now: now)
            #expect(wait == nil)
        }
        #expect(throttle.admit(account: "ada@example.com", from: Office.place(99), now: now) != nil)
        for number in 0..<20_000 {
            let address = NetworkAddress(version4: 0x0a00_0000 + UInt32(number))
            _ = throttle.admit(account: "nobody\(number)@example.com", from: address, now: now)
        }
        #expect(throttle.admit(account: "ada@example.com", from: Office.place(99), now: now) != nil)
    }

    @Test func `one account is not tried for ever from ever new addresses, but its user still comes in from home`() {
        var throttle = SignInThrottle()
        let home = Office.place(1)
        #expect(throttle.admit(account: "ada@example.com", from: home, now: now) == nil)
        throttle.succeeded(account: "ada@example.com", from: home)
        var admitted = 0
        for number in 0..<1_000 {
            let address = NetworkAddress(version4: 0x0a00_0000 + UInt32(number))
            if throttle.admit(account: "Ada@example.com", from: address, now: now) == nil { admitted += 1 }
        }
        #expect(admitted == 10)
        #expect(throttle.admit(account: "ada@example.com", from: home, now: now) == nil)
    }

    @Test func `one address does not try many accounts, and a whole network of version 6 is one address`() throws {
        var throttle = SignInThrottle()
        var admitted = 0
        for number in 0..<100 {
            let address = try #require(NetworkAddress("2001:db8::\(number)"))
            if throttle.admit(account: "user\(number)@example.com", from: address, now: now) == nil { admitted += 1 }
        }
        #expect(admitted == 30)
        #expect(throttle.admit(account: "ada@example.com", from: Office.place(), now: now) == nil)
    }

    @Test func `trying in vain does not make the wait longer`() {
        var throttle = SignInThrottle()
        for _ in 0..<10 { _ = throttle.admit(account: "ada@example.com", from: Office.place(), now: now) }
        for _ in 0..<1_000 {
            #expect(throttle.admit(account: "ada@example.com", from: Office.place(), now: now) == .minutes(1))
        }
    }

    @Test func `what was used last is known in bounded memory, to the minute`() {
        var seen = LastSeen<Int>(capacity: 100)
        for number in 0..<10_000 { seen.note(number, now: now + .seconds(Int64(number))) }
        #expect(seen.count <= 100)
        #expect(seen.last(9_999, journaled: now) == now + .seconds(9_999))
        seen.note(9_999, now: now + .seconds(10_010))
        #expect(seen.last(9_999, journaled: now) == now + .seconds(9_999))
        #expect(seen.last(1, journaled: now) == now)
    }
}
