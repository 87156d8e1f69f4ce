import HTTP
import HTTPServer
import HTTPTestSupport
import Testing

@Suite struct EventTests {
    private func reader(_ port: Int, lastID: String? = nil, receiveBuffer: Int32? = nil) throws -> RawClient {
        let client = try RawClient(port: port, receiveBuffer: receiveBuffer)
        let resume = lastID.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        try client.send("GET /events HTTP/1.1\r\nHost: a\r\n\(resume)\r\n")
        let head = try client.receive(until: "\r\n\r\n")
        #expect(head.contains("Content-Type: text/event-stream"))
        #expect(try client.receive(until: "\n\n").hasPrefix("retry: "))
        return client
    }

    @Test func `every reader gets every event in order`() async throws {
        try await withServer({ $0.eventReadersPerTurn = 7 }) { server, port, handler in
            let readers = try (0..<60).map { _ in try reader(port) }
            try await eventually { await server.statistics().eventReaders == 60 }
            for number in 1...100 { handler.feed.publish(event: "update", id: "n\(number)", data: "\(number)") }
            for client in readers {
                for number in 1...100 {
                    #expect(try client.receive(until: "\n\n") == "id: n\(number)\nevent: update\ndata: \(number)\n\n")
                }
            }
        }
    }

    @Test func `a reader that comes again goes on where it was`() async throws {
        try await withServer { server, port, handler in
            for number in 1...5 { handler.feed.publish(id: "n\(number)", data: "\(number)") }
            let client = try reader(port, lastID: "n3")
            #expect(try client.receive(until: "\n\n") == "id: n4\ndata: 4\n\n")
            #expect(try client.receive(until: "\n\n") == "id: n5\ndata: 5\n\n")
            handler.feed.publish(id: "n6", data: "6")
            #expect(try client.receive(until: "\n\n") == "id: n6\ndata: 6\n\n")
        }
    }

    @Test func `a reader whose place is no longer kept is told to begin anew`() async throws {
        try await withServer(handler: TestHandler(feedLimits: .init(historyCount: 3))) { server, port, handler in
            for number in 1...9 { handler.feed.publish(id: "n\(number)", data: "\(number)") }
            let client = try reader(port, lastID: "n2")
            #expect(try client.receive(until: "\n\n") == "event: reset\ndata: \n\n")
            handler.feed.publish(id: "n10", data: "10")
            #expect(try client.receive(until: "\n\n") == "id: n10\ndata: 10\n\n")
        }
    }

    @Test func `a reader that falls out of the history is closed, the others go on`() async throws {
        let limits = EventFeed.Limits(historyCount: 8, historyBytes: 8 << 20)
        try await withServer(handler: TestHandler(feedLimits: limits)) { server, port, handler in
            let slow = try reader(port, receiveBuffer: 8 << 10)
            let quick = try reader(port)
            let block = String(repeating: "x", count: 64_000)
            var number = 0
            // The slow one's buffers fill up, and the history moves on without it.
            while await server.statistics().eventReadersDropped == 0, number < 400 {
                number += 1
                handler.feed.publish(id: "n\(number)", data: block)
                _ = try quick.receive(until: "\n\n")
                if number > 120 { _ = try slow.receive(most: 1 << 20) }
            }
            #expect(await server.statistics().eventReadersDropped == 1)
            handler.feed.publish(id: "last", data: "still here")
            #expect(try quick.receive(until: "still here\n\n").hasSuffix("data: still here\n\n"))
            _ = try slow.receiveUntilEnd()
            try await eventually { await server.statistics().eventReaders == 1 }
        }
    }

    @Test func `event readers beyond their cap are told to come later, and pages are served`() async throws {
        try await withServer({ $0.eventReadersMost = 2 }) { server, port, handler in
            var clients = [try reader(port), try reader(port)]
            let surplus = try RawClient(port: port)
            try surplus.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try #require(try surplus.response())
            #expect(answer.status == 503)
            #expect(answer.field("Retry-After") == "60")
            #expect(await server.statistics().eventReaders == 2)
            let other = try RawClient(port: port)
            try other.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.response()?.status == 200)
            clients.removeLast()
            try await eventually { await server.statistics().eventReaders == 1 }
            clients.append(try reader(port))
            handler.feed.publish(data: "still here")
            for client in clients { #expect(try client.receive(until: "\n\n") == "data: still here\n\n") }
        }
    }

    @Test func `comments keep an idle stream alive`() async throws {
        try await withServer({ $0.eventHeartbeat = .milliseconds(20) }) { server, port, handler in
            let client = try reader(port)
            #expect(try client.receive(until: "\n\n") == ":\n\n")
            #expect(try client.receive(until: "\n\n") == ":\n\n")
        }
    }

    @Test func `a reader that leaves is noticed at once`() async throws {
        try await withServer { server, port, handler in
            var clients = try (0..<20).map { _ in try reader(port) }
            try await eventually { await server.statistics().eventReaders == 20 }
            clients.removeFirst(19)
            try await eventually { await server.statistics().eventReaders == 1 }
            handler.feed.publish(data: "to the last")
            #expect(try clients[0].receive(until: "\n\n") == "data: to the last\n\n")
            clients = []
            try await eventually { handler.feed.listenerCount == 0 }
            #expect(await server.statistics().connectionsOpen == 0)
        }
    }

    @Test func `the end of a feed closes its readers after their last event`() async throws {
        try await withServer { server, port, handler in
            let client = try reader(port)
            handler.feed.publish(data: "last")
            handler.feed.end()
            #expect(String(decoding: try client.receiveUntilEnd(), as: UTF8.self) == "data: last\n\n")
        }
    }

    @Test func `HEAD of an event stream has the headers alone`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = String(decoding: try client.receiveUntilEnd(), as: UTF8.self)
            #expect(text.contains("text/event-stream"))
            #expect(text.hasSuffix("\r\n\r\n"))
            #expect(await server.statistics().eventReaders == 0)
        }
    }
}
