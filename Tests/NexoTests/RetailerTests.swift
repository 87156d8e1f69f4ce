import JSON
import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct RetailerTests {
    private func failure(_ text: String) -> NexoError? {
        do throws(NexoError) {
            _ = try RetailerMessage(reading: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func text(_ member: String) throws -> String {
        let message = try #require(RetailerSamples.messages.first { $0.body.member == member })
        return String(decoding: try message.written(), as: UTF8.self)
    }

    @Test func `what is written is read as the same message, of every category`() throws {
        let messages = RetailerSamples.messages
        #expect(Set(messages.map(\.body.member)).count == 13)
        for message in messages {
            let bytes = try message.written()
            #expect(try RetailerMessage(reading: bytes) == message, "\(message)")
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `samples after the standard come back with the same members`() throws {
        let names = Fixtures.samples(".json")
        #expect(names.count == 5)
        for name in names {
            let bytes = try Fixtures.bytes("samples/" + name)
            let message = try RetailerMessage(reading: bytes)
            let written = try JSONValue(reading: try message.written())
            #expect(try written.canonicalBytes() == JSONValue(reading: bytes).canonicalBytes(), "\(name)")
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a host that is down is told from a terminal that is`() throws {
        let message = try RetailerMessage(
            reading: try Fixtures.bytes("samples/retailer-diagnosis-rsp-host-down.json"))
        guard case .diagnosisResponse(let response) = message.body else {
            Issue.record("the sample is another message")
            return
        }
        #expect(response.status?.global == .ok)
        #expect(response.hosts == [.init("SBXACQ01", isReachable: false)])
    }

    private static let mistakes: [(String, String, NexoError.Code, String)] = [
        (
            "\"ServiceID\":\"17\"", "\"ServiceID\":\"12345678901\"", NexoError.Code.refusedValue,
            ".MessageHeader.ServiceID"
        ),
        ("\"ServiceID\":\"17\",", "", .missing, ".MessageHeader.ServiceID"),
        ("\"ServiceID\":\"17\"", "\"ServiceID\":17", .wrongKind, ".MessageHeader.ServiceID"),
        (
            "\"MessageCategory\":\"Payment\"", "\"MessageCategory\":\"Loyalty\"", .refusedValue,
            ".MessageHeader.MessageCategory"
        ),
        ("\"MessageCategory\":\"Payment\"", "\"MessageCategory\":\"Reversal\"", .missing, ".ReversalRequest"),
        ("\"MessageType\":\"Request\"", "\"MessageType\":\"Response\"", .refusedValue, ".MessageHeader.MessageType"),
        ("\"MessageClass\":\"Service\"", "\"MessageClass\":\"Event\"", .refusedValue, ".MessageHeader.MessageClass"),
        ("\"ProtocolVersion\":\"3.1\"", "\"ProtocolVersion\":\"2.0\"", .refusedValue, ".MessageHeader.ProtocolVersion"),
        (
            "\"RequestedAmount\":19.99", "\"RequestedAmount\":-19.99", .refusedValue,
            ".PaymentRequest.PaymentTransaction.AmountsReq.RequestedAmount"
        ),
        (
            "\"RequestedAmount\":19.99", "\"RequestedAmount\":\"19.99\"", .wrongKind,
            ".PaymentRequest.PaymentTransaction.AmountsReq.RequestedAmount"
        ),
        (
            "\"RequestedAmount\":19.99", "\"RequestedAmount\":1999999999999999.5", .refusedValue,
            ".PaymentRequest.PaymentTransaction.AmountsReq.RequestedAmount"
        ),
        (
            "\"RequestedAmount\":19.99", "\"RequestedAmount\":19.99,\"RequestedAmount\":1", .duplicate,
            ".PaymentRequest.PaymentTransaction.AmountsReq.RequestedAmount"
        ),
        (
            "\"Currency\":\"EUR\"", "\"Currency\":\"eur\"", .refusedValue,
            ".PaymentRequest.PaymentTransaction.AmountsReq.Currency"
        ),
        (
            "2026-03-01T12:00:00+01:00", "2026-03-01T12:00:00", .refusedValue,
            ".PaymentRequest.SaleData.SaleTransactionID.TimeStamp"
        ),
    ]

    @Test(arguments: mistakes)
    func `what the protocol requires is required`(
        old: String, new: String, code: NexoError.Code, path: String
    ) throws {
        let text = try text("PaymentRequest")
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        let error = try #require(failure(changed))
        #expect(error.code == code, "\(error)")
        #expect(error.path == "$.SaleToPOIRequest" + path, "\(error)")
    }

    @Test func `the envelope is a request or a response, and nothing else`() throws {
        #expect(failure("{}")?.code == .missing)
        #expect(failure("{\"SaleToPOIRequest\":{},\"SaleToPOIResponse\":{}}")?.code == .missing)
        #expect(failure("{\"4970101122334455\":{}}")?.path == "$.*")
        #expect(failure("[]")?.code == .wrongKind)
        #expect(failure("{\"SaleToPOIRequest\":")?.code == .truncated)
        #expect(failure("{,}")?.code == .malformed)
        #expect(failure(String(repeating: "[", count: 100))?.code == .tooLarge)
        #expect(failure(String(repeating: " ", count: 70_000))?.code == .tooLarge)
        #expect(
            failure(try text("PaymentRequest").replacing("SaleToPOIRequest", with: "SaleToPOIResponse"))?.code
                == .refusedValue)
    }

    @Test func `a failure says its condition, a success what came of it`() throws {
        let refused = try text("PaymentResponse").replacing("\"Result\":\"Success\"", with: "\"Result\":\"Failure\"")
        #expect(failure(refused)?.path == "$.SaleToPOIResponse.PaymentResponse.Response.ErrorCondition")
        let login = try text("LoginResponse").replacing("POISystemData", with: "Other")
        #expect(failure(login)?.path == "$.SaleToPOIResponse.LoginResponse.POISystemData")
        let status = try text("TransactionStatusResponse").replacing("RepeatedMessageResponse", with: "Other")
        #expect(failure(status)?.code == .missing)
        let version = try text("LoginRequest").replacing("\"ProtocolVersion\":\"3.1\",", with: "")
        #expect(failure(version)?.path == "$.SaleToPOIRequest.MessageHeader.ProtocolVersion")
    }

    @Test func `optional members that nothing here needs are passed over`() throws {
        let more = try text("PaymentRequest").replacing(
            "\"SaleData\":{", with: "\"SaleData\":{\"OperatorID\":\"7\",\"ShiftNumber\":2,")
        let message = try RetailerMessage(reading: Array(more.utf8))
        #expect(RetailerSamples.messages.contains(message))
    }

    @Test func `an abort has no response`() throws {
        let text = try text("AbortRequest").replacing("SaleToPOIRequest", with: "SaleToPOIResponse")
            .replacing("\"MessageType\":\"Request\"", with: "\"MessageType\":\"Response\"")
            .replacing("AbortRequest", with: "AbortResponse")
        #expect(failure(text)?.code == .refusedValue)
    }

    @Test func `what no number in JSON holds exactly is not sent`() throws {
        let time = try #require(NexoTime("2026-03-01T12:00:00Z"))
        let payment = RetailerPayment(
            RetailerTransactionID("1", at: time), amount: NexoAmount(units: 1_234_567_890_123_456, scale: 2),
            currency: "EUR")
        let message = RetailerMessage(.paymentRequest(payment), service: "1", sale: "s", terminal: "t")
        #expect { try message.written() } throws: { $0 is NexoError }
        let long = RetailerMessage(.logoutRequest(RetailerLogout()), service: "12345678901", sale: "s", terminal: "t")
        #expect { try long.written() } throws: { ($0 as? NexoError)?.path == "$.MessageHeader.ServiceID" }
    }

    @Test func `technical conditions are told from those of the business`() {
        let technical = ErrorCondition.allCases.filter(\.isTechnical)
        #expect(technical == [.deviceOut, .messageFormat, .unavailableService, .unreachableHost])
    }
}
