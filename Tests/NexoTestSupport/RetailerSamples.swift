package import Nexo
import Vocabulary

/// Messages of a till and a terminal, one or more of each kind.
package enum RetailerSamples {
    private static func time(_ text: String) -> NexoTime { NexoTime(text) ?? NexoTime(Instant(seconds: 0)) }
    private static let noon = time("2026-03-01T12:00:00+01:00")
    private static let software = RetailerSoftware(
        manufacturer: "Vigie", name: "till", version: "1.0", certification: "none")
    private static let sale = RetailerTransactionID("S-1", at: noon)
    private static let terminal = RetailerTransactionID("P-1", at: noon)
    private static let amount = NexoAmount(units: 1_999, scale: 2)
    private static let success = RetailerResult(.success)

    private static var paid: RetailerPaymentResponse {
        var payment = RetailerPaymentResult()
        payment.currency = "EUR"
        payment.authorised = amount
        payment.acquirer = "ACQ-01"
        payment.acquirerTransaction = RetailerTransactionID("A-1", at: noon)
        payment.approval = "A1B2C3"
        payment.brand = "CB"
        payment.maskedNumber = Sensitive(NexoSamples.cardDigits)
        return RetailerPaymentResponse(
            success, saleTransaction: sale, terminalTransaction: terminal, payment: payment)
    }

    private static var bodies: [RetailerBody] {
        var login = RetailerLogin(at: noon, software: software, operatorLanguage: "fr")
        login.operatorIdentifier = "Zoë"
        var payment = RetailerPayment(sale, amount: amount, currency: "EUR")
        payment.kind = .refund
        var reversed = RetailerReversalResponse(success, terminalTransaction: terminal)
        reversed.amount = amount
        let reference = RetailerReference(.payment, service: "17", sale: "till-1")
        let header = RetailerHeader(
            protocolVersion: nil, category: .payment, type: .response, service: "17", sale: "till-1",
            terminal: "T-0042")
        let status = RetailerTerminalStatus(.ok, canCommunicate: true)
        return [
            .loginRequest(login),
            .loginResponse(RetailerLoginResponse(success, system: .init(at: noon, software: software, status: status))),
            .loginResponse(RetailerLoginResponse(RetailerResult(.failure, .unavailableService))),
            .logoutRequest(RetailerLogout(allowsMaintenance: true)),
            .logoutResponse(success),
            .paymentRequest(payment),
            .paymentResponse(paid),
            .paymentResponse(
                RetailerPaymentResponse(
                    RetailerResult(.failure, .refusal, information: "do not honour"), saleTransaction: sale,
                    terminalTransaction: nil)),
            .reversalRequest(RetailerReversal(terminal, reason: .merchant, amount: NexoAmount(units: 5, scale: 0))),
            .reversalResponse(reversed),
            .abortRequest(RetailerAbort(reference, reason: "customer left")),
            .transactionStatusRequest(RetailerStatusRequest(reference)),
            .transactionStatusResponse(
                RetailerStatusResponse(success, reference: reference, repeated: .init(header, .payment(paid)))),
            .transactionStatusResponse(
                RetailerStatusResponse(RetailerResult(.failure, .inProgress), reference: reference)),
            .diagnosisRequest(RetailerDiagnosis(acquirers: ["ACQ-01", "ACQ-02"])),
            .diagnosisResponse(
                RetailerDiagnosisResponse(
                    success, status: status,
                    hosts: [.init("ACQ-01", isReachable: true), .init("ACQ-02", isReachable: false)],
                    loggedIn: ["till-1"])),
        ]
    }

    package static var messages: [RetailerMessage] {
        bodies.map { RetailerMessage($0, service: "17", sale: "till-1", terminal: "T-0042") }
    }
}
