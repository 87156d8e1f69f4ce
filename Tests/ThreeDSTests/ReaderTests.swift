import JSON
import Testing
import ThreeDSFuzzing

@testable import ThreeDS

@Suite struct ReaderTests {
    @Test func `every sample is accepted and written back as it came`() throws {
        for (members, receiver) in Samples.all {
            let message = try Samples.message(members, receiver: receiver)
            #expect(message.bytes() == JSONWriter.compact(.object(members)))
        }
    }

    @Test func `each element that a message must have is named when it is missing, null or empty`() throws {
        var checked = 0
        for (members, receiver) in Samples.all {
            let message = try Samples.message(members, receiver: receiver)
            let context = MessageRules.Context(receiver: receiver, message: message, request: nil)
            let rules = try #require(MessageRules.of(message.type)).rules
            for rule in rules where rule.isRequired(context) {
                // Without what decides about others, others may be missing as well: the name is among them.
                for value: JSONValue? in [nil, .null, ""] {
                    let error = try #require(refusal(members.with(rule.element.name, value), receiver))
                    #expect(error.code == .elementMissing, "\(message.type) \(rule.element.name)")
                    #expect(error.detail.split(separator: ", ").contains(Substring(rule.element.name)))
                    #expect(error.component == receiver && error.messageType == message.type)
                }
                checked += 1
            }
        }
        #expect(checked >= 75)
    }

    @Test func `each element in a wrong format is named, and its value is not`() throws {
        let wrong: JSONValue = "not*in%any&format\u{1}"
        for (members, receiver) in Samples.all {
            let message = try Samples.message(members, receiver: receiver)
            let rules = try #require(MessageRules.of(message.type)).rules
            for rule in rules where members[rule.element.name] != nil {
                let error = try #require(
                    refusal(members.with(rule.element.name, wrong), receiver), "\(message.type) \(rule.element.name)")
                // Without a valid condition, a conditional element can be missing first.
                #expect(error.code == .formatInvalid || error.code == .elementMissing)
                #expect(error.detail.contains(rule.element.name) || error.code == .elementMissing)
                #expect(!"\(error)".contains("not*in"))
            }
        }
    }

    @Test(arguments: [
        ("purchaseCurrency", "000", "304"), ("purchaseCurrency", "999", "304"), ("purchaseCurrency", "97", "203"),
        ("merchantCountryCode", "999", "304"), ("merchantCountryCode", "FRA", "203"),
        ("messageVersion", "2.3.1", "102"), ("messageVersion", "2.2", "203"), ("messageVersion", "1.0.2", "102"),
        ("messageType", "VReq", "101"), ("messageType", "ARes.", "101"), ("acctNumber", "41111111111x1111", "203"),
        ("purchaseDate", "20260230000000", "203"), ("purchaseDate", "20260228240000", "203"),
        ("cardExpiryDate", "3013", "203"), ("deviceChannel", "04", "203"), ("threeDSCompInd", "X", "203"),
        ("browserTZ", "841", "203"), ("browserIP", "1.2.3", "203"), ("purchaseExponent", "22", "203"),
        ("threeDSServerTransID", "6f1c2d3e-0a1b-4c2d-8e3f-a0b1c2d3e4fg", "203"),
        ("notificationURL", "javascript:alert(1)", "203"), ("notificationURL", "https://a\"><b>", "203"),
        ("browserColorDepth", "23", "203"), ("browserLanguage", "123456789", "203"), ("mcc", "581", "203"),
        ("threeDSRequestorName", "", "201"), ("email", "", "203"), ("homePhone", "0", "203"),
    ])
    func `a value that does not fit is refused with its code`(name: String, value: String, code: String) throws {
        let error = try #require(refusal(Samples.authenticationRequest.with(name, .string(value)), .directory))
        #expect(error.code.rawValue == code)
    }

    @Test(arguments: [
        ("browserTZ", "0"), ("browserTZ", "840"), ("browserTZ", "-840"), ("browserIP", "192.0.2.1"),
        ("threeDSRequestorAuthenticationInd", "85"), ("threeDSServerTransID", Samples.server.uppercased()),
        ("purchaseCurrency", "840"), ("cardExpiryDate", "3012"), ("acctNumber", "4000000000002"),
        ("purchaseDate", "20280229235959"), ("messageVersion", "2.1.0"),
    ])
    func `what the protocol allows at its edges is accepted`(name: String, value: String) {
        let error = refusal(Samples.authenticationRequest.with(name, .string(value)), .directory)
        #expect(error == nil)
    }

    @Test func `a browser without script need not say what only a script can know`() {
        var members = Samples.authenticationRequest.with("browserJavascriptEnabled", false)
        for name in [
            "browserJavaEnabled", "browserColorDepth", "browserScreenHeight", "browserScreenWidth", "browserTZ",
        ] {
            members[name] = nil
        }
        #expect(refusal(members, .directory) == nil)
        #expect(refusal(members.with("browserJavascriptEnabled", true), .directory)?.code == .elementMissing)
        // Version 2.1 knows no browser without script.
        let old = members.with("browserJavascriptEnabled", nil).with("messageVersion", "2.1.0")
        #expect(refusal(old, .directory)?.detail.contains("browserTZ") == true)
    }

    @Test func `what decides whether an element must be there is looked at`() {
        let request = Samples.authenticationRequest
        func missing(_ members: JSONObject, _ receiver: ErrorComponent = .directory) -> String? {
            let error = refusal(members, receiver)
            return error?.code == .elementMissing ? error?.detail : nil
        }
        #expect(
            missing(request.with("threeDSRequestorAuthenticationInd", "02")) == "recurringExpiry, recurringFrequency")
        #expect(
            missing(request.with("threeDSRequestorAuthenticationInd", "03"))?.contains("purchaseInstalData") == true)
        #expect(missing(request, .issuer) == "dsReferenceNumber, dsTransID, dsURL")
        #expect(missing(request.with("deviceChannel", "01"))?.contains("sdkAppID") == true)
        #expect(missing(request.with("deviceChannel", "03")) == "threeRIInd")
        #expect(missing(request.with("whiteListStatus", "Y")) == "whiteListStatusSource")
        #expect(missing(request.with("payTokenInd", true)) == "payTokenSource")
        #expect(missing(request.with("billAddrState", "75")) == "billAddrCountry")
        // Without payment there is no purchase to describe.
        #expect(missing(request.with("purchaseAmount", nil).with("messageCategory", "02")) == nil)
        #expect(missing(Samples.challengeNeeded.with("acsURL", nil), .server) == "acsURL")
        #expect(missing(Samples.frictionless.with("transStatus", "N"), .server) == "transStatusReason")
        #expect(missing(Samples.frictionless.with("authenticationValue", nil), .server) == "authenticationValue")
        #expect(missing(Samples.challengeResponse.with("transStatus", nil), .server) == "transStatus")
        #expect(missing(Samples.results.with("transStatus", "R"), .server) == "transStatusReason")
    }

    @Test func `each party accepts what is meant for it and nothing else`() {
        let receivers: [ErrorComponent] = [.server, .directory, .issuer]
        let accepted: [String: Set<ErrorComponent>] = [
            "AReq": [.directory, .issuer], "ARes": [.directory, .server], "CReq": [.issuer], "CRes": [.server],
            "RReq": [.directory, .server], "RRes": [.directory, .issuer], "PReq": [.directory], "PRes": [.server],
            "Erro": [.server, .directory, .issuer],
        ]
        for (members, _) in Samples.all {
            for receiver in receivers {
                let isMeant = accepted[members["messageType"]?.string ?? ""]?.contains(receiver) ?? false
                #expect((refusal(members, receiver)?.code == .invalidMessage) == !isMeant)
            }
        }
    }

    @Test func `what is no message is refused without a word of it`() {
        #expect(refusal(bytes: Array("{".utf8), .directory)?.code == .invalidMessage)
        #expect(refusal(bytes: [], .directory)?.code == .invalidMessage)
        #expect(refusal(bytes: Array("[]".utf8), .directory)?.code == .invalidMessage)
        #expect(refusal(bytes: Array(#"{"messageType":5}"#.utf8), .directory)?.code == .invalidMessage)
        let twice = refusal(bytes: Array(#"{"acctNumber":"1","acctNumber":"4000000000000002"}"#.utf8), .directory)
        #expect(twice?.code == .elementDuplicated && twice?.detail == "acctNumber")
        let digits = refusal(bytes: Array(#"{"4000000000000002":1,"4000000000000002":2}"#.utf8), .directory)
        #expect(digits?.code == .elementDuplicated && digits?.detail == "a member")
        let long = [UInt8](repeating: 0x20, count: MessageReader.bytesMost + 1)
        #expect(refusal(bytes: long, .directory)?.code == .limitExceeded)
    }

    @Test func `an extension that is critical and unknown refuses the message`() throws {
        let critical: JSONValue = [
            ["name": "n", "id": "ours", "criticalityIndicator": true, "data": ["a": 1]]
        ]
        let members = Samples.authenticationRequest.with("messageExtension", critical)
        #expect(refusal(members, .directory)?.code == .extensionNotRecognised)
        var reader = MessageReader(receiver: .directory)
        reader.extensions = ["ours"]
        let message = try reader.message(from: .object(members))
        #expect(message[.messageExtension]?.first?.data == ["a": 1])
        let many = JSONValue.array(Array(repeating: critical[0] ?? .null, count: 11))
        #expect(refusal(members.with("messageExtension", many), .directory)?.code != nil)
    }

    @Test func `a new word is an error for who takes part and is kept for who watches`() throws {
        let members = Samples.frictionless.with("transStatus", "S")
        #expect(refusal(members, .server)?.code == .formatInvalid)
        var reader = MessageReader(receiver: .server)
        reader.unknownWords = .kept
        let message = try reader.message(from: .object(members.with("somethingNew", ["x": 1])))
        #expect(message[.transStatus]?.rawValue == "S" && message[.transStatus]?.isKnown == false)
        #expect(try JSONValue(reading: message.bytes())["somethingNew"] == ["x": 1])
        #expect(throws: ProtocolError.self) { try reader.message(from: .object(members.with("transStatus", "SS"))) }
    }

    @Test func `an answer must answer what was asked`() throws {
        let asked = try Samples.message(Samples.authenticationRequest, receiver: .directory)
        func code(_ members: JSONObject, _ request: Message? = nil) -> ErrorCode? {
            refusal(members, .server, answering: request ?? asked)?.code
        }
        #expect(code(Samples.frictionless) == nil)
        #expect(
            code(Samples.frictionless.with("threeDSServerTransID", .string(Samples.issuer)))
                == .transactionNotRecognised)
        #expect(code(Samples.frictionless.with("messageVersion", "2.1.0")) == .formatInvalid)
        #expect(code(Samples.frictionless.with("transStatus", "I")) == .formatInvalid)
        #expect(code(Samples.challengeNeeded.with("transStatus", "D")) == .formatInvalid)
        #expect(code(Samples.frictionless.with("acsDecConInd", "Y")) == .formatInvalid)
        var sharing = asked
        sharing[.threeDSRequestorChallengeInd] = .dataShareOnly
        #expect(code(Samples.frictionless.with("transStatus", "I"), sharing) == nil)
        #expect(code(Samples.challengeNeeded, sharing) == .formatInvalid)
        var decoupled = asked
        decoupled[.threeDSRequestorDecReqInd] = .yes
        #expect(code(Samples.frictionless, decoupled) == .elementMissing)
        #expect(code(Samples.frictionless.with("acsDecConInd", "N"), decoupled) == nil)
    }
}
