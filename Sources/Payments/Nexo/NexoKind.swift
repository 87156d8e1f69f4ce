/// The messages that are read and written, each in the one version that the schemas here have.
package enum NexoKind: String, Sendable, CaseIterable {
    case authorisationRequest = "caaa.001.001.14"
    case authorisationResponse = "caaa.002.001.14"
    case completionAdvice = "caaa.003.001.14"
    case completionAdviceResponse = "caaa.004.001.13"
    case cancellationRequest = "caaa.005.001.14"
    case cancellationResponse = "caaa.006.001.13"
    case cancellationAdvice = "caaa.007.001.14"
    case cancellationAdviceResponse = "caaa.008.001.13"
    case reconciliationRequest = "caaa.009.001.13"
    case reconciliationResponse = "caaa.010.001.12"
    case batchTransfer = "caaa.011.001.14"
    case batchTransferResponse = "caaa.012.001.13"
    case diagnosticRequest = "caaa.013.001.13"
    case diagnosticResponse = "caaa.014.001.12"
    case rejection = "caaa.015.001.06"

    static let namespacePrefix = "urn:iso:std:iso:20022:tech:xsd:"

    /// The schema's name, as ISO 20022 counts messages and their versions.
    package var schema: String { rawValue }
    package var namespace: String { Self.namespacePrefix + rawValue }

    init(namespace: String) throws(NexoError) {
        let name = namespace.hasPrefix(Self.namespacePrefix) ? namespace.dropFirst(Self.namespacePrefix.count) : ""
        if let kind = NexoKind(rawValue: String(name)) {
            self = kind
            return
        }
        let isOtherVersion = Self.allCases.contains { name.hasPrefix($0.rawValue.prefix(9)) }
        throw isOtherVersion
            ? NexoError(.unknownVersion, "this version of the message is not read here", path: "Document")
            : NexoError(.unknownMessage, "the namespace is none of caaa.001 to caaa.015", path: "Document")
    }

    /// Which functions a message of this kind may have; a batch has none.
    package var functions: Set<MessageFunction> {
        switch self {
        case .authorisationRequest: [.authorisationRequest, .financialAuthorisationRequest]
        case .authorisationResponse: [.authorisationResponse, .financialAuthorisationResponse]
        case .completionAdvice:
            [.completionAdvice, .financialCompletionAdvice, .reversalAdvice, .financialReversalAdvice]
        case .completionAdviceResponse:
            [
                .completionAdviceResponse, .financialCompletionAdviceResponse, .reversalAdviceResponse,
                .financialReversalAdviceResponse,
            ]
        case .cancellationRequest: [.cancellationRequest]
        case .cancellationResponse: [.cancellationResponse]
        case .cancellationAdvice: [.cancellationAdvice]
        case .cancellationAdviceResponse: [.cancellationAdviceResponse]
        case .reconciliationRequest: [.reconciliationRequest]
        case .reconciliationResponse: [.reconciliationResponse]
        case .batchTransfer, .batchTransferResponse: []
        case .diagnosticRequest: [.diagnosticRequest]
        case .diagnosticResponse: [.diagnosticResponse]
        case .rejection: [.requestRejection, .responseRejection]
        }
    }

    var messageTag: Tag { tags.message }
    var bodyTag: Tag { tags.body }

    private var tags: (message: Tag, body: Tag) {
        switch self {
        case .authorisationRequest: (.authorisationRequestMessage, .authorisationRequest)
        case .authorisationResponse: (.authorisationResponseMessage, .authorisationResponse)
        case .completionAdvice: (.completionAdviceMessage, .completionAdvice)
        case .completionAdviceResponse: (.completionAdviceResponseMessage, .completionAdviceResponse)
        case .cancellationRequest: (.cancellationRequestMessage, .cancellationRequest)
        case .cancellationResponse: (.cancellationResponseMessage, .cancellationResponse)
        case .cancellationAdvice: (.cancellationAdviceMessage, .cancellationAdvice)
        case .cancellationAdviceResponse: (.cancellationAdviceResponseMessage, .cancellationAdviceResponse)
        case .reconciliationRequest: (.reconciliationRequestMessage, .reconciliationRequest)
        case .reconciliationResponse: (.reconciliationResponseMessage, .reconciliationResponse)
        case .batchTransfer: (.batchTransferMessage, .batchTransfer)
        case .batchTransferResponse: (.batchTransferResponseMessage, .batchTransferResponse)
        case .diagnosticRequest: (.diagnosticRequestMessage, .diagnosticRequest)
        case .diagnosticResponse: (.diagnosticResponseMessage, .diagnosticResponse)
        case .rejection: (.rejectionMessage, .rejection)
        }
    }

    /// A header of the shape that this kind has.
    var blankHeader: NexoHeader {
        var header = NexoHeader.blank
        switch self {
        case .batchTransfer, .batchTransferResponse: header.purpose = .transfer(isDownload: false)
        case .rejection: header.purpose = .rejection(.requestRejection)
        default: break
        }
        return header
    }

    func hasShape(of header: NexoHeader) -> Bool {
        switch (header.purpose, blankHeader.purpose) {
        case (.function, .function), (.transfer, .transfer), (.rejection, .rejection): true
        default: false
        }
    }
}
