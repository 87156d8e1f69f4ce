import NexoTestSupport
import Testing
import Vocabulary

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

    @Test func `a reversal is a completion advice that takes the request back`() throws {
        guard case .authorisationRequest(let request) = NexoSamples.authorisationRequest.body else {
            Issue.record("the sample is another message")
            return
        }
        let advice = CompletionAdvice.reversal(of: request, because: [.timeout])
        #expect(advice.transaction.identifier == request.transaction.identifier)
        #expect(advice.transaction.details == request.transaction.details)
        #expect(advice.transaction.isReversal == true && !advice.transaction.isSuccess)
        #expect(advice.transaction.failureReasons == [.timeout])
    }

    private static let claims: [(MessageFunction, Bool?)] = [
        (MessageFunction.completionAdvice, true), (.reversalAdvice, false), (.financialReversalAdvice, nil),
    ]

    @Test(arguments: claims)
    func `a message does not say of its money both that it is taken back and that it is not`(
        function: MessageFunction, isReversal: Bool?
    ) throws {
        var message = try #require(NexoSamples.messages.first { $0.header.function == .reversalAdvice })
        guard case .completionAdvice(var advice) = message.body else { return }
        advice.transaction.isReversal = isReversal
        message.body = .completionAdvice(advice)
        message.header.purpose = .function(function)
        #expect { try message.written() } throws: { ($0 as? NexoError)?.code == .contradiction }
    }

    @Test func `a function of another message is refused, written and read`() throws {
        var message = NexoSamples.authorisationRequest
        message.header.purpose = .function(.diagnosticRequest)
        #expect { try message.written() } throws: { ($0 as? NexoError)?.code == .contradiction }
        message.header.purpose = .transfer(isDownload: true)
        #expect { try message.written() } throws: { ($0 as? NexoError)?.code == .contradiction }
        let text = String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
        let changed = text.replacing("<MsgFctn>AUTQ<", with: "<MsgFctn>DGNQ<")
        #expect { try NexoDocument(reading: Array(changed.utf8)) } throws: {
            ($0 as? NexoError)?.code == .contradiction
        }
    }

    @Test func `an answer keeps exchange and parties of its request`() throws {
        let request = NexoSamples.authorisationRequest
        let now = try #require(NexoTime("2026-03-01T09:30:01Z"))
        let header = request.answerHeader(.function(.authorisationResponse), created: now)
        #expect(header.exchange == request.header.exchange)
        #expect(header.initiator == request.header.initiator && header.recipient == request.header.recipient)
        #expect(header.function == .authorisationResponse && header.created == now)
    }

    @Test func `what can't be read is answered with why, and with nothing of it`() throws {
        let text = String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
        let broken = Array(text.replacing("<CardSeqNb>", with: "<PAN>4970101122334455</PAN><CardSeqNb>").utf8)
        let now = try #require(NexoTime("2026-03-01T09:30:01Z"))
        let error = try #require(throws: NexoError.self) { _ = try NexoDocument(reading: broken) }
        let answer = NexoMessage.rejection(of: error, version: "14.0", created: now)
        let bytes = try answer.written()
        #expect(try NexoDocument(reading: bytes).message == answer)
        #expect(String(decoding: bytes, as: UTF8.self).contains("<RjctRsn>IMSG</RjctRsn>"))
        #expect(!String(decoding: bytes, as: UTF8.self).contains("4970"))
    }

    @Test func `a batch of a day is read under its own limits`() throws {
        let batch = NexoSamples.batch(of: 400)
        let bytes = try batch.written()
        #expect(bytes.count > NexoLimits.online.bytes)
        #expect { try NexoDocument(reading: bytes) } throws: { ($0 as? NexoError)?.code == .tooLarge }
        #expect(try NexoDocument(reading: bytes, limits: .batch).message == batch)
    }

    @Test func `what the schema knows and nothing here needs is passed over and counted`() throws {
        let text = String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
        let more = text.replacing(
            "<MrchntCtgyCd>", with: "<AddtlSvc>GRTT</AddtlSvc><LastTxFlg>true</LastTxFlg><MrchntCtgyCd>"
        )
        .replacing(
            "</AuthstnReq>", with: "<SplmtryData><Envlp><x:y xmlns:x='urn:x'>1</x:y></Envlp></SplmtryData></AuthstnReq>"
        )
        let document = try NexoDocument(reading: Array(more.utf8))
        #expect(document.message == NexoSamples.authorisationRequest)
        #expect(document.ignored.count == 3)
        #expect(
            document.ignored.paths == [
                "Document/AccptrAuthstnReq/AuthstnReq/Tx/*", "Document/AccptrAuthstnReq/AuthstnReq/Tx/*",
                "Document/AccptrAuthstnReq/AuthstnReq/*",
            ])
    }

    @Test func `blanks, comments, CDATA and prefixes change nothing`() throws {
        let text = String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
        let spaced = text.replacing("><", with: ">\n  <!-- between -->\t<")
            .replacing("<TtlAmt>42.90<", with: "<TtlAmt>\n 42.90 <")
            .replacing("<TxRef>000815<", with: "<TxRef><![CDATA[000815]]><")
        #expect(try NexoDocument(reading: Array(spaced.utf8)).message == NexoSamples.authorisationRequest)
        let prefixed = text.replacing(#/<(/?)(\w+)/#) { "<\($0.1)n:\($0.2)" }.replacing("xmlns=", with: "xmlns:n=")
        #expect(try NexoDocument(reading: Array(prefixed.utf8)).message == NexoSamples.authorisationRequest)
    }

    @Test func `who sees a message printed learns its kind and its exchange`() {
        #expect(NexoSamples.authorisationRequest.description == "caaa.001.001.14 AUTQ, exchange 4711")
    }
}
