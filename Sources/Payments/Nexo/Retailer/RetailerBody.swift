internal import JSON

/// What a message of the till or the terminal says.
package enum RetailerBody: Sendable, Equatable {
    case loginRequest(RetailerLogin)
    case loginResponse(RetailerLoginResponse)
    case logoutRequest(RetailerLogout)
    case logoutResponse(RetailerResult)
    case paymentRequest(RetailerPayment)
    case paymentResponse(RetailerPaymentResponse)
    case reversalRequest(RetailerReversal)
    case reversalResponse(RetailerReversalResponse)
    /// Nobody answers an abort; the aborted request is answered.
    case abortRequest(RetailerAbort)
    case transactionStatusRequest(RetailerStatusRequest)
    case transactionStatusResponse(RetailerStatusResponse)
    case diagnosisRequest(RetailerDiagnosis)
    case diagnosisResponse(RetailerDiagnosisResponse)

    package var category: RetailerHeader.Category {
        switch self {
        case .loginRequest, .loginResponse: .login
        case .logoutRequest, .logoutResponse: .logout
        case .paymentRequest, .paymentResponse: .payment
        case .reversalRequest, .reversalResponse: .reversal
        case .abortRequest: .abort
        case .transactionStatusRequest, .transactionStatusResponse: .transactionStatus
        case .diagnosisRequest, .diagnosisResponse: .diagnosis
        }
    }

    package var type: RetailerHeader.Kind {
        switch self {
        case .loginRequest, .logoutRequest, .paymentRequest, .reversalRequest, .abortRequest,
            .transactionStatusRequest, .diagnosisRequest:
            .request
        default: .response
        }
    }

    /// The member that holds it: `PaymentRequest`.
    package var member: String { category.rawValue + type.rawValue }

    private var part: any RetailerPart {
        switch self {
        case .loginRequest(let part): part
        case .loginResponse(let part): part
        case .logoutRequest(let part): part
        case .logoutResponse(let part): part
        case .paymentRequest(let part): part
        case .paymentResponse(let part): part
        case .reversalRequest(let part): part
        case .reversalResponse(let part): part
        case .abortRequest(let part): part
        case .transactionStatusRequest(let part): part
        case .transactionStatusResponse(let part): part
        case .diagnosisRequest(let part): part
        case .diagnosisResponse(let part): part
        }
    }

    var json: JSONValue { part.json }

    init(in envelope: JSONObjectReader, header: RetailerHeader) throws(JSONError) {
        let member = header.category.rawValue + header.type.rawValue
        // The result of a logout is the one body that may say nothing but its response.
        let reader = try envelope.object(member)
        switch (header.category, header.type) {
        case (.login, .request): self = .loginRequest(try RetailerLogin(reader))
        case (.login, .response): self = .loginResponse(try RetailerLoginResponse(reader))
        case (.logout, .request): self = .logoutRequest(try RetailerLogout(reader))
        case (.logout, .response): self = .logoutResponse(try RetailerResult(reader))
        case (.payment, .request): self = .paymentRequest(try RetailerPayment(reader))
        case (.payment, .response): self = .paymentResponse(try RetailerPaymentResponse(reader))
        case (.reversal, .request): self = .reversalRequest(try RetailerReversal(reader))
        case (.reversal, .response): self = .reversalResponse(try RetailerReversalResponse(reader))
        case (.abort, .request): self = .abortRequest(try RetailerAbort(reader))
        case (.abort, .response):
            throw JSONError(.refusedValue, "an abort has no response", path: envelope.path.member(member))
        case (.transactionStatus, .request): self = .transactionStatusRequest(try RetailerStatusRequest(reader))
        case (.transactionStatus, .response): self = .transactionStatusResponse(try RetailerStatusResponse(reader))
        case (.diagnosis, .request): self = .diagnosisRequest(try RetailerDiagnosis(reader))
        case (.diagnosis, .response): self = .diagnosisResponse(try RetailerDiagnosisResponse(reader))
        }
    }

    /// What is written must be what would be read.
    func check() throws(JSONError) {
        let json = part.json
        let reader = try JSONObjectReader(json, path: JSONPath(components: [.member(member)]))
        try part.reread(reader)
    }
}

/// A part of a message, from JSON and to JSON.
protocol RetailerPart: Sendable, Equatable {
    init(_ reader: JSONObjectReader) throws(JSONError)
    var json: JSONValue { get }
}

extension RetailerPart {
    fileprivate func reread(_ reader: JSONObjectReader) throws(JSONError) {
        guard try Self(reader) == self else {
            throw JSONError(.refusedValue, "a value is not exact in JSON", path: reader.path)
        }
    }
}

extension JSONObject {
    /// Members that may be missing are left out, not written as null.
    mutating func set(_ name: String, _ text: String?) { self[name] = text.map { .string($0) } }
    mutating func set(_ name: String, _ flag: Bool?) { self[name] = flag.map { .bool($0) } }
    mutating func set(_ name: String, _ amount: NexoAmount?) {
        // What no number holds exactly becomes null, and is refused before it is sent.
        self[name] = amount.map { $0.json ?? .null }
    }
    mutating func set(_ name: String, _ part: (some RetailerPart)?) { self[name] = part?.json }
}
