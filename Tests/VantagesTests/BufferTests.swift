import AgentBuffer
import Foundation
import JournalContract
import Testing
import Vocabulary

@testable import Vantages

@Suite struct BufferTests {
    private final class Folder {
        let path = NSTemporaryDirectory() + "/vigie-buffer-\(UUID())"
        var files: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".batches") }
                .sorted()
                .map { path + "/" + $0 }
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static func delivery(_ number: Int64, _ count: Int = 100) -> Delivery {
        Delivery(number: number, content: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count))
    }

    private static func numbers(_ buffer: FolderBuffer) async throws -> [Int64] {
        var numbers: [Int64] = []
        while let next = try await buffer.first(after: numbers.last ?? 0) {
            #expect(next == delivery(next.number, next.content.count))
            numbers.append(next.number)
        }
        return numbers
    }

    @Test func `batches come back in order, also after another opening, until they are forgotten`() async throws {
        let folder = Folder()
        var buffer = try await FolderBuffer.open(folder.path)
        #expect(try await buffer.state().highest == nil)
        try await buffer.begin(after: 4)
        for number in [5, 6, 9] { try await buffer.append(Self.delivery(Int64(number))) }
        await buffer.close()
        buffer = try await FolderBuffer.open(folder.path)
        #expect(try await buffer.state() == BufferState(highest: 9, waiting: 3, bytes: 300, dropped: 0))
        #expect(try await Self.numbers(buffer) == [5, 6, 9])
        try await buffer.forget(through: 6)
        #expect(try await buffer.state().waiting == 1)
        await #expect(throws: BufferError.self) { try await buffer.append(Self.delivery(9)) }
        await buffer.close()
    }

    @Test func `the last number is remembered when everything was forgotten`() async throws {
        let folder = Folder()
        var buffer = try await FolderBuffer.open(folder.path, segmentBytes: 4_096)
        for number in 1...200 { try await buffer.append(Self.delivery(Int64(number))) }
        #expect(folder.files.count > 3)
        try await buffer.forget(through: 200)
        #expect(folder.files.count == 1)
        await buffer.close()
        buffer = try await FolderBuffer.open(folder.path)
        #expect(try await buffer.state().highest == 200)
        await buffer.close()
    }

    @Test func `when there is no room the oldest are let go and counted, and the count survives`() async throws {
        let folder = Folder()
        var buffer = try await FolderBuffer.open(folder.path, bytesMost: 20_000, segmentBytes: 4_096)
        for number in 1...400 { try await buffer.append(Self.delivery(Int64(number))) }
        let state = try await buffer.state()
        let numbers = try await Self.numbers(buffer)
        #expect(state.waiting == numbers.count && numbers.last == 400)
        #expect(state.dropped == 400 - numbers.count && state.dropped > 100)
        #expect(numbers == Array((numbers.first ?? 0)...400))
        await buffer.close()
        buffer = try await FolderBuffer.open(folder.path, bytesMost: 20_000, segmentBytes: 4_096)
        #expect(try await buffer.state().dropped == state.dropped)
        await buffer.close()
    }

    /// Whatever a crash leaves of the last file, what was whole stays and what comes next fits behind it.
    @Test func `a torn end is cut off wherever it was torn`() async throws {
        let folder = Folder()
        var buffer = try await FolderBuffer.open(folder.path)
        for number in 1...3 { try await buffer.append(Self.delivery(Int64(number), 40)) }
        await buffer.close()
        let file = try #require(folder.files.first)
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
        let record = 28 + 40
        for cut in 36...whole.count {
            try Data(whole.prefix(cut)).write(to: URL(fileURLWithPath: file))
            buffer = try await FolderBuffer.open(folder.path)
            let left = Int64((cut - 36) / record)
            #expect(try await Self.numbers(buffer) == Array(1..<(left + 1)), "cut at \(cut)")
            try await buffer.append(Self.delivery(left + 1, 40))
            #expect(try await Self.numbers(buffer).last == left + 1)
            await buffer.close()
        }
    }

    @Test func `a damaged record is not given back`() async throws {
        let folder = Folder()
        let buffer = try await FolderBuffer.open(folder.path)
        for number in 1...3 { try await buffer.append(Self.delivery(Int64(number), 40)) }
        await buffer.close()
        let file = try #require(folder.files.first)
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
        var random = SeededRandom(seed: 5)
        for _ in 0..<60 {
            var bytes = whole
            bytes[36 + random.below(whole.count - 36)] ^= 1 << UInt8(random.below(8))
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let buffer = try await FolderBuffer.open(folder.path)
            let numbers = try await Self.numbers(buffer)
            #expect(numbers.count < 3 && numbers == Array(1..<Int64(numbers.count + 1)))
            await buffer.close()
        }
    }

    @Test func `one process uses a folder`() async throws {
        let folder = Folder()
        let buffer = try await FolderBuffer.open(folder.path)
        await #expect(throws: BufferError.self) { _ = try await FolderBuffer.open(folder.path) }
        await buffer.close()
    }
}
