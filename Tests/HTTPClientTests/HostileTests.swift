import Foundation
import Glibc
import HTTP
import HTTPClient
import Testing

/// Servers that are slow, endless or broken, many transfers at once, and callers who go away.
@Suite struct HostileTests {
    private func with(
        _ behaviour: @escaping @Sendable (Int32) -> Void,
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        _ body: (HTTPClient, String, RawServer) async throws -> Void
    ) async throws {
        let server = try RawServer(behaviour)
        defer { server.stop() }
        try await Bench.withClient(configuration) { try await body($0, "http://127.0.0.1:\(server.port)/", server) }
    }

    @Test func `headers that drip end at the time limit, waiting for the first byte's end`() async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            _ = Socket.send("HTTP/1.1 200 OK\r\n", to: connection)
            while Socket.send("X: y\r\n", to: connection) { usleep(20_000) }
        }) { client, url, _ in
            let error = try await Bench.failure(client, Bench.request(url) { $0.policy.totalMilliseconds = 300 })
            #expect(error.code == .timedOut(.body) || error.code == .timedOut(.firstByte))
            #expect(error.phases.connect > 0 && error.phases.elapsed >= 299_000)
        }
    }

    @Test func `a server that says nothing is a time limit before the first byte`() async throws {
        try await with({ connection in _ = Socket.readHead(connection) }) { client, url, _ in
            let error = try await Bench.failure(client, Bench.request(url) { $0.policy.totalMilliseconds = 200 })
            #expect(error.code == .timedOut(.firstByte))
        }
    }

    @Test func `a handshake that nobody answers is a time limit in TLS`() async throws {
        try await with({ _ in }) { client, url, server in
            let request = try Bench.request("https://127.0.0.1:\(server.port)/") {
                $0.policy.connectMilliseconds = 200
            }
            let error = try await Bench.failure(client, request)
            #expect(error.code == .timedOut(.tls), "\(error) \(error.phases)")
        }
    }

    @Test func `a body that never ends is cut at its limit`() async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            _ = Socket.send("HTTP/1.1 200 OK\r\n\r\n", to: connection)
            let piece = String(repeating: "x", count: 4_096)
            while Socket.send(piece, to: connection) {}
        }) { client, url, _ in
            let error = try await Bench.failure(client, Bench.request(url) { $0.policy.bodyBytes = 100_000 })
            #expect(error.code == .bodyTooLarge)
        }
    }

    @Test func `a body that trickles below the minimum speed is ended`() async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            _ = Socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx", to: connection)
        }) { client, url, _ in
            let error = try await Bench.failure(
                client,
                Bench.request(url) {
                    $0.policy.minimumBytesPerSecond = 100
                    $0.policy.minimumSpeedSeconds = 1
                })
            #expect(error.code == .timedOut(.body))
        }
    }

    @Test func `header fields without end are cut at their limit`() async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            _ = Socket.send("HTTP/1.1 200 OK\r\n", to: connection)
            while Socket.send("X-Filler: \(String(repeating: "y", count: 500))\r\n", to: connection) {}
        }) { client, url, _ in
            let error = try await Bench.failure(client, Bench.request(url) { $0.policy.headerBytes = 10_000 })
            #expect(error.code == .headerTooLarge)
        }
    }

    @Test(arguments: [
        "", "hello there\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", "SSH-2.0-OpenSSH_9.2\r\n",
    ])
    func `what is not HTTP, or ends in the middle, is a protocol error`(answer: String) async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            _ = Socket.send(answer, to: connection)
            shutdown(connection, Int32(SHUT_RDWR))
        }) { client, url, _ in
            let error = try await Bench.failure(client, Bench.request(url))
            #expect(error.code == .protocolError)
        }
    }

    @Test func `interim responses, folded fields and trailers do not change the answer`() async throws {
        try await with({ connection in
            _ = Socket.readHead(connection)
            let answer =
                "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\nHTTP/1.1 200 OK\r\nA: one\r\n  two\r\nEmpty:\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nLocation: /elsewhere\r\n\r\n"
            _ = Socket.send(answer, to: connection)
        }) { client, url, _ in
            let response = try await client.fetch(Bench.request(url))
            #expect(response.status == .ok && response.text == "hi")
            #expect(response.headers["Link"] == nil && response.headers["Location"] == nil)
            #expect(response.headers["A"] == "one two" && response.headers["Empty"] == "")
        }
    }

    @Test func `two thousand transfers are under way at once`() async throws {
        let server = try RawServer(
            gathering: 2_000, answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        defer { server.stop() }
        var configuration = HTTPClientConfiguration()
        configuration.maximumTransfersPerHost = 2_000
        try await Bench.withClient(configuration) { client in
            let request = try Bench.request("http://127.0.0.1:\(server.port)/")
            let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<2_000 { group.addTask { try await client.fetch(request).text == "ok" } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(answered == 2_000 && server.count == 2_000)
            #expect(await client.load()?.running == 0)
        }
    }

    @Test func `a cancelled task ends its transfer at once, running or waiting`() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumTransfersPerHost = 2
        try await with({ connection in _ = Socket.readHead(connection) }, configuration) { client, url, _ in
            let request = try Bench.request(url) {
                $0.policy.totalMilliseconds = 600_000
                $0.policy.minimumBytesPerSecond = 0
            }
            let tasks = (0..<5).map { _ in Task { try await Bench.failure(client, request).code } }
            while await client.load().map({ $0.running == 2 && $0.waiting == 3 }) != true { await Task.yield() }
            for task in tasks { task.cancel() }
            for task in tasks { #expect(try await task.value == .cancelled) }
            let load = try #require(await client.load())
            #expect(load.running == 0 && load.waiting == 0)
            let late = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await Bench.failure(client, request).code
            }
            late.cancel()
            #expect(try await late.value == .cancelled)
        }
    }

    @Test func `the line is bounded and says so, and a wait ends at the time limit`() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumTransfers = 1
        configuration.maximumWaiting = 1
        try await with({ connection in _ = Socket.readHead(connection) }, configuration) { client, url, _ in
            let long = try Bench.request(url) {
                $0.policy.totalMilliseconds = 600_000
                $0.policy.minimumBytesPerSecond = 0
            }
            let running = Task { try await Bench.failure(client, long).code }
            while await client.load()?.running != 1 { await Task.yield() }
            let short = try Bench.request(url) { $0.policy.totalMilliseconds = 300 }
            let waiting = Task { try await Bench.failure(client, long).code }
            while await client.load()?.waiting != 1 { await Task.yield() }
            #expect(try await Bench.failure(client, short).code == .resourceLimit)
            waiting.cancel()
            #expect(try await waiting.value == .cancelled)
            #expect(try await Bench.failure(client, short).code == .timedOut(.queue))
            running.cancel()
            #expect(try await running.value == .cancelled)
        }
    }

    @Test func `closing the client ends what is under way and refuses what comes later`() async throws {
        try await with({ connection in _ = Socket.readHead(connection) }) { client, url, server in
            let request = try Bench.request(url)
            let tasks = (0..<20).map { _ in Task { try await Bench.failure(client, request).code } }
            while server.count < 20 { await Task.yield() }
            await client.close()
            for task in tasks { #expect(try await task.value == .cancelled) }
            #expect(try await Bench.failure(client, request).code == .cancelled)
        }
    }

    @Test func `name lookups are bounded and every one gets its turn`() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumLookups = 2
        try await with(
            { connection in
                _ = Socket.readHead(connection)
                _ = Socket.send("HTTP/1.1 204 No Content\r\n\r\n", to: connection)
                shutdown(connection, Int32(SHUT_RDWR))
            }, configuration
        ) { client, _, server in
            let request = try Bench.request("http://localhost:\(server.port)/")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await client.fetch(request).status.code } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [Int](repeating: 204, count: 100))
            let load = try #require(await client.load())
            #expect(load.running == 0 && load.lookups == 0)
        }
    }

    @Test(.enabled(if: Nginx.isInstalled, "nginx-light is not installed"))
    func `descriptors and memory do not grow, whatever becomes of the transfers`() async {
        // In a process of its own: other tests open descriptors at the same time.
        await #expect(processExitsWith: .success) {
            // Few at once, so that the pools are full at once: how full they are must not depend on the scheduler.
            var configuration = HTTPClientConfiguration()
            configuration.maximumTransfers = 16
            try await Bench.run(configuration) { bench in
                let requests = [
                    try bench.plain("/hello"), try bench.plain("/loop"), try bench.plain("/large"),
                    try bench.plain("/large") { $0.policy.bodyBytes = 1_000 },
                    try bench.plain("/hello") { $0.policy.addresses = .publicOnly },
                    try bench.plain("/hello") { $0.policy.connection = .keepAlive },
                    try bench.secure("/") { $0.policy.wantsTLSFacts = true },
                    try bench.secure("/", port: bench.nginx.expired) { $0.policy.wantsTLSFacts = true },
                ]
                func round() async {
                    await withTaskGroup { group in
                        for number in 0..<400 {
                            let request = requests[number % requests.count]
                            group.addTask { _ = try? await bench.client.fetch(request) }
                        }
                    }
                }
                func footprints(rounds: Int) async -> [Footprint] {
                    var footprints: [Footprint] = []
                    for _ in 0..<rounds {
                        await round()
                        footprints.append(Footprint.now)
                    }
                    return footprints
                }
                // The first rounds fill the pools. Then the least of the last ones is held against the most of the
                // early ones: what goes up and down passes, what only goes up does not.
                _ = await footprints(rounds: 4)
                let early = await footprints(rounds: 4)
                _ = await footprints(rounds: 6)
                let late = await footprints(rounds: 4)
                let descriptors = (early.map(\.descriptors).max() ?? 0, late.map(\.descriptors).min() ?? 0)
                let memory = (early.map(\.residentBytes).max() ?? 0, late.map(\.residentBytes).min() ?? 0)
                #expect(descriptors.0 > 0 && memory.0 > 0)
                #expect(descriptors.1 <= descriptors.0 + 4)
                #expect(memory.1 <= memory.0 + (6 << 20))
            }
        }
    }
}

struct Footprint {
    var descriptors: Int
    var residentBytes: Int

    static var now: Footprint {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return Footprint(
            descriptors: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0,
            residentBytes: fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0)
    }
}
