import ISO8583
import Roles
import Synchronization
import Testing
import Wire

/// Peers that are slow, cut, garbled, too large or half gone.
@Suite struct HostilePeerTests {
    @Test func `bytes that are no frame end their connection alone, and are told`() async throws {
        let told = Mutex<[String]>([])
        let framing = Framing(.length(.decimal, bytes: 4, countsItself: false, reserved: 0))
        try await withServer(
            framing: framing, { $0.report = { fault in told.withLock { $0.append(fault.description) } } }
        ) { server, port, _, _ in
            let good = try RawClient(port: port)
            let bad = try RawClient(port: port)
            try bad.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            #expect(try await beside { try bad.receiveUntilEnd() } == [])
            try good.send("e1", framing: framing)
            #expect(try await beside { try good.frames(1, framing: framing) } == ["e1"])
            #expect(await server.statistics().faults == [.garbage: 1])
            #expect(told.withLock { $0.first?.hasPrefix("127.0.0.1: bad-length at frame") } == true)
        }
    }

    @Test func `a frame above the bound is refused before anything of it is kept`() async throws {
        let framing = Framing(.length(.binary, bytes: 4, countsItself: false, reserved: 0))
        try await withServer(framing: framing, { $0.frameBytesMost = 1_000 }) { server, port, _, _ in
            let client = try RawClient(port: port)
            try client.send([0x7f, 0xff, 0xff, 0xff, 1])
            #expect(try await beside { try client.receiveUntilEnd() } == [])
            #expect(await server.statistics().faults == [.garbage: 1])
        }
    }

    @Test func `an end inside a frame is a cut, one between two frames is none`() async throws {
        try await withServer { server, port, _, _ in
            do {
                let cut = try RawClient(port: port)
                try cut.send([0, 9, 0x65])
            }
            do {
                let whole = try RawClient(port: port)
                try whole.send("e1")
                #expect(try await beside { try whole.frames(1) } == ["e1"])
            }
            #expect(await eventually { await server.statistics().open == 0 })
            #expect(await server.statistics().faults == [.cut: 1])
        }
    }

    @Test func `a peer that has closed its side still gets its answers`() async throws {
        try await withServer { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("h1", "e2", "h3")
            client.finishSending()
            #expect(await eventually { service.gate.waiting == 2 })
            #expect(try await beside { try client.frames(1) } == ["e2"])
            service.gate.open()
            #expect(try await beside { try client.frames(2).sorted() } == ["h1", "h3"])
            #expect(try await beside { try client.receiveUntilEnd() } == [])
            #expect(await server.statistics().faults.isEmpty)
        }
    }

    @Test func `half-closed behind more frames than may be under way, all are answered`() async throws {
        try await withServer({ $0.framesPerConnectionMost = 2 }) { server, port, service, _ in
            let client = try RawClient(port: port)
            try client.send("h1", "h2", "h3", "h4", "h5")
            client.finishSending()
            #expect(await eventually { service.gate.waiting == 2 })
            service.gate.open()
            #expect(try await beside { try client.frames(5).count } == 5)
            #expect(try await beside { try client.receiveUntilEnd() } == [])
        }
    }

    @Test func `a reset while an answer is made is noticed, and the answer counts as unsent`() async throws {
        try await withServer { server, port, service, _ in
            do {
                let client = try RawClient(port: port)
                try client.send("h1")
                #expect(await eventually { service.gate.waiting == 1 })
                client.reset()
            }
            #expect(await eventually { await server.statistics().open == 0 })
            service.gate.open()
            #expect(await eventually { await server.statistics().framesUnsent == 1 })
            #expect(await server.statistics().framesUnderWay == 0)
        }
    }

    @Test func `a frame that trickles in is ended at its deadline`() async throws {
        try await withServer({ $0.frameTimeout = .milliseconds(100) }) { server, port, _, _ in
            let client = try RawClient(port: port)
            try client.send([0, 200])
            try client.send([1])
            #expect(try await beside { try client.receiveUntilEnd() } == [])
            #expect(await server.statistics().faults == [.frameTimeout: 1])
        }
    }

    @Test func `a silent connection is ended, one that waits for its answer is not`() async throws {
        try await withServer({ $0.idleTimeout = .milliseconds(700) }) { server, port, service, _ in
            let (silent, waiting) = (try RawClient(port: port), try RawClient(port: port))
            try waiting.send("h1")
            #expect(try await beside { try silent.receiveUntilEnd() } == [])
            #expect(await server.statistics().open == 1)
            service.gate.open()
            #expect(try await beside { try waiting.frames(1) } == ["h1"])
            #expect(try await beside { try waiting.receiveUntilEnd() } == [])
            #expect(await server.statistics().faults == [.idleTimeout: 2])
        }
    }

    @Test func `a peer that does not take its answers is given up`() async throws {
        try await withServer({
            $0.writeTimeout = .milliseconds(200); $0.outputBytesMost = 64 << 20
        }) {
            server, port, _, _ in
            let client = try RawClient(port: port, receiveBuffer: 4_096)
            try client.send((0..<200).flatMap { _ in try Framing().frame(Array("b".utf8)) })
            #expect(await eventually { await server.statistics().faults == [.writeTimeout: 1] })
            #expect(await server.statistics().open == 0)
        }
    }

    @Test func `answers that nobody takes are bounded`() async throws {
        try await withServer({ $0.outputBytesMost = 200_000 }) { server, port, _, _ in
            let client = try RawClient(port: port, receiveBuffer: 4_096)
            try client.send((0..<200).flatMap { _ in try Framing().frame(Array("b".utf8)) })
            #expect(await eventually { await server.statistics().faults == [.outputFull: 1] })
        }
    }

    @Test func `a reader that is slow gets everything`() async throws {
        try await withServer({ $0.outputBytesMost = 64 << 20 }) { _, port, _, _ in
            let client = try RawClient(port: port, receiveBuffer: 4_096)
            let requests = (0..<60).map { _ in "b" }
            try client.send(requests.flatMap { try Framing().frame(Array($0.utf8)) })
            let count = try await beside {
                var count = 0
                while count < 60 * 60_002 { count += try client.receive(most: 30_000).count }
                return count
            }
            #expect(count == 60 * 60_002)
        }
    }
}
