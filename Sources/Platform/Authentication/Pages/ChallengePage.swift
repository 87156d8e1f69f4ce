internal import HTTP
internal import Markup
internal import PayerPages
internal import Roles

/// The page on which the issuer asks for a code. It works without script.
enum ChallengePage {
    static func response(
        _ shown: ChallengeService.Case, triesLeft: Int?, _ page: PageLanguage, below folder: String
    ) -> HTTPResponse {
        let words = page.words
        let amount =
            PurchaseCurrency(number: shown.currency)?.text(minor: shown.amount, decimalMark: words.decimalMark)
            ?? shown.amount
        let problem = triesLeft.map(words.wrong)
        let content = HTML(.div) {
            HTML(.h1, text: words.title)
            HTML(.p, text: words.lead)
            HTML(.dl) {
                HTML(.dt, text: words.merchant)
                HTML(.dd, text: shown.merchant)
                HTML(.dt, text: words.amount)
                HTML(.dd, text: amount)
                HTML(.dt, text: words.card)
                HTML(.dd, text: shown.maskedCard)
            }
            HTML(.p, .id("simulation"), text: words.simulation(shown.code))
            HTML(.form, .post, Address(folder + "/" + shown.name).map { .action($0) }) {
                HTML(.label, .for("code"), text: words.code)
                HTML(
                    .input, .id("code"), .name("code"), .type("text"), .maxLength(20), .autocomplete("one-time-code"),
                    .focused, problem.map { _ in .aria("invalid", "true") },
                    .aria("describedby", problem == nil ? "simulation" : "problem simulation"))
                if let problem { HTML(.p, .id("problem"), .class("problem"), .role("alert"), text: problem) }
                HTML(.div, .class("choices")) {
                    HTML(.button, .class("first"), .type("submit"), .name("do"), .value("answer"), text: words.confirm)
                    HTML(.button, .type("submit"), .name("do"), .value("cancel"), text: words.cancel)
                }
            }
        }
        let title = problem == nil ? words.title : "\(words.error): \(words.title)"
        return PageFrame.response(
            page.language, PageFrame.html(page.language, title: title, below: parent(folder), content))
    }

    private static func parent(_ folder: String) -> String {
        folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? folder
    }
}
