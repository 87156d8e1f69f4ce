package import Vocabulary

/// Which way of paying a component of a vendor's page belongs to, by the words of its name.
///
/// The first row that fits decides, so what is more particular stands first. Nothing fits: `other`, and never a guess.
package enum ChannelWords {
    package static func channel(of name: String) -> Channel {
        let words = tokens(name)
        let text = " " + words.joined(separator: " ") + " "
        for (channel, needles) in rows where needles.contains(where: { text.contains(" " + $0) }) { return channel }
        return .other
    }

    private static let rows: [(Channel, [String])] = [
        (.threeDS, ["3ds", "3 d secure", "3d secure", "acs ", "strong customer auth", "sca "]),
        (.instoreCB2A, ["cb2a"]),
        (.instoreNexo, ["nexo"]),
        (.eTerminal, ["e terminal", "virtual terminal", "moto ", "pay by link", "payment link"]),
        (
            .instore,
            [
                "in store", "instore", "point of sale", "pos ", "terminal", "card present", "in person", "magasin",
                "proximit",
            ]
        ),
        (.directDebit, ["direct debit", "sepa dd", "bacs ", "ach ", "prelevement", "prélèvement"]),
        (.settlement, ["settlement", "payout", "reconciliation", "reporting", "telecollect", "remise"]),
        (.transfers, ["transfer", "faster payments", "sepa", "instant payment", "wire", "virement", "bank payment"]),
        (.notifications, ["webhook", "notification", "email", "e mail", "sms"]),
        (.invoicing, ["invoic", "billing", "factur"]),
        (.onboarding, ["onboarding", "kyc", "kyb", "verification", "sign up", "signup", "registration"]),
        (
            .dashboard,
            ["dashboard", "portal", "back office", "backoffice", "merchant center", "console", "admin", "website"]
        ),
        (
            .alternative,
            [
                "payment method", "apm", "wallet", "paypal", "apple pay", "google pay", "klarna", "ideal", "bancontact",
                "blik", "swish", "twint", "oney", "buy now", "local payment", "alternative",
            ]
        ),
        (
            .ecommerce,
            [
                "e commerce", "ecommerce", "checkout", "online payment", "payment page", "hosted", "gateway", "acquir",
                "payments", "payment processing", "paiement",
            ]
        ),
        (.cards, ["card", "issuing", "carte"]),
        (.api, ["api", "sdk", "graphql", "rest "]),
    ]

    private static func tokens(_ name: String) -> [Substring] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
}
