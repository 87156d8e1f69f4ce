import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct NexoMessageTests {
    @Test func `what is written is read as the same message, of every kind`() throws {
        #expect(Set(NexoSamples.messages.map(\.body.kind)) == Set(NexoKind.allCases))
        for message in NexoSamples.messages {
            let bytes = try message.written()
            let document = try NexoDocument(reading: bytes)
            #expect(document.message == message, "\(message)")
            #expect(document.ignored.count == 0, "\(message): \(document.ignored.paths)")
            #expect(try document.message.written() == bytes)
        }
    }
}
