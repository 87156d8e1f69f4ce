import HTTP
import Synchronization
import Testing

@Suite struct EventFeedTests {
    @Test func `an event's lines are framed, whatever line breaks the data has`() {
        let feed = EventFeed()
        feed.publish(event: "update\n", id: "7\r\n8", data: "one\ntwo\r\nthree\rfour")
        let text = feed.events(after: 0).map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(text == ["id: 78\nevent: update\ndata: one\ndata: two\ndata: three\ndata: four\n\n"])
    }

    @Test func `a reader goes on behind the last event that it had`() {
        let feed = EventFeed()
        for number in 1...5 { feed.publish(id: "n\(number)", data: "x") }
        #expect(feed.start(lastEventID: "n3") == .after(3))
        #expect(feed.events(after: 3).map(\.sequence) == [4, 5])
        #expect(feed.start(lastEventID: nil) == .after(5))
        #expect(feed.start(lastEventID: "unknown") == .reset(after: 5))
    }

    @Test func `the history is bounded by count and by bytes, and keeps at least one`() {
        let byCount = EventFeed(limits: .init(historyCount: 3))
        for _ in 1...10 { byCount.publish(data: "x") }
        #expect(byCount.events(after: 0).map(\.sequence) == [8, 9, 10])
        #expect(byCount.events(after: 8).map(\.sequence) == [9, 10])
        #expect(byCount.events(after: 10).isEmpty)
        let byBytes = EventFeed(limits: .init(historyBytes: 100))
        for _ in 1...4 { byBytes.publish(data: String(repeating: "x", count: 40)) }
        #expect(byBytes.events(after: 0).map(\.sequence) == [3, 4])
        byBytes.publish(data: String(repeating: "x", count: 4_000))
        #expect(byBytes.events(after: 0).map(\.sequence) == [5])
    }

    @Test func `listeners hear of each event until they stop`() {
        let feed = EventFeed()
        let heard = Count()
        let listening = feed.listen { heard.increment() }
        feed.publish(data: "a")
        feed.publish(data: "b")
        #expect(heard.value == 2)
        feed.stopListening(listening)
        feed.publish(data: "c")
        #expect(heard.value == 2)
        #expect(feed.listenerCount == 0)
    }

    @Test func `an ended feed takes no more events`() {
        let feed = EventFeed()
        feed.end()
        feed.publish(data: "a")
        #expect(feed.events(after: 0).isEmpty)
        #expect(feed.hasEnded)
    }
}

private final class Count: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func increment() { number.withLock { $0 += 1 } }
}
