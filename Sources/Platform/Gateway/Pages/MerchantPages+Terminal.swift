internal import Roles
internal import Cards
internal import JSON
internal import Bytes
internal import HTTP
internal import Ledger
internal import Markup
internal import Vocabulary

/// An order as it was typed at the e-terminal, and what is wrong with it.
private struct TypedOrder {
    var fields = QueryParameters()
    var card = TypedCard()
    var problems: [String: String] = [:]

    func value(_ name: String, _ instead: String = "") -> String { fields[name] ?? instead }
}

// The e-terminal: a card that is told by telephone or mail is charged at once, or a link to pay by is made.
extension MerchantPages {
    private static let words = PageWords(language: .english)

    func terminal(_ session: MerchantSession) -> HTTPResponse { terminal(TypedOrder(), session, .ok) }

    private func terminal(_ typed: TypedOrder, _ session: MerchantSession, _ status: HTTPStatus) -> HTTPResponse {
        var page = page("Take an order", session, here: .terminal)
        page.main = HTML(.div) {
            HTML(.h1, text: "Take an order by telephone or mail")
            HTML(
                .p, .class("lead"), text: "Charge a card that you are told, or make a link that your customer pays by.")
            if let problem = typed.problems["form"] {
                HTML(.p, .class("notice"), .role("alert"), text: problem)
            }
            for isLink in [false, true] { form(isLink: isLink, typed, session) }
        }
        return page.response(status)
    }

    private func form(isLink: Bool, _ typed: TypedOrder, _ session: MerchantSession) -> HTML {
        let mine = typed.value("do", "charge") == (isLink ? "link" : "charge")
        let shown = mine ? typed : TypedOrder()
        let prefix = isLink ? "link" : "charge"
        return HTML(.section) {
            HTML(.h2, text: isLink ? "Make a link" : "Charge a card")
            HTML(.form, .post, .action(.path("merchant", "terminal")), .class("card")) {
                HTML(.input, .type("hidden"), .name("token"), .value(session.formToken))
                HTML(.input, .type("hidden"), .name("do"), .value(prefix))
                // Sent twice, it is done once.
                HTML(
                    .input, .type("hidden"), .name("once"),
                    .value(shown.value("once", Base64URL.encode(service.surroundings.random(16)))))
                HTML(.div, .class("pair")) {
                    field(
                        "amount", "Amount", value: shown.value("amount"), hint: "Such as 12.50",
                        problem: shown.problems["amount"], isRequired: true, id: prefix + "-amount")
                    field(
                        "currency", "Currency", value: shown.value("currency", "EUR"), hint: "Three letters",
                        problem: shown.problems["currency"], isRequired: true, id: prefix + "-currency")
                }
                field(
                    "reference", "Reference", value: shown.value("reference"),
                    hint: "Your own name for it, if you like",
                    problem: shown.problems["reference"], id: prefix + "-reference")
                field(
                    "description", "Description", value: shown.value("description"),
                    hint: isLink ? "The customer reads it" : "For yourselves", problem: shown.problems["description"],
                    id: prefix + "-description")
                if !isLink { CardFields(words: Self.words, typed: shown.card).html }
                HTML(
                    .button, .type("submit"), .class("first"), text: isLink ? "Make the link" : "Charge the card")
            }
        }
    }

    func terminalSent(
        _ fields: QueryParameters, _ session: MerchantSession
    ) async throws(GatewayRefusal) -> HTTPResponse {
        var typed = TypedOrder(fields: fields)
        let isLink = fields["do"] == "link"
        let currency = Currency((fields["currency"] ?? "").uppercased())
        if currency == nil { typed.problems["currency"] = "Three letters, such as EUR." }
        let amount = currency.flatMap { Money(typed: (fields["amount"] ?? "").filter { $0 != " " }, $0) }
        if amount == nil, currency != nil { typed.problems["amount"] = "A number above zero, such as 12.50." }
        for (name, most, isPlain) in [("reference", 64, true), ("description", 200, false)] {
            guard let text = fields[name], !text.isEmpty,
                let objection = PaymentRequest.objection(to: text, most: most, isPlain: isPlain)
            else { continue }
            typed.problems[name] = Self.sentence(objection)
            // What may be a card's number is not sent back either.
            typed.fields.remove(name)
        }
        if !isLink {
            typed.card = TypedCard(fields, at: service.now())
            typed.problems["card"] = typed.card.problems.isEmpty ? nil : "card"
        }
        guard typed.problems.isEmpty, let amount else {
            typed.card.forgetNumber()
            return terminal(typed, session, .unprocessableContent)
        }
        var request = PaymentRequest(
            amount: amount, origin: isLink ? .link : .eTerminal, card: typed.card.details.map { .details($0) })
        request.reference = fields["reference"].flatMap { $0.isEmpty ? nil : $0 }
        request.description = fields["description"].flatMap { $0.isEmpty ? nil : $0 }
        let once = fields["once"].flatMap { $0.isEmpty ? nil : $0 }
        let key = try once.map { (once) throws(GatewayRefusal) in
            try RequestKey(
                "form:" + once, merchant: session.merchant.id, method: "POST", path: "/merchant/terminal",
                body: Array(
                    "\(amount)\(request.reference ?? "")\(isLink)\(typed.card.details?.number.wireDigits ?? "")".utf8))
        }
        let answer = try await service.create(request, for: session.merchant, key: key)
        guard let id = answer.json["id"]?.string else {
            throw GatewayRefusal(.unavailable, "the payment has no name; look at the list of payments")
        }
        return Self.go("/merchant/payments/" + id)
    }
}
