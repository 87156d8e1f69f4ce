import Foundation
import Machine
import Testing

@Suite struct MachinePartsTests {
    @Test func `two draws of entropy differ`() {
        #expect(Entropy.bytes(32) != Entropy.bytes(32))
        #expect(Entropy.bytes(0).isEmpty)
    }

    @Test func `a secret is a file of its owner alone, and is never written over`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/vigie-secret-\(UUID().uuidString)"
        defer { Files.remove(path) }
        #expect(try Files.makeSecret(path, Array("first".utf8)))
        #expect(try !Files.makeSecret(path, Array("second".utf8)))
        #expect(try Files.read(path, most: 100) == Array("first".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `monotonic time does not go back`() {
        let first = SystemClock.monotonicMicroseconds()
        #expect(SystemClock.monotonicMicroseconds() >= first)
    }

    @Test func `an error names its call and the system's words`() {
        #expect(MachineError("bind", result: -98).message == "bind: Address already in use")
        #expect(MachineError("bind", result: -98).code == 98)
    }

    @Test func `code that is not run any more is let go of, and runs again when it is called`() throws {
        let before = try residentFilePages()
        Memory.giveBack()
        #expect(try residentFilePages() < before)
        #expect(SystemClock.monotonicMicroseconds() > 0)
    }

    /// In KiB, as the system counts what of files is mapped here.
    private func residentFilePages() throws -> Int {
        let status = String(decoding: try Files.read("/proc/self/status", most: 100_000), as: UTF8.self)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(Int(line.filter(\.isNumber)))
    }
}
