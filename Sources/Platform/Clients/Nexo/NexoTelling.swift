internal import Nexo

/// What people see of a message: names and values, its card masked.
enum NexoTelling {
    static func details(of message: NexoMessage, key: NexoMACKey?) -> [String] {
        var lines = header(message)
        switch message.body {
        case .authorisationRequest(let request):
            lines += parties(request.environment)
            lines += sale(request.transaction.identifier, request.transaction.details)
            lines.append("captures    " + (request.transaction.captures ? "yes, with the authorisation" : "not yet"))
        case .completionAdvice(let advice):
            lines += sale(advice.transaction.identifier, advice.transaction.details)
            lines.append("successful  " + (advice.transaction.isSuccess ? "yes" : "no"))
            if !advice.transaction.failureReasons.isEmpty {
                lines.append(
                    "because     " + advice.transaction.failureReasons.map(\.rawValue).joined(separator: ", "))
            }
        case .batchTransfer(let batch):
            for set in batch.dataSets {
                lines.append("data set    \(set.identification.name), \(set.transactions.count) transactions")
            }
        case .authorisationResponse(let response):
            lines += result(response.outcome.result.response)
            if let code = response.outcome.result.code { lines.append("code        \(code)") }
            lines.append("completion  " + (response.outcome.result.needsCompletion ?? false ? "required" : "none"))
        case .completionAdviceResponse(let response):
            lines.append("response    \(response.transaction.response.rawValue)")
        case .batchTransferResponse(let response):
            for set in response.dataSets {
                lines.append("data set    \(set.identification.name)")
                lines += result(set.result)
                lines.append("may go      " + (set.mayBeRemoved ? "yes" : "no"))
            }
        case .rejection(let rejection): lines.append("reason      \(rejection.reason.rawValue)")
        default: break
        }
        if let key { lines.append("MAC         CMAC with AES-128, \(key)") }
        return lines
    }

    private static func header(_ message: NexoMessage) -> [String] {
        let exchange = message.header.exchange.map { "\($0)" } ?? "none"
        return ["exchange    \(exchange) of \(message.header.initiator?.identification ?? "nobody")"]
    }

    private static func parties(_ environment: PaymentEnvironment) -> [String] {
        var lines: [String] = []
        if let shop = environment.merchant?.identification?.identification { lines.append("merchant    \(shop)") }
        if let card = environment.card?.plain {
            lines.append("card        \(card.number.masked), until \(card.expiry ?? "nobody knows")")
        }
        return lines
    }

    private static func sale(_ identifier: TransactionIdentifier, _ details: TransactionDetails) -> [String] {
        [
            "transaction \(identifier.reference) of \(identifier.time)",
            "amount      \(details.total) \(details.currency ?? "")",
        ]
    }

    private static func result(_ response: NexoResponse) -> [String] {
        ["response    \(response.code.rawValue)\(response.reason.map { " \($0)" } ?? "")"]
    }
}
