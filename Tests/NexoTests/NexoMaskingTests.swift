import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct NexoMaskingTests {
    private static let secrets = [
        NexoSamples.cardDigits, NexoSamples.track2, NexoSamples.holder, "28122010000012345678",
        "\(NexoSamples.pinBlock)", "\(NexoSamples.chipData)", "143, 18", "90, 8, 73",
    ]

    private func everyWay(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), dumped]
    }

    private func expectSilence(_ texts: [String], _ what: String) {
        for text in texts {
            for secret in Self.secrets { #expect(!text.contains(secret), "\(what) shows a secret") }
        }
    }

    @Test func `no way of printing a message, or a part of one, shows card, track, PIN or chip`() throws {
        for message in NexoSamples.messages {
            expectSilence(everyWay(of: message), "\(message)")
            expectSilence(everyWay(of: message.body), "the body of \(message)")
            expectSilence(everyWay(of: message.header), "the header of \(message)")
        }
        for message in RetailerSamples.messages {
            expectSilence(everyWay(of: message), "\(message)")
            expectSilence(everyWay(of: message.body), "the body of \(message)")
        }
    }

    @Test func `what is masked can be told from what is not there`() throws {
        guard case .authorisationRequest(let request) = NexoSamples.authorisationRequest.body else { return }
        let plain = try #require(request.environment.card?.plain)
        #expect("\(plain.number)" == "497010******4455")
        #expect("\(plain.track2.map { "\($0)" } ?? "none")" == "(37 characters)")
        #expect(plain.track2?.revealed == NexoSamples.track2)
        #expect(plain.track1 == nil)
    }

    @Test func `a key does not print`() throws {
        let key = try #require(NexoSamples.key)
        for text in everyWay(of: key) { #expect(!text.contains("118, 105") && text.contains("VIGIE-TEST")) }
    }
}
