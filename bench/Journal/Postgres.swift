internal import CPostgres
internal import Glibc
internal import Journal
internal import PostgresFixture
internal import StorePostgres

/// What the journal costs over bare libpq on PostgreSQL, and what committing in groups gains.
func measurePostgres() async throws {
    let server = try PostgresServer(parent: parentFolder)
    defer { server.end() }
    try await compareWithBareLibpq(server)
    for projections in [[], [LatestProjection()]] as [[any Projection]] {
        let name = "PostgreSQL, \(projections.isEmpty ? "without" : "with") a projection"
        let store = try await PostgresStore.open(url: server.fresh().url, projections: projections)
        try await compareGroups(store, name: name, single: 600)
        await store.close()
    }
    try await compareNodes(server)
}

/// One writer through the port against libpq doing the same commit.
private func compareWithBareLibpq(_ server: PostgresServer) async throws {
    let commits = 400
    let (bareURL, bareSchema) = server.fresh()
    await (try PostgresStore.open(url: bareURL, projections: [])).close()
    let bare = BarePostgresWriter(server, schema: bareSchema)
    let store = try await PostgresStore.open(url: server.fresh().url, projections: [])
    var rates: (blind: [Double], bare: [Double], port: [Double]) = ([], [], [])
    for round in 0..<15 {
        rates.blind.append(try await rate(of: commits) { bare.commit(count: commits, round: round, .one) })
        rates.bare.append(try await rate(of: commits) { bare.commit(count: commits, round: round, .two) })
        rates.port.append(
            try await rate(of: commits) {
                for number in 0..<commits { _ = try await store.append(sample(number)) }
            })
    }
    await store.close()
    say(
        "PostgreSQL, one writer: bare libpq \(whole(median(rates.bare)))/s (\(whole(median(rates.blind)))/s without "
            + "looking first), port \(whole(median(rates.port)))/s (medians of \(rates.bare.count) alternating rounds)")
    report("port / bare libpq", median(zip(rates.port, rates.bare).map { $0 / $1 }), target: 0.8)
}

/// Two nodes with thirty-two writers each: what the shared append lock leaves.
private func compareNodes(_ server: PostgresServer) async throws {
    let url = server.fresh().url
    let nodes = [
        try await PostgresStore.open(url: url, projections: []),
        try await PostgresStore.open(url: url, projections: []),
    ]
    let each = 200
    var rates: [Double] = []
    for _ in 0..<5 {
        rates.append(
            try await rate(of: 64 * each) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<64 {
                        group.addTask {
                            for number in 0..<each {
                                _ = try await nodes[writer % 2].append(sample(writer &* 7_919 &+ number))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            })
    }
    for node in nodes { await node.close() }
    say("PostgreSQL, two nodes with 32 writers each: \(whole(median(rates)))/s together")
}

/// The same rows by libpq alone, on the calling thread: the lock, the entry, the end and the notification.
@safe final class BarePostgresWriter {
    private let connection: OpaquePointer
    private let channel: String
    private var position: Int64 = 0
    private var versions: [Int: Int64] = [:]

    init(_ server: PostgresServer, schema: String) {
        channel = "vigie_\(schema)"
        let target = "host=\(server.directory) port=\(server.port) user=vigie dbname=vigie"
        guard let opened = unsafe PQconnectdb(target), unsafe PQstatus(opened) == CONNECTION_OK else {
            fatalError("PostgreSQL gives no connection")
        }
        unsafe connection = unsafe opened
        unsafe PQclear(PQexec(opened, "SET search_path = \(schema); SET synchronous_commit = on"))
        let statements = [
            ("begin", "BEGIN"), ("commit", "COMMIT"), ("lock", "SELECT position, hash FROM head FOR UPDATE"),
            ("entry", "INSERT INTO entries VALUES ($1, $2, $3, $4, $5, $6, $7::text::bytea, $8::text::bytea)"),
            ("end", "UPDATE head SET position = $1, hash = $2::text::bytea"),
            ("notify", "SELECT pg_notify($1, $2)"),
        ]
        for (name, sql) in statements { unsafe PQclear(PQprepare(opened, name, sql, 0, nil)) }
        unsafe PQenterPipelineMode(opened)
    }

    /// How a commit travels: in one round trip, which is less than any client can do that must look before it writes,
    /// or in two, first the lock and what it guards, then the rest.
    enum Trips: Int {
        case one = 1
        case two = 2
    }

    deinit { unsafe PQfinish(connection) }

    /// Commits `count` entries, each on its own.
    func commit(count: Int, round: Int, _ trips: Trips) {
        let hash = String(repeating: Character(Unicode.Scalar(UInt8(0x41 + round % 26))), count: 32)
        for number in 0..<count {
            let draft = sample(number).drafts[0]
            position += 1
            versions[number % 500, default: 0] += 1
            send("begin", [])
            send("lock", [])
            if trips == .two { takeAnswers(2) }
            send(
                "entry",
                [
                    "\(position)", draft.stream.rawValue, "\(versions[number % 500] ?? 0)", draft.kind.rawValue,
                    "system:bench", "\(number)", String(decoding: draft.body, as: UTF8.self), hash,
                ])
            send("end", ["\(position)", hash])
            send("notify", [channel, "\(position)"])
            send("commit", [])
            takeAnswers(trips == .two ? 4 : 6)
        }
    }

    private func takeAnswers(_ count: Int) {
        unsafe PQpipelineSync(connection)
        for _ in 0..<count { takeAnswer() }
        guard let end = unsafe PQgetResult(connection), unsafe PQresultStatus(end) == PGRES_PIPELINE_SYNC else {
            fatalError("PostgreSQL is out of step")
        }
        unsafe PQclear(end)
    }

    private func takeAnswer() {
        while let result = unsafe PQgetResult(connection) {
            let status = unsafe PQresultStatus(result)
            guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
                fatalError(unsafe String(cString: PQresultErrorMessage(result)))
            }
            unsafe PQclear(result)
        }
    }

    private func send(_ name: String, _ arguments: [String]) {
        let copies = unsafe arguments.map { unsafe strdup($0) }
        let values = unsafe copies.map { unsafe UnsafePointer($0) }
        let sent = unsafe PQsendQueryPrepared(connection, name, Int32(values.count), values, nil, nil, 0)
        unsafe copies.forEach { unsafe free($0) }
        guard sent == 1 else { fatalError("PostgreSQL takes no statement") }
    }
}
