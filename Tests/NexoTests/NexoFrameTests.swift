import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct NexoFrameTests {
    private let messages: [[UInt8]] = [[1], [], [2, 3], Array(repeating: 9, count: 300)]

    private var stream: [UInt8] { messages.flatMap { NexoFrame.framed($0) } }
    private var expected: [NexoFrame] { messages.map { $0.isEmpty ? .empty : .message($0) } }

    @Test func `a length has four bytes and does not count itself`() {
        #expect(NexoFrame.framed([7, 8]) == [0, 0, 0, 2, 7, 8])
        #expect(NexoFrame.framed([]) == [0, 0, 0, 0])
        #expect(NexoFrame.framed(Array(repeating: 0, count: 0x0102)).prefix(4) == [0, 0, 1, 2])
    }

    @Test(arguments: 1...40)
    func `however a stream is cut, the same messages come out`(size: Int) throws {
        var decoder = NexoFrameDecoder()
        var frames: [NexoFrame] = []
        var rest = stream[...]
        while !rest.isEmpty {
            frames += try decoder.frames(in: rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        #expect(frames == expected)
        #expect(decoder.pendingCount == 0)
    }

    @Test func `several messages in one piece come out at once`() throws {
        var decoder = NexoFrameDecoder()
        #expect(try decoder.frames(in: stream + [0, 0]) == expected)
        #expect(decoder.pendingCount == 2)
    }

    @Test func `a length beyond the limit is refused before anything of it is kept`() {
        var decoder = NexoFrameDecoder(bytesMax: 10)
        #expect(throws: Never.self) { _ = try decoder.frames(in: [0, 0, 0, 10]) }
        var refused = NexoFrameDecoder(bytesMax: 10)
        #expect { try refused.frames(in: [0, 0, 0, 11, 1]) } throws: { ($0 as? NexoError)?.code == .tooLarge }
        #expect(refused.pendingCount == 0)
        // The stream has lost its place: what follows is no message.
        #expect { try refused.frames(in: [0, 0, 0, 1, 1]) } throws: { ($0 as? NexoError)?.code == .tooLarge }
        var greatest = NexoFrameDecoder()
        #expect { try greatest.frames(in: [0xFF, 0xFF, 0xFF, 0xFF]) } throws: { ($0 as? NexoError)?.code == .tooLarge }
    }

    @Test func `a message goes through a stream`() throws {
        let bytes = try NexoSamples.authorisationRequest.written()
        var decoder = NexoFrameDecoder()
        let frames = try decoder.frames(in: NexoFrame.framed(bytes))
        #expect(frames == [.message(bytes)])
    }
}
