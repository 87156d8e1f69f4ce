internal import Cards
internal import HTTP
internal import Markup
internal import Vocabulary

/// A card as somebody typed it on a page, and what is wrong with it.
struct TypedCard: Sendable {
    private(set) var details: CardDetails?
    private(set) var expiry = ""
    private(set) var problems: Set<Problem> = []

    enum Problem: Sendable {
        case number
        case expiry
        case securityCode
    }

    init() {}

    init(_ fields: QueryParameters, at now: Instant) {
        let typed = (fields["number"] ?? "").filter { $0 != " " && $0 != "-" }
        let code = fields["code"] ?? ""
        expiry = String((fields["expiry"] ?? "").filter { $0 != " " }.prefix(7))
        let number = try? CardNumber(typed)
        let date = CardExpiry(expiry).flatMap { $0.isPast(at: now) ? nil : $0 }
        if number == nil { problems.insert(.number) }
        if date == nil { problems.insert(.expiry) }
        if !CardDetails.isSecurityCode(code) { problems.insert(.securityCode) }
        if problems.isEmpty, let number, let date { details = CardDetails(number: number, expiry: date) }
    }

    /// The number and the security code are never sent back to the browser.
    mutating func forgetNumber() { details = nil }
}

/// The fields of a card, for the payer's page and for the e-terminal.
struct CardFields {
    let words: PageWords
    let typed: TypedCard

    var html: HTML {
        HTML(.div, .class("cardfields")) {
            input(
                "number", words(.number), hint: words(.numberHint), fill: "cc-number", most: 30,
                problem: typed.problems.contains(.number) ? words(.numberProblem) : nil)
            HTML(.div, .class("pair")) {
                input(
                    "expiry", words(.expiry), value: typed.expiry, hint: words(.expiryHint), fill: "cc-exp", most: 7,
                    problem: typed.problems.contains(.expiry) ? words(.expiryProblem) : nil)
                input(
                    "code", words(.securityCode), hint: words(.securityHint), fill: "cc-csc", most: 4,
                    problem: typed.problems.contains(.securityCode) ? words(.securityProblem) : nil)
            }
        }
    }

    private func input(
        _ name: String, _ label: String, value: String = "", hint: String, fill: String, most: Int, problem: String?
    ) -> HTML {
        let described = ["card-\(name)-hint"] + (problem == nil ? [] : ["card-\(name)-problem"])
        return HTML(.div, .class("field")) {
            HTML(.label, .for("card-" + name), text: label)
            HTML(
                .input, .id("card-" + name), .name(name), .type("text"), .value(value), .maxLength(most),
                .autocomplete(fill), .required, problem.map { _ in .aria("invalid", "true") },
                .aria("describedby", described.joined(separator: " ")))
            HTML(.p, .id("card-\(name)-hint"), .class("quiet"), text: hint)
            if let problem { HTML(.p, .id("card-\(name)-problem"), .class("problem"), text: problem) }
        }
    }
}
