package import Nexo
import Vocabulary

/// Messages of ours, one or more of each kind, as full as the platform makes them. Their card is one of the test ranges.
package enum NexoSamples {
    package static let cardDigits = "4970101122334455"
    package static let track2 = "4970101122334455=28122010000012345678"
    package static let pinBlock: [UInt8] = [0x8F, 0x12, 0xD0, 0x4C, 0x77, 0xE1, 0x09, 0xBB]
    package static let chipData: [UInt8] = [0x5A, 0x08, 0x49, 0x70, 0x10, 0x11, 0x22, 0x33, 0x44, 0x55]
    package static let holder = "MOREAU/CAMILLE"

    /// For tests only, and in this file for everybody to read.
    package static let key = NexoMACKey(
        name: "VIGIE-TEST", version: "2026", bytes: Array("vigie test key 1".utf8))

    private static func time(_ text: String) -> NexoTime { NexoTime(text) ?? NexoTime(Instant(seconds: 0)) }
    private static let created = time("2026-03-01T09:30:00.250+01:00")
    private static let paid = time("2026-03-01T09:29:58+01:00")

    private static let terminalParty = Party("T-0042", kind: .pointOfInteraction, issuer: .acquirer)
    private static let acquirerParty = Party("ACQ-01", kind: .acquirer)

    private static func header(_ function: MessageFunction, exchange: Int64 = 4_711) -> NexoHeader {
        NexoHeader(
            .function(function), version: "14.0", exchange: exchange, created: created, initiator: terminalParty,
            recipient: acquirerParty)
    }

    private static var parties: PaymentEnvironment {
        var environment = PaymentEnvironment()
        environment.acquirer = Acquirer(acquirerParty)
        environment.merchant = Merchant(
            Identification("M-778", kind: .merchant, issuer: .acquirer), commonName: "Café <Zoë> & fils")
        var terminal = Terminal(terminalParty)
        terminal.systemName = "counter 3"
        var capabilities = TerminalCapabilities()
        capabilities.reading = [.chip, .contactlessEMV, .magneticStripe]
        capabilities.online = .both
        terminal.capabilities = capabilities
        environment.terminal = terminal
        return environment
    }

    private static var environment: PaymentEnvironment {
        var environment = parties
        guard let number = CardNumber(cardDigits) else { return environment }
        var plain = PlainCard(number, expiry: "2028-12")
        plain.sequenceNumber = "00"
        plain.serviceCode = "201"
        plain.track2 = Sensitive(track2)
        plain.holder = Sensitive(holder)
        var card = PaymentCard(plain)
        card.maskedNumber = Sensitive("497010******4455")
        card.issuerRange = "497010"
        card.productProfile = "0001"
        card.brand = "CB"
        card.productType = .consumer
        card.isInternal = false
        environment.card = card
        var cardholder = Cardholder()
        cardholder.language = "fr"
        var authentication = CardholderAuthentication(.onlinePIN)
        var wrapped = KeyEncryption(KeyIdentifier("PIN-KEK", version: "7"), algorithm: .dukpt)
        wrapped.key.derivation = [0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0x00, 0x01]
        wrapped.encryptedKey = Sensitive([UInt8](repeating: 0xA5, count: 16))
        let block = ProtectedContent(
            .init(recipients: [.encrypted(wrapped)], content: .init(pinBlock, algorithm: .tripleDESCBC)))
        authentication.onlinePIN = OnlinePIN(block, format: .iso0)
        cardholder.authentications = [authentication]
        environment.cardholder = cardholder
        return environment
    }

    private static var context: PaymentContext {
        var context = PaymentContext()
        context.isCardPresent = true
        context.isCardholderPresent = true
        context.isOnline = true
        context.attendance = .attended
        context.channel = .mobilePointOfSale
        context.cardDataReading = .contactlessEMV
        context.fallback = .noFallback
        return context
    }

    private static let identifier = TransactionIdentifier("000815", at: paid)
    private static let amount = NexoAmount(units: 4_290, scale: 2)
    private static var details: TransactionDetails {
        var details = TransactionDetails(amount, currency: "EUR", qualifier: .actual)
        details.onlineReasons = [.terminalForced, .merchantForced]
        details.chipData = Sensitive(chipData)
        return details
    }

    private static var request: AuthorisationRequest {
        var transaction = AuthorisationRequest.Transaction(captures: false, identifier: identifier, details: details)
        transaction.type = .cardPayment
        transaction.serviceAttribute = .initialReservation
        transaction.merchantCategory = "5812"
        transaction.saleReference = "table 7"
        transaction.reconciliation = "20260301"
        return AuthorisationRequest(environment: environment, context: context, transaction: transaction)
    }

    private static var original: OriginalTransaction {
        var original = OriginalTransaction(identifier, type: .cardPayment)
        original.terminal = Identification("T-0042", kind: .pointOfInteraction)
        original.result = OriginalResult(NexoResponse(.approved, reason: "00"), code: "A1B2C3")
        return original
    }

    private static var issuer: RespondingParty { RespondingParty("ISS-9", kind: .issuer) }
    private static var period: ReconciliationPeriod {
        var period = ReconciliationPeriod("20260301", transaction: TransactionIdentifier("000900", at: created))
        period.closes = true
        period.totals = totals
        return period
    }
    private static var totals: [TransactionTotals] {
        var first = TransactionTotals(.debit, count: 12, amount: NexoAmount(units: 51_480, scale: 2), currency: "EUR")
        first.cardBrand = "CB"
        return [first, TransactionTotals(.declined, count: 1, amount: NexoAmount(units: 0, scale: 0))]
    }

    package static var messages: [NexoMessage] {
        online + [batch, batchResponse, rejection]
    }

    package static var authorisationRequest: NexoMessage {
        var message = NexoMessage(header: header(.authorisationRequest), body: .authorisationRequest(request))
        message.header.retransmissions = "1"
        var relay = Relay(Party("FRONT-1", kind: .intermediaryAgent), arrived: created, left: created)
        relay.protocolName = "nexo"
        message.header.trace = [relay]
        return message
    }

    private static func authorised(_ response: NexoResponse, code: String?) -> NexoMessage {
        var result = AuthorisationResult(response, by: issuer, code: code)
        result.needsCompletion = code != nil
        var call = TerminalManagerCall(.atDateTime)
        call.manager = "TMS-1"
        call.time = created
        result.managerCall = call
        var body = AuthorisationResponse(
            environment: parties, transaction: .init(identifier: identifier, details: details), result: result)
        body.transaction.recipientIdentifier = "R-1"
        body.outcome.actions = [TerminalAction(.display), TerminalAction(.print)]
        return NexoMessage(header: header(.authorisationResponse), body: .authorisationResponse(body))
    }

    private static var completion: CompletionAdvice {
        var transaction = CompletionAdvice.Transaction(isSuccess: true, identifier: identifier, details: details)
        transaction.captures = true
        transaction.type = .cardPayment
        transaction.merchantCategory = "5812"
        transaction.original = original
        transaction.result = AdvisedResult(NexoResponse(.approved), by: issuer, code: "A1B2C3")
        return CompletionAdvice(environment: environment, context: context, transaction: transaction)
    }

    private static var cancellation: CancellationAdvice {
        var transaction = CancellationAdvice.Transaction(
            merchantCategory: "5812", isSuccess: false, identifier: identifier,
            details: CancellationDetails(amount, currency: "EUR"))
        transaction.isReversal = true
        transaction.failureReasons = [.timeout, .customerCancelled]
        transaction.original = original
        transaction.result = CancellationResult(NexoResponse(.technicalError), by: issuer)
        return CancellationAdvice(environment: parties, context: context, transaction: transaction)
    }

    private static var online: [NexoMessage] {
        let cancelled = CancellationRequest.Transaction(
            merchantCategory: "5812", identifier: TransactionIdentifier("000816", at: created), original: original,
            details: CancellationDetails(amount, currency: "EUR"))
        let answered = AdviceResponse(
            environment: parties, transaction: .init(identifier: identifier, response: .approved))
        return [
            authorisationRequest,
            authorised(NexoResponse(.approved, reason: "00"), code: "A1B2C3"),
            authorised(NexoResponse(.declined, reason: "51", information: "not sufficient funds"), code: nil),
            authorised(NexoResponse(.technicalError, reason: "91"), code: nil),
            NexoMessage(header: header(.completionAdvice), body: .completionAdvice(completion)),
            NexoMessage(
                header: header(.reversalAdvice),
                body: .completionAdvice(.reversal(of: request, because: [.timeout, .late]))),
            NexoMessage(header: header(.completionAdviceResponse), body: .completionAdviceResponse(answered)),
            NexoMessage(header: header(.reversalAdviceResponse), body: .completionAdviceResponse(answered)),
            NexoMessage(
                header: header(.cancellationRequest),
                body: .cancellationRequest(
                    CancellationRequest(environment: environment, context: nil, transaction: cancelled))),
            NexoMessage(
                header: header(.cancellationResponse),
                body: .cancellationResponse(
                    CancellationResponse(
                        environment: parties,
                        transaction: .init(identifier: identifier, details: CancellationDetails(amount)),
                        result: CancellationResult(NexoResponse(.approved), by: issuer)))),
            NexoMessage(header: header(.cancellationAdvice), body: .cancellationAdvice(cancellation)),
            NexoMessage(header: header(.cancellationAdviceResponse), body: .cancellationAdviceResponse(answered)),
            NexoMessage(
                header: header(.reconciliationRequest),
                body: .reconciliationRequest(ReconciliationRequest(environment: parties, period: period))),
            NexoMessage(
                header: header(.reconciliationResponse),
                body: .reconciliationResponse(
                    ReconciliationResponse(environment: parties, response: NexoResponse(.approved), period: period))),
            NexoMessage(
                header: header(.diagnosticRequest),
                body: .diagnosticRequest(DiagnosticRequest(environment: parties))),
            NexoMessage(
                header: header(.diagnosticResponse),
                body: .diagnosticResponse(DiagnosticResponse(environment: parties, isAcquirerAvailable: false))),
        ]
    }

    private static var transferHeader: NexoHeader {
        var header = header(.diagnosticRequest)
        header.purpose = .transfer(isDownload: false)
        return header
    }

    private static let dataSet = DataSetIdentification("day 60", category: .transactionCapture, created: created)

    /// - Parameter count: of transactions.
    package static func batch(of count: Int) -> NexoMessage {
        var common = BatchTransfer.CommonData()
        common.environment = parties
        common.currency = "EUR"
        var set = BatchTransfer.DataSet(dataSet, totals: totals, transactions: [])
        set.initiator = terminalParty
        set.common = common
        set.transactions = (1...count).map { number in
            number % 3 == 0
                ? .cancellation(.init(String(number), cancellation)) : .completion(.init(String(number), completion))
        }
        var batch = BatchTransfer(dataSets: [set])
        batch.totals = totals
        return NexoMessage(header: transferHeader, body: .batchTransfer(batch))
    }

    private static var batch: NexoMessage { batch(of: 3) }

    private static var batchResponse: NexoMessage {
        var set = BatchTransferResponse.DataSet(
            dataSet, result: NexoResponse(.approved), mayBeRemoved: true, totals: totals)
        set.rejected = [
            .init(
                "2", response: NexoResponse(.declined, reason: "94"), environment: parties,
                transaction: .init(identifier, response: .declined))
        ]
        return NexoMessage(header: transferHeader, body: .batchTransferResponse(BatchTransferResponse(dataSets: [set])))
    }

    private static var rejection: NexoMessage {
        var body = Rejection(.parsing, information: "element missing")
        body.message = Sensitive(Array("<PAN>\(cardDigits)</PAN>".utf8))
        var header = header(.requestRejection)
        header.purpose = .rejection(.requestRejection)
        header.exchange = nil
        header.initiator = nil
        return NexoMessage(header: header, body: .rejection(body))
    }
}
