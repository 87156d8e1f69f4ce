import Foundation
import NexoTestSupport
import Testing

@testable import Nexo

/// Official schemas, and a parser that is not ours, look at what is written.
@Suite struct NexoSchemaTests {
    @Test(.enabled(if: Fixtures.canValidate, Fixtures.cantValidate), arguments: NexoKind.allCases)
    func `what is written is valid under the official schema`(kind: NexoKind) throws {
        let messages = NexoSamples.messages.filter { $0.body.kind == kind }
        let key = try #require(NexoSamples.key)
        let documents = try messages.flatMap { [try $0.written(), try $0.written(protectedBy: key)] }
        #expect(!documents.isEmpty)
        #expect(try Fixtures.objections(to: documents, schema: kind.schema) == "")
    }

    @Test(.enabled(if: Fixtures.canValidate, Fixtures.cantValidate))
    func `the check of the schema sees an element in the wrong place`() throws {
        let text = String(decoding: try NexoSamples.authorisationRequest.written(), as: UTF8.self)
        let wrong = text.replacing(
            "<XpryDt>2028-12</XpryDt><SvcCd>201</SvcCd>", with: "<SvcCd>201</SvcCd><XpryDt>2028-12</XpryDt>")
        #expect(wrong != text)
        #expect(try Fixtures.objections(to: [Array(wrong.utf8)], schema: "caaa.001.001.14").contains("XpryDt"))
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `samples after the standard come back byte for byte`() throws {
        var kinds: Set<NexoKind> = []
        for name in Fixtures.samples(".xml") where name.hasPrefix("caaa") {
            let bytes = try Fixtures.bytes("samples/" + name)
            let document = try NexoDocument(reading: bytes)
            #expect(name.hasPrefix(document.message.body.kind.schema))
            #expect(document.ignored.count == 0, "\(name): \(document.ignored.paths)")
            kinds.insert(document.message.body.kind)
            // Line breaks between elements are the writer's own.
            func packed(_ bytes: [UInt8]) -> String {
                String(decoding: bytes, as: UTF8.self).replacing(">\n<", with: "><").trimmingCharacters(in: .newlines)
            }
            #expect(try packed(document.message.written()) == packed(bytes), "\(name)")
        }
        #expect(kinds.count == 12)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a message of another family is told from ours`() throws {
        let bytes = try Fixtures.bytes("samples/casp.005.001.07-session-diagnosis-req.xml")
        #expect(throws: NexoError(.unknownMessage, "the namespace is none of caaa.001 to caaa.015", path: "Document")) {
            _ = try NexoDocument(reading: bytes)
        }
    }

    /// Codes of the schemas are all known, and no others.
    private static let codes: [(String, [String])] = [
        ("PartyType33Code", PartyKind.allCases.map(\.rawValue).filter { $0 != "ICCA" }),
        ("CardPaymentServiceType12Code", TransactionType.allCases.map(\.rawValue)),
        ("CardPaymentServiceType15Code", ServiceAttribute.listed),
        ("AttendanceContext1Code", AttendanceContext.allCases.map(\.rawValue)),
        ("TransactionChannel5Code", TransactionChannel.allCases.map(\.rawValue)),
        ("TransactionEnvironment1Code", TransactionEnvironment.allCases.map(\.rawValue)),
        ("CardDataReading8Code", CardDataReading.allCases.map(\.rawValue)),
        ("CardFallback1Code", FallbackIndicator.allCases.map(\.rawValue)),
        ("TypeOfAmount8Code", AmountQualifier.allCases.map(\.rawValue)),
        ("OnLineReason2Code", OnlineReason.listed),
        ("FailureReason3Code", FailureReason.allCases.map(\.rawValue)),
        ("TypeTransactionTotals2Code", TotalsType.allCases.map(\.rawValue)),
        ("DataSetCategory8Code", DataSetCategory.allCases.map(\.rawValue)),
        ("AuthenticationMethod8Code", AuthenticationMethod.listed),
        ("PINFormat3Code", PINFormat.allCases.map(\.rawValue)),
        ("CardProductType1Code", CardProductType.allCases.map(\.rawValue)),
        ("OnLineCapability1Code", OnlineCapability.allCases.map(\.rawValue)),
        ("LocationCategory4Code", LocationCategory.allCases.map(\.rawValue)),
        ("ContentType2Code", ContentType.allCases.map(\.rawValue)),
        ("Algorithm27Code", MACAlgorithm.listed),
        ("Algorithm28Code", EncryptionAlgorithm.listed),
        ("EncryptionFormat2Code", EncryptionFormat.allCases.map(\.rawValue)),
        ("BytePadding1Code", BytePadding.allCases.map(\.rawValue)),
        (
            "PartyType3Code",
            PartyKind.allCases.filter { !Identification.kindsExcluded.contains($0) }.map(\.rawValue)
        ),
        (
            "PartyType4Code",
            PartyKind.allCases.filter { !Identification.issuersExcluded.contains($0) }.map(\.rawValue)
        ),
    ]

    @Test(
        .enabled(if: Fixtures.arePresent, Fixtures.absence),
        arguments: codes)
    func `codes are those of the schema`(type: String, codes: [String]) throws {
        // The schema of batches holds all of these types.
        let schema = String(decoding: try Fixtures.bytes("xsd/caaa.011.001.14.xsd"), as: UTF8.self)
        #expect(Self.codes(of: type, in: schema) == codes.sorted())
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `codes of answers are those of the schema`() throws {
        let answers = String(decoding: try Fixtures.bytes("xsd/caaa.002.001.14.xsd"), as: UTF8.self)
        #expect(Self.codes(of: "Response9Code", in: answers) == ResponseCode.allCases.map(\.rawValue).sorted())
        #expect(Self.codes(of: "ActionType15Code", in: answers) == ActionType.listed.sorted())
        #expect(
            Self.codes(of: "TMSContactLevel1Code", in: answers)
                == TerminalManagerContact.allCases.map(\.rawValue).sorted())
        let functions = Set(Self.codes(of: "MessageFunction46Code", in: answers))
        let rejections = String(decoding: try Fixtures.bytes("xsd/caaa.015.001.06.xsd"), as: UTF8.self)
        let own = Set(MessageFunction.allCases.map(\.rawValue))
        #expect(own.subtracting(functions) == Set(Self.codes(of: "MessageFunction9Code", in: rejections)))
        #expect(
            Self.codes(of: "RejectReason1Code", in: rejections) == Rejection.Reason.allCases.map(\.rawValue).sorted())
    }

    private static func codes(of type: String, in schema: String) -> [String] {
        guard let start = schema.range(of: "<xs:simpleType name=\"\(type)\">"),
            let end = schema.range(of: "</xs:simpleType>", range: start.upperBound..<schema.endIndex)
        else { return [] }
        return schema[start.upperBound..<end.lowerBound].matches(of: #/enumeration value="(\w+)"/#)
            .map { String($0.1) }.sorted()
    }
}
