import NexoTestSupport
import Testing

@testable import Nexo

/// What is wrong with a message is told by kind and place.
@Suite struct NexoErrorTests {
    private static let prefix = "Document/AccptrAuthstnReq/"

    private func failure(_ bytes: [UInt8]) -> NexoError? {
        do throws(NexoError) {
            _ = try NexoDocument(reading: bytes)
            return nil
        } catch {
            return error
        }
    }

    private func text() throws -> String {
        String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
    }

    private static let mistakes: [(String, String, NexoError.Code, String)] = [
        // What is replaced, by what, the kind of the error and its path.
        ("<PAN>4970101122334455</PAN>", "", NexoError.Code.missing, "AuthstnReq/Envt/Card/PlainCardData/PAN"),
        ("<PAN>4970101122334455<", "<PAN>497010112233445x<", .refusedValue, "AuthstnReq/Envt/Card/PlainCardData/PAN"),
        ("<PAN>4970101122334455<", "<PAN><Id>1</Id><", .wrongKind, "AuthstnReq/Envt/Card/PlainCardData/PAN"),
        ("<TtlAmt>42.90<", "<TtlAmt>-42.90<", .refusedValue, "AuthstnReq/Tx/TxDtls/TtlAmt"),
        (
            "<TtlAmt>42.90</TtlAmt>", "<TtlAmt>42.90</TtlAmt><TtlAmt>1.00</TtlAmt>", .duplicate,
            "AuthstnReq/Tx/TxDtls/TtlAmt"
        ),
        (
            "<TxDtTm>2026-03-01T09:29:58+01:00</TxDtTm><TxRef>000815</TxRef>",
            "<TxRef>000815</TxRef><TxDtTm>2026-03-01T09:29:58+01:00</TxDtTm>", .order, "AuthstnReq/Tx/TxId/TxRef"
        ),
        ("<XchgId>4711</XchgId>", "", .missing, "Hdr"),
        ("<XchgId>4711<", "<XchgId>1234567890123456789<", .refusedValue, "Hdr/XchgId"),
        ("<CreDtTm>2026-03-01T09:30:00.250+01:00<", "<CreDtTm>2026-03-01T09:30:00<", .refusedValue, "Hdr/CreDtTm"),
        ("<MsgFctn>AUTQ<", "<MsgFctn>NOPE<", .refusedValue, "Hdr/MsgFctn"),
        ("<MsgFctn>AUTQ<", "<MsgFctn>AUTP<", .contradiction, "Hdr/MsgFctn"),
        ("<NcrptdPINBlck>", "<NcrptdPINBlck>text<", .malformed, ""),
        ("<CardPres>true<", "<CardPres>yes<", .refusedValue, "AuthstnReq/Cntxt/PmtCntxt/CardPres"),
        ("<ICCRltdData>", "<ICCRltdData>*", .refusedValue, "AuthstnReq/Tx/TxDtls/ICCRltdData"),
        ("<KEK>", "<KeyTrnsprt>", .malformed, ""),
    ]

    @Test(arguments: mistakes)
    func `a mistake has a kind, a path and a line`(
        old: String, new: String, code: NexoError.Code, path: String
    ) throws {
        let text = try text()
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        let error = try #require(failure(Array(changed.utf8)))
        #expect(error.code == code, "\(error)")
        if !path.isEmpty { #expect(error.path == Self.prefix + path, "\(error)") }
        #expect(!"\(error)".contains("49701011223344"))
        if code != .contradiction {
            #expect(error.line == 2)
            let offset = try #require(error.offset)
            #expect((0...changed.utf8.count).contains(offset))
        }
    }

    @Test func `an error points at the byte where its element begins`() throws {
        let changed = try text().replacing("<TtlAmt>42.90<", with: "<TtlAmt>4x<")
        let error = try #require(failure(Array(changed.utf8)))
        let bytes = Array(changed.utf8)
        #expect(String(decoding: bytes[try #require(error.offset)...].prefix(8), as: UTF8.self) == "<TtlAmt>")
    }

    private static let strangers: [(String, NexoError.Code)] = [
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:caaa.001.001.13'/>", NexoError.Code.unknownVersion),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:catm.001.001.14'/>", .unknownMessage),
        ("<Document/>", .unknownMessage),
        ("<html/>", .unknownMessage),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:caaa.001.001.14'/>", .missing),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:caaa.001.001.14'><AccptrAuthstnReq>", .truncated),
        ("<!DOCTYPE Document [<!ENTITY a 'b'>]><Document>&a;</Document>", .documentType),
        ("<?xml version='1.0'?><!DOCTYPE Document SYSTEM 'http://127.0.0.1:9/x.dtd'><Document/>", .documentType),
        ("SaleToPOIRequest", .malformed),
        ("", .truncated),
    ]

    @Test(arguments: strangers)
    func `what is no message of ours has the kind of its mistake`(text: String, code: NexoError.Code) {
        #expect(failure(Array(text.utf8))?.code == code)
    }

    @Test func `a message of another kind under a kind's namespace is refused`() throws {
        let changed = try text().replacing("caaa.001.001.14", with: "caaa.003.001.14")
        let error = try #require(failure(Array(changed.utf8)))
        #expect(error.code == .missing && error.path == "Document/AccptrCmpltnAdvc")
    }

    @Test func `names of strangers are not repeated`() throws {
        let changed = try text().replacing(
            "<PlainCardData>", with: "<PlainCardData><x4970101122334455>a<b/></x4970101122334455>")
        let error = try #require(failure(Array(changed.utf8)))
        #expect(error.code == .wrongKind)
        #expect(!"\(error)".contains("49701011"))
    }

    @Test func `a key that travels in a way that is not supported is refused, not lost`() throws {
        let changed = try text().replacing("<KEK>", with: "<KeyTrnsprt>").replacing("</KEK>", with: "</KeyTrnsprt>")
        let error = try #require(failure(Array(changed.utf8)))
        #expect(error.code == .unsupported)
        #expect(error.path.hasSuffix("NcrptdPINBlck/EnvlpdData/Rcpt"))
    }

    @Test func `what can't be written is told by its place`() throws {
        var message = NexoSamples.authorisationRequest
        guard case .authorisationRequest(var request) = message.body else { return }
        request.transaction.identifier.reference = "a\u{1}b"
        message.body = .authorisationRequest(request)
        #expect { try message.written() } throws: { error in
            let error = error as? NexoError
            return error?.code == .refusedValue && error?.path == Self.prefix + "AuthstnReq/Tx/TxId/TxRef"
        }
        message = NexoSamples.authorisationRequest
        message.header.exchange = nil
        #expect { try message.written() } throws: { ($0 as? NexoError)?.code == .missing }
        message.header.exchange = -1
        #expect { try message.written() } throws: { ($0 as? NexoError)?.code == .refusedValue }
    }

    @Test func `each kind of mistake has an answer`() {
        func reason(_ code: NexoError.Code) -> Rejection.Reason { NexoError(code, "", path: "").rejectReason }
        #expect(reason(.malformed) == .parsing && reason(.unknownVersion) == .version)
        #expect(reason(.unknownMessage) == .messageType && reason(.missing) == .invalidMessage)
    }
}
