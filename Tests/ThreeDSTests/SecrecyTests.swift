import JSON
import Testing
import ThreeDS
import ThreeDSFuzzing

@Suite struct SecrecyTests {
    private func printed(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value))"
        dump(value, to: &text)
        return text
    }

    @Test func `nothing prints a card number`() throws {
        let card = try #require(CardNumber(Samples.card))
        #expect(printed(card).contains("400000******0002"))
        #expect(!printed(card).contains(Samples.card))
        let message = try Samples.message(Samples.authenticationRequest, receiver: .directory)
        let transaction = ServerTransaction(request: message, range: nil)
        let decisions = [ServerTransaction.Decision.send(message)]
        for value: Any in [message, [message], message[.acctNumber] as Any, transaction, decisions] {
            #expect(!printed(value).contains(Samples.card))
        }
        for name in Samples.authenticationRequest.names {
            let members = Samples.authenticationRequest.with(name, .string(Samples.card + "\u{1}"))
            if let error = refusal(members, .directory) { #expect(!printed(error).contains(Samples.card)) }
        }
    }

    @Test func `what another party says of an error is masked`() throws {
        let members = Samples.error.with(
            "errorDetail", .string("acctNumber \(Samples.card), 4000 0000 0000 0002, 123456"))
        let error = try ProtocolError(Samples.message(members, receiver: .server))
        #expect(error.detail == "acctNumber 400000******0002, 4000 00** **** 0002, 123456")
    }

    @Test func `the proof of an authentication is not printed`() throws {
        let answer = try Samples.message(Samples.frictionless, receiver: .server)
        var transaction = try ServerTransaction(
            request: Samples.message(Samples.authenticationRequest, receiver: .directory), range: nil)
        _ = transaction.handle(.start, now: start)
        _ = transaction.handle(.answered(.success(answer)), now: start)
        guard case .finished(.proven(let proof)) = transaction.phase else {
            Issue.record("the authentication did not succeed")
            return
        }
        #expect(proof.value == Samples.value)
        #expect(!printed(transaction.phase).contains(Samples.value))
    }

    @Test func `a card number is 13 to 19 digits, and its check digit can be asked for`() {
        #expect(CardNumber("400000000000") == nil && CardNumber("40000000000000000000") == nil)
        #expect(CardNumber("400000000000000٢") == nil && CardNumber("4000 000000000002") == nil)
        #expect(CardNumber("4000000000002")?.masked == "*********0002")
        #expect(CardNumber("4000000000000000006")?.masked == "400000*********0006")
        #expect(CardNumber("4000000000000002")?.hasCheckDigit == true)
        #expect(CardNumber("4000000000000003")?.hasCheckDigit == false)
    }
}
