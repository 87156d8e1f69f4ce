import Foundation
import Journal
import PostgresFixture
import StorePostgres
import Testing

/// The server's disk is a small file system in memory, which only root can make.
@Suite(.enabled(if: getuid() == 0, "only root can mount a small file system"))
struct DiskFullTests {
    @Test func `a full disk under the tables is told as full, and what was acknowledged stays whole`() async throws {
        let server = try PostgresServer()
        let disk = try SmallDisk(megabytes: 24, owner: "postgres")
        defer { disk.remove() }
        defer { try? server.kill() }
        try server.query("CREATE TABLESPACE small LOCATION '\(disk.path)'", asRole: "postgres", in: "postgres")
        try server.query("GRANT CREATE ON TABLESPACE small TO vigie", asRole: "postgres")
        try server.query("ALTER ROLE vigie SET default_tablespace = small", asRole: "postgres")
        let ballast = disk.path + "/ballast"
        try Data(count: 8 << 20).write(to: URL(fileURLWithPath: ballast))
        let store = try await PostgresStore.open(url: server.fresh().url, projections: [Counts()])
        let acknowledged = try await fill(store)
        #expect(!acknowledged.isEmpty)
        let stored = try await store.allEntries()
        #expect(stored.map(\.position) == acknowledged)
        try FileManager.default.removeItem(atPath: ballast)
        #expect(try await store.append(Material.command("after")).first == Position(Int64(stored.count + 1)))
        let report = try await JournalVerifier(store, projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        await store.close()
    }

    @Test func `a full disk under the whole server costs nothing acknowledged once there is room again`() async throws {
        let disk = try SmallDisk(megabytes: 200, owner: "postgres", mode: 0o777)
        defer { disk.remove() }
        let server = try PostgresServer(
            parent: disk.path, settings: ["min_wal_size = 32MB", "max_wal_size = 64MB", "wal_recycle = off"])
        defer { server.end() }
        let store = try await PostgresStore.open(
            url: server.fresh().url, projections: [Counts()], limits: Self.impatient)
        _ = try await store.append(Material.command("before"))
        let room = try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int ?? 0
        let ballast = disk.path + "/ballast"
        try Data(count: max(room - (24 << 20), 0)).write(to: URL(fileURLWithPath: ballast))
        let acknowledged = try await fill(store)
        try FileManager.default.removeItem(atPath: ballast)
        // Without room for its log the server ends itself; an operator starts it again.
        try server.kill()
        try server.start()
        let stored = try await store.allEntries()
        #expect(Array(stored.map(\.position).dropFirst().prefix(acknowledged.count)) == acknowledged)
        #expect(stored.count - 1 - acknowledged.count <= 1, "at most the command without an answer may be there")
        let report = try await JournalVerifier(store, projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        await store.close()
    }

    private static var impatient: PostgresLimits {
        var limits = Material.limits
        limits.patience = .seconds(2)
        return limits
    }

    /// Appends bodies that do not compress until the store refuses; gives back the acknowledged positions.
    private func fill(_ store: PostgresStore) async throws -> [Position] {
        var acknowledged: [Position] = []
        var generator = SystemRandomNumberGenerator()
        var body = (0..<400_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        while true {
            body[0] &+= 1
            do throws(JournalError) {
                acknowledged.append(try await store.append(Material.command("large", bytes: body)).first)
            } catch {
                #expect(error.code == .full || error.code == .unavailable, "\(error.message)")
                return acknowledged
            }
            try #require(acknowledged.count < 4_000, "the disk never became full")
        }
    }
}

/// A file system in memory of a given size.
struct SmallDisk {
    let path: String

    init(megabytes: Int, owner: String, mode: Int = 0o700) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-disk-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let options = "size=\(megabytes)m,mode=\(String(mode, radix: 8)),uid=\(owner),gid=\(owner)"
        try PostgresServer.system(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path])
    }

    func remove() {
        // Lazily: a process of the server that was killed a moment ago may still be going away.
        try? PostgresServer.system(["umount", "--lazy", path])
        try? FileManager.default.removeItem(atPath: path)
    }
}
