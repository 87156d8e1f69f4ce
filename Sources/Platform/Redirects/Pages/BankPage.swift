internal import HTTP
internal import Ledger
internal import Markup
internal import PayerPages
internal import Roles
internal import Vocabulary

/// The page of the simulated bank. It works without script.
struct BankPage {
    /// A page that says why nothing is to be done here.
    enum Notice: Sendable {
        case unknown
        case over
        case left
        case badRequest
        case unavailable
    }

    private let payment: RedirectPayment
    private let language: Language
    private let words: BankWords
    private let merchant: String?
    private let address: String

    init(_ payment: RedirectPayment, _ language: Language, merchant: String?, at address: String) {
        self.payment = payment
        self.language = language
        words = BankWords.of(language)
        self.merchant = merchant
        self.address = address
    }

    func response() -> HTTPResponse {
        let choices = SimulatedBank.choices(of: payment)
        let content = HTML(.div) {
            HTML(.h1, text: words.title(payment.method.name))
            HTML(.p, text: words.simulation)
            facts
            if choices.isEmpty {
                HTML(.p, text: words.over)
                back
            } else {
                HTML(.form, .post, Address(address).map { .action($0) }) {
                    HTML(.div, .class("choices")) {
                        for (place, choice) in choices.enumerated() {
                            HTML(
                                .button, place == 0 ? .class("first") : nil, .type("submit"), .name("do"),
                                .value(choice.rawValue),
                                text: words.choice(choice, isVoucher: payment.state == .waiting))
                        }
                    }
                }
            }
        }
        return PageFrame.response(
            language, policy: policy,
            PageFrame.html(
                language, title: words.title(payment.method.name), below: RedirectService.pagePath, content))
    }

    /// What is shown in place of the way back when a voucher was taken.
    func voucher() -> HTTPResponse {
        let content = HTML(.div) {
            HTML(.h1, text: words.voucherTitle)
            HTML(.p, text: words.voucherLead)
            facts
            back
        }
        return PageFrame.response(
            language,
            PageFrame.html(language, title: words.voucherTitle, below: RedirectService.pagePath, content))
    }

    private var facts: HTML {
        HTML(.dl) {
            if let merchant {
                HTML(.dt, text: words.merchant)
                HTML(.dd, text: merchant)
            }
            HTML(.dt, text: words.amount)
            HTML(.dd, text: amount)
            if let reference = payment.reference {
                HTML(.dt, text: words.reference)
                HTML(.dd, text: reference)
            }
            if payment.state == .waiting {
                HTML(.dt, text: words.voucherNumber)
                HTML(.dd, text: String(payment.id.rawValue.suffix(12)))
            }
        }
    }

    @HTMLBuilder private var back: HTML {
        if let shop = Address(payment.returnAddress) {
            HTML(.p) { HTML(.a, .href(shop), text: words.back) }
        }
    }

    private var amount: String {
        PurchaseCurrency(payment.amount.currency)?.text(
            minor: String(payment.amount.minor), decimalMark: words.decimalMark) ?? payment.amount.description
    }

    /// Browsers hold a form's rule against what its answer redirects to as well: the merchant's own origin, and no other.
    private var policy: String {
        let shop = (try? FetchURL(payment.returnAddress))?.origin ?? ""
        return
            "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' \(shop); base-uri 'none'; "
            + "frame-ancestors 'none'"
    }

    static func notice(_ notice: Notice, _ language: Language, status: HTTPStatus) -> HTTPResponse {
        let (title, text) = BankWords.of(language).notice(notice)
        let content = HTML(.div) {
            HTML(.h1, text: title)
            HTML(.p, text: text)
        }
        return PageFrame.response(
            language, status: status,
            PageFrame.html(language, title: title, below: RedirectService.pagePath, content))
    }
}
