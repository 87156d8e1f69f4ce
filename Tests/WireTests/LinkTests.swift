import ISO8583
import Machine
import Roles
import Testing
import Wire

@Suite struct LinkTests {
    private func withLink(
        to port: UInt16, host: String = "127.0.0.1", _ configure: (inout WireLinkConfiguration) -> Void = { _ in },
        _ body: (WireLink) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "link")
        var configuration = linkConfiguration(port: port, host: host)
        configure(&configuration)
        let link = try WireLink(configuration, on: loop)
        let outcome: Result<Void, any Error>
        do {
            try await body(link)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await link.close(within: .milliseconds(100))
        await loop.stop()
        try outcome.get()
    }

    @Test func `many questions at once find their answers by their keys, in whatever order they come`() async throws {
        try await withServer { server, port, service, _ in
            try await withLink(to: port, { $0.connections = 3 }) { link in
                async let slow = link.ask("hslow")
                #expect(await eventually { service.gate.waiting == 1 })
                await withTaskGroup { group in
                    for number in 0..<500 {
                        group.addTask { #expect(await link.ask("e\(number)").text == "e\(number)") }
                    }
                }
                service.gate.open()
                #expect(await slow.text == "hslow")
                #expect(await server.statistics().accepted <= 3)
                let statistics = await link.statistics()
                #expect(statistics.answered == 501)
                #expect(statistics.inFlight == 0)
            }
        }
    }

    @Test func `a name is resolved`() async throws {
        try await withServer { _, port, _, _ in
            try await withLink(to: port, host: "localhost") { link in #expect(await link.ask("e1").text == "e1") }
        }
    }

    @Test func `a name that nobody has was certainly not asked`() async throws {
        try await withLink(to: 9, host: "nobody.invalid") { link in
            #expect(await link.ask("e1") == .notSent(.unreachable))
            #expect(await link.statistics().lastFailure?.contains("nobody.invalid") == true)
        }
    }

    @Test func `a port where nobody listens was certainly not asked`() async throws {
        let port = try RawListener().port
        try await withLink(to: port) { link in
            #expect(await link.ask("e1") == .notSent(.unreachable))
            #expect(await eventually { await link.statistics().connectsFailed >= 3 })
            #expect(await link.statistics().lastFailure == "connect: Connection refused")
        }
    }

    @Test func `an answer that does not come leaves the fate open, and is counted when it comes late`() async throws {
        try await withServer { _, port, service, _ in
            try await withLink(to: port) { link in
                #expect(await link.ask("h1", within: .milliseconds(700)) == .unanswered(.timedOut))
                service.gate.open()
                #expect(await eventually { await link.statistics().lateAnswers == 1 })
                #expect(await link.ask("e2").text == "e2")
                #expect(await link.statistics().strayAnswers == 0)
            }
        }
    }

    @Test func `a connection that breaks after a question leaves its fate open, and comes back`() async throws {
        let listener = try RawListener()
        try await withLink(to: listener.port) { link in
            async let reply = link.ask("e1")
            try await beside {
                let peer = try listener.accept()
                #expect(try peer.frames(1) == ["e1"])
                peer.reset()
            }
            #expect(await reply == .unanswered(.broken))
            async let accepted = beside { try listener.accept() }
            let peer = try await accepted
            async let second = link.ask("e2")
            #expect(try await beside { try peer.frames(1) } == ["e2"])
            try peer.send("e2")
            #expect(await second.text == "e2")
            #expect(await link.statistics().broken == 1)
        }
    }

    @Test func `a server that breaks the connection leaves the fate open`() async throws {
        try await withServer { server, port, _, _ in
            try await withLink(to: port) { link in
                #expect(await link.ask("r1") == .unanswered(.broken))
                #expect(await eventually { await link.ask("e2").text == "e2" })
            }
        }
    }

    @Test func `an idle connection that the other side closes comes back, and no question is lost`() async throws {
        let listener = try RawListener()
        try await withLink(to: listener.port) { link in
            for number in 1...5 {
                async let reply = link.ask("e\(number)")
                // Closes in peace behind its answer, as a server that is drained does.
                try await beside {
                    let peer = try listener.accept()
                    #expect(try peer.frames(1) == ["e\(number)"])
                    try peer.send("e\(number)")
                }
                #expect(await reply.text == "e\(number)")
                #expect(await eventually { await link.statistics().connected == number + 1 })
            }
            #expect(await link.statistics().broken == 0)
        }
    }

    @Test func `what still waits for the socket when the time is over was certainly not sent`() async throws {
        let listener = try RawListener()
        try await withLink(to: listener.port, { $0.outputBytesMost = 64 << 20 }) { link in
            let peer = try await beside { try listener.accept() }
            // The peer reads nothing: the first question fills the socket's buffers and stays on its way.
            let large = [UInt8](repeating: 0x65, count: 60_000)
            let replies = await withTaskGroup { group in
                for number in 0..<400 {
                    group.addTask { await link.ask(large, key: "\(number)", within: .seconds(1)) }
                }
                var replies: [FrameReply] = []
                for await reply in group { replies.append(reply) }
                return replies
            }
            #expect(replies.contains(.notSent(.timedOut)))
            #expect(replies.contains(.unanswered(.timedOut)))
            let sent = replies.count { $0 == .unanswered(.timedOut) }
            #expect(replies.count { $0 == .notSent(.timedOut) } == 400 - sent)
            // What the peer gets afterwards is what may have been sent, and nothing of what was taken back.
            let whole = try await beside { try peer.frames(sent) }
            #expect(whole.count == sent)
            async let last = link.ask("elast")
            #expect(try await beside { try peer.frames(1) } == ["elast"])
            try peer.send("elast")
            #expect(await last.text == "elast")
        }
    }

    @Test func `answers to nothing, and such without a key, are counted and change nothing`() async throws {
        let listener = try RawListener()
        try await withLink(to: listener.port) { link in
            let peer = try await beside { try listener.accept() }
            async let reply = link.ask("e1")
            #expect(try await beside { try peer.frames(1) } == ["e1"])
            try peer.send("estranger", "e1", "e1")
            #expect(await reply.text == "e1")
            // The second answer to a question that was answered is a stray one, too.
            #expect(await eventually { await link.statistics().strayAnswers == 2 })
        }
    }

    @Test func `garbage in place of an answer ends the connection and leaves the fate open`() async throws {
        let listener = try RawListener()
        let framing = Framing(.length(.decimal, bytes: 4, countsItself: false, reserved: 0))
        try await withLink(to: listener.port, { $0.framing = framing }) { link in
            async let reply = link.ask("e1")
            let peer = try await beside { try listener.accept() }
            #expect(try await beside { try peer.frames(1, framing: framing) } == ["e1"])
            try peer.send(Array("HTTP/1.1 400 Bad Request\r\n".utf8))
            #expect(await reply == .unanswered(.broken))
            #expect(await eventually { await link.statistics().connected == 2 })
        }
    }

    @Test func `more questions than may wait are refused at once`() async throws {
        try await withServer { _, port, service, _ in
            try await withLink(to: port, { $0.inFlightMost = 2 }) { link in
                async let first = link.ask("h1")
                async let second = link.ask("h2")
                #expect(await eventually { service.gate.waiting == 2 })
                #expect(await link.ask("e3") == .notSent(.overloaded))
                service.gate.open()
                #expect(await [first.text, second.text] == ["h1", "h2"])
                #expect(await link.ask("e4").text == "e4")
            }
        }
    }

    @Test func `two questions with one key are never on their way at once`() async throws {
        try await withServer { _, port, service, _ in
            try await withLink(to: port) { link in
                async let first = link.ask("h1")
                #expect(await eventually { service.gate.waiting == 1 })
                #expect(await link.ask("e1") == .notSent(.overloaded))
                service.gate.open()
                #expect(await first.text == "h1")
                #expect(await link.ask("e1").text == "e1")
            }
        }
    }

    @Test func `closing waits for answers and takes no new question`() async throws {
        try await withServer { server, port, service, loop in
            let link = try WireLink(linkConfiguration(port: port), on: loop)
            async let first = link.ask("h1")
            #expect(await eventually { service.gate.waiting == 1 })
            async let closed: Void = link.close(within: .seconds(20))
            #expect(await eventually { await link.ask("e2") == .notSent(.unreachable) })
            service.gate.open()
            #expect(await first.text == "h1")
            await closed
            #expect(await eventually { await server.statistics().open == 0 })
            #expect(await server.statistics().faults.isEmpty)
        }
    }

    @Test func `a server that is drained loses no question that it took`() async throws {
        try await withServer { server, port, service, _ in
            try await withLink(to: port) { link in
                async let first = link.ask("h1")
                #expect(await eventually { service.gate.waiting == 1 })
                async let drained: Void = server.drain(within: .seconds(20))
                service.gate.open()
                #expect(await first.text == "h1")
                await drained
                #expect(await eventually { await link.ask("e2") == .notSent(.unreachable) })
                #expect(await link.statistics().broken == 0)
            }
        }
    }

    @Test func `an idle link keeps its connection alive where it is told to`() async throws {
        let listener = try RawListener()
        try await withLink(to: listener.port, { $0.keepAliveInterval = .milliseconds(20) }) { link in
            let received = try await beside {
                let peer = try listener.accept()
                return try peer.receive(most: 2) + peer.receive(most: 2)
            }
            #expect(received == [0, 0, 0, 0])
        }
    }
}
