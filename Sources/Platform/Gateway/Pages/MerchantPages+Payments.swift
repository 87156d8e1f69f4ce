internal import Roles
internal import JSON
internal import HTTP
internal import Ledger
internal import Markup
internal import Vocabulary

extension MerchantPages {
    /// Payments, the newest first; looked for by reference, last four digits or status.
    func payments(
        _ query: QueryParameters, _ session: MerchantSession
    ) async throws(GatewayRefusal) -> HTTPResponse {
        func given(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }
        let search = GatewayService.Search(
            reference: given("reference"), status: given("status").flatMap { PaymentStatus(rawValue: $0) },
            lastFour: given("card"), after: given("after"), limit: 50)
        let (found, next) = try await service.payments(search, of: session.merchant)
        var page = page("Payments", session, here: .payments)
        page.main = HTML(.div) {
            HTML(.h1, text: "Payments of \(session.merchant.name)")
            searchForm(search)
            if found.isEmpty {
                HTML(.p, .class("empty"), text: search.isNarrow ? "No payment fits. Look for less." : Self.nothing)
            } else {
                table(found)
            }
            if let next {
                HTML(.p) {
                    HTML(.a, .class("button"), .href(Self.address(search, after: next)), text: "Older payments")
                }
            }
        }
        return page.response()
    }

    private static let nothing = "No payments yet. Take the first one by the API, or with “Take an order”."

    private func searchForm(_ search: GatewayService.Search) -> HTML {
        let statuses =
            [("", "any")] + PaymentStatus.allCases.map { ($0.rawValue, $0.rawValue.replacing("-", with: " ")) }
        return HTML(.form, .get, .action(.path("merchant")), .class("search"), .role("search")) {
            field("reference", "Reference", value: search.reference ?? "")
            field("card", "Card's last four digits", value: search.lastFour ?? "")
            choice(
                "status", "Status", statuses.map { (value: $0.0, text: $0.1) }, chosen: search.status?.rawValue ?? "")
            HTML(.button, .type("submit"), text: "Search")
        }
    }

    private static func address(_ search: GatewayService.Search, after: String) -> Address {
        Address.path("merchant").with([
            ("reference", search.reference ?? ""), ("card", search.lastFour ?? ""),
            ("status", search.status?.rawValue ?? ""), ("after", after),
        ])
    }

    private func table(_ payments: [GatewayPayment]) -> HTML {
        HTML(.div, .class("scroll"), .tabindex(0), .role("region"), .aria("label", "Payments")) {
            HTML(.table) {
                HTML(.thead) {
                    HTML(.tr) {
                        for name in ["Begun", "Amount", "Status", "Reference", "Card", "Channel"] {
                            HTML(.th, .scope("col"), name == "Amount" ? .class("amount") : nil, text: name)
                        }
                    }
                }
                HTML(.tbody) {
                    for payment in payments {
                        HTML(.tr) {
                            HTML(.th, .scope("row")) {
                                HTML(.a, .href(.path("merchant", "payments", payment.id.rawValue))) {
                                    Self.time(payment.createdAt)
                                }
                            }
                            HTML(.td, .class("amount"), text: payment.amount.shown)
                            HTML(.td) { Self.status(payment) }
                            HTML(.td, text: payment.reference ?? "–")
                            HTML(.td, text: payment.card?.masked ?? "–")
                            HTML(.td, text: payment.channel.rawValue)
                        }
                    }
                }
            }
        }
    }

    // MARK: One payment

    func payment(_ name: String, _ session: MerchantSession) async throws(GatewayRefusal) -> HTTPResponse {
        guard let id = PaymentID(rawValue: name) else {
            throw GatewayRefusal(.notFound, "there is no payment of this name")
        }
        let payment = try await service.held(id, of: session.merchant).payment
        let told = try await service.notifications(of: session.merchant, payment: id, after: nil, limit: 20).found
        var page = page(payment.amount.shown, session, here: .payment)
        page.main = HTML(.div) {
            HTML(.div, .class("headline")) {
                HTML(.h1, text: payment.amount.shown)
                HTML(.p, .class("lead")) { Self.status(payment) }
                if let text = PaymentView(payment, origin: service.origin).json["reason"]?["text"]?.string {
                    HTML(.p, text: text)
                }
            }
            if payment.origin.isOnPage, !payment.status.isFinal { link(payment) }
            facts(payment)
            movements(payment)
            history(payment)
            notifications(told)
        }
        return page.response()
    }

    private func link(_ payment: GatewayPayment) -> HTML {
        let text = service.origin + "/pay/" + payment.id.rawValue
        return HTML(.div, .class("card panel")) {
            HTML(.h2, text: "The link to pay by")
            HTML(.p) {
                if let address = Address(text) { HTML(.a, .href(address)) { HTML(.code, text: text) } }
            }
            HTML(.p, .class("quiet")) {
                "Send it to whoever pays. It is good until "
                Self.time(payment.expiresAt)
                "."
            }
        }
    }

    private func facts(_ payment: GatewayPayment) -> HTML {
        var facts: [(String, String)] = [
            ("Name", payment.id.rawValue), ("Reference", payment.reference ?? "–"),
            ("Channel", payment.channel.rawValue), ("Card", payment.card.map { "\($0.masked) · \($0.expiry)" } ?? "–"),
            ("Captured", Money(payment.captured, payment.amount.currency).shown),
            ("Given back", Money(payment.refunded, payment.amount.currency).shown),
        ]
        if let authentication = payment.authentication {
            facts.append(("3-D Secure", authentication.word + (authentication.indicator.map { " · " + $0 } ?? "")))
        }
        if let description = payment.description { facts.append(("Description", description)) }
        return HTML(.dl, .class("card facts")) {
            for (name, value) in facts {
                HTML(.div) {
                    HTML(.dt, text: name)
                    HTML(.dd, text: value)
                }
            }
        }
    }

    private func movements(_ payment: GatewayPayment) -> HTML? {
        guard !payment.orders.isEmpty else { return nil }
        return HTML(.section) {
            HTML(.h2, text: "What the provider was asked")
            HTML(.div, .class("scroll"), .tabindex(0), .role("region"), .aria("label", "Orders")) {
                HTML(.table) {
                    HTML(.thead) {
                        HTML(.tr) {
                            for name in ["Asked", "What", "Amount", "Outcome", "Server"] {
                                HTML(.th, .scope("col"), name == "Amount" ? .class("amount") : nil, text: name)
                            }
                        }
                    }
                    HTML(.tbody) {
                        for order in payment.orders {
                            HTML(.tr) {
                                HTML(.th, .scope("row")) { Self.time(order.askedAt) }
                                HTML(.td, text: order.kind.rawValue)
                                HTML(.td, .class("amount"), text: Money(order.amount, payment.amount.currency).shown)
                                HTML(.td, text: order.word.replacing("-", with: " "))
                                HTML(.td, text: order.server ?? "–")
                            }
                        }
                    }
                }
            }
        }
    }

    private func history(_ payment: GatewayPayment) -> HTML {
        HTML(.section) {
            HTML(.h2, text: "What happened")
            HTML(.ol, .class("said")) {
                for line in payment.history {
                    HTML(.li) {
                        HTML(.p, .class("quiet")) { Self.time(line.instant) }
                        HTML(.p, text: line.text)
                    }
                }
            }
        }
    }

    private func notifications(_ told: [MerchantNotification]) -> HTML? {
        guard !told.isEmpty else { return nil }
        return HTML(.section) {
            HTML(.h2, text: "What your shop was told")
            HTML(.ul, .class("said")) {
                for notification in told {
                    HTML(.li) {
                        HTML(.p, text: "\(notification.type): \(notification.word.replacing("-", with: " "))")
                        for attempt in notification.attempts {
                            HTML(.p, .class("quiet")) {
                                Self.time(attempt.instant)
                                " " + attempt.outcome
                            }
                        }
                    }
                }
            }
        }
    }
}

extension GatewayService.Search {
    var isNarrow: Bool { reference != nil || status != nil || lastFour != nil || after != nil }
}
