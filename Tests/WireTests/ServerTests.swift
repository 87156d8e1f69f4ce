import ISO8583
import Machine
import Roles
import Synchronization
import Testing
import Wire

@Suite struct ServerTests {
    static let framings: [Framing] = [
        Framing(), Framing(.length(.binary, bytes: 4, countsItself: false, reserved: 0)),
        Framing(.length(.decimal, bytes: 4, countsItself: true, reserved: 0)),
        Framing(.length(.hexadecimal, bytes: 4, countsItself: false, reserved: 0)),
        Framing(.length(.packed, bytes: 2, countsItself: false, reserved: 0)),
        Framing(.delimited(opening: 2, closing: 3)),
    ]

    @Test(arguments: framings)
    func `answers come back in every framing, however the bytes are cut`(framing: Framing) async throws {
        try await withServer(framing: framing) { server, port, _, _ in
            try await beside {
                let client = try RawClient(port: port)
                try client.send("e1", "e2", framing: framing)
                #expect(try client.frames(2, framing: framing) == ["e1", "e2"])
                for byte in try framing.frame(Array("e3".utf8)) { try client.send([byte]) }
                #expect(try client.frames(1, framing: framing) == ["e3"])
            }
            let statistics = await server.statistics()
            #expect(statistics.framesReceived == 3)
            #expect(statistics.framesSent == 3)
            #expect(statistics.faults.isEmpty)
        }
    }

    @Test func `headers go to the service and back`() async throws {
        let framing = Framing(headerBytes: 5)
        try await withServer(framing: framing) { _, port, _, _ in
            let bytes = try framing.frame(Array("e".utf8), header: [0x60, 0, 1, 0, 2])
            let answer = try await beside {
                let client = try RawClient(port: port)
                try client.send(bytes)
                return try client.receive()
            }
            #expect(answer == bytes)
        }
    }

    @Test func `a slow answer does not hold up the next one`() async throws {
        try await withServer { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("h1", "e2", "e3")
            #expect(try await beside { try client.frames(2) } == ["e2", "e3"])
            #expect(await server.statistics().framesUnderWay == 1)
            service.gate.open()
            #expect(try await beside { try client.frames(1) } == ["h1"])
        }
    }

    @Test func `frames of one connection are begun in their order`() async throws {
        try await withServer { _, port, service, _ in
            let words = (0..<500).map { "n\($0)" }
            let client = try RawClient(port: port)
            try client.send(words.flatMap { try Framing().frame(Array($0.utf8)) })
            #expect(await eventually { service.seen.withLock { $0.count } == words.count })
            #expect(service.seen.withLock { $0 } == words)
        }
    }

    @Test func `keep-alives come back, and are no frames`() async throws {
        try await withServer { server, port, _, _ in
            let client = try RawClient(port: port)
            try client.send([0, 0, 0, 0])
            #expect(try await beside { try client.receive(most: 2) + client.receive(most: 2) } == [0, 0, 0, 0])
            #expect(await server.statistics().framesReceived == 0)
        }
    }

    @Test func `only so many frames of one connection are under way, the others wait in its socket`() async throws {
        try await withServer({ $0.framesPerConnectionMost = 3 }) { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("h1", "h2", "h3", "h4", "h5")
            #expect(await eventually { service.gate.waiting == 3 })
            #expect(await server.statistics().framesUnderWay == 3)
            service.gate.open()
            #expect(try await beside { try client.frames(5).sorted() } == ["h1", "h2", "h3", "h4", "h5"])
        }
    }

    @Test func `above the bound of all frames each connection still has one`() async throws {
        try await withServer({ $0.framesMost = 2 }) { server, port, service, _ in
            let (first, second) = (try RawClient(port: port), try RawClient(port: port))
            try first.send("h1", "h2", "h3")
            #expect(await eventually { service.gate.waiting == 2 })
            try second.send("h4", "h5")
            #expect(await eventually { service.gate.waiting == 3 })
            service.gate.open()
            #expect(try await beside { try first.frames(3).count + second.frames(2).count } == 5)
            #expect(await server.statistics().framesReceived == 5)
        }
    }

    @Test func `more connections than there may be are closed, and nobody else suffers`() async throws {
        try await withServer({ $0.connectionsMost = 2 }) { server, port, _, _ in
            let (first, second) = (try RawClient(port: port), try RawClient(port: port))
            try first.send("e1")
            try second.send("e2")
            #expect(try await beside { try first.frames(1) + second.frames(1) } == ["e1", "e2"])
            let third = try RawClient(port: port)
            #expect(try await beside { try third.receiveUntilEnd() } == [])
            #expect(await server.statistics().refusedForCount == 1)
            try first.send("e3")
            #expect(try await beside { try first.frames(1) } == ["e3"])
        }
    }

    // MARK: Draining

    @Test func `a drain answers what is under way, closes, and takes nothing new`() async throws {
        try await withServer { server, port, service, _ in
            let (busy, idle) = (try RawClient(port: port), try RawClient(port: port))
            try idle.send("e1")
            #expect(try await beside { try idle.frames(1) } == ["e1"])
            try busy.send("h1")
            #expect(await eventually { service.gate.waiting == 1 })
            async let drained: Void = server.drain(within: .seconds(20))
            // The idle one is closed while the other is still waited for.
            #expect(try await beside { try idle.receiveUntilEnd() } == [])
            service.gate.open()
            #expect(try await beside { try busy.frames(1) } == ["h1"])
            #expect(try await beside { try busy.receiveUntilEnd() } == [])
            await drained
            #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
            #expect(await server.statistics().open == 0)
        }
    }

    @Test func `a drain cuts at its deadline what does not end`() async throws {
        try await withServer { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("h1")
            #expect(await eventually { service.gate.waiting == 1 })
            await server.drain(within: .milliseconds(50))
            #expect(try await beside { try client.receiveUntilEnd() } == [])
            service.gate.open()
            #expect(await eventually { await server.statistics().framesUnsent == 1 })
        }
    }

    @Test func `the service can end a connection`() async throws {
        try await withServer { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("x")
            #expect(try await beside { try client.receiveUntilEnd() } == [])
            #expect(await eventually { service.endings.load(ordering: .relaxed) == 1 })
            #expect(await server.statistics().faults.isEmpty)
        }
    }

    @Test func `a port that is taken is named`() async throws {
        try await withServer { _, port, _, loop in
            let second = WireServer(
                WireServerConfiguration(address: loopback(port), framing: Framing()), on: loop, service: EchoService())
            let error = await #expect(throws: WireError.self) { try await second.start() }
            #expect(error?.code == .listen)
            #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        }
    }
}
