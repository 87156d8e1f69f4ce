/// Payment methods, schemes and rails, by the names under which they are written. The key is what the report gives.
enum EntityWords {
    struct Entity: Sendable {
        var key: String
        /// A method beside cards and bank transfers.
        var isAlternative: Bool
    }

    static let table: PhraseTable<Entity> = {
        var table = PhraseTable<Entity>()
        for (key, names) in methods { table.add(names, Entity(key: key, isAlternative: true)) }
        for (key, names) in schemes { table.add(names, Entity(key: key, isAlternative: false)) }
        return table
    }()

    private static let methods: [(String, String)] = [
        ("affirm", "affirm"), ("afterpay", "afterpay, clearpay"), ("alipay", "alipay"), ("alma", "alma"),
        ("amazon-pay", "amazon pay"), ("apple-pay", "apple pay, applepay"),
        ("bancomat-pay", "bancomat pay"), ("bancontact", "bancontact"), ("bizum", "bizum"), ("blik", "blik"),
        ("boleto", "boleto"), ("cash-app", "cash app"),
        ("eps", "eps"), ("fpx", "fpx"), ("giropay", "giropay"), ("google-pay", "google pay, googlepay"),
        ("grabpay", "grabpay"), ("ideal", "ideal payment*, ideal transactions, ideal errors"),
        ("interac", "interac"), ("kakaopay", "kakaopay, kakao pay"), ("klarna", "klarna"), ("link", "link payments"),
        ("mb-way", "mb way, mbway"), ("mobilepay", "mobilepay"),
        ("multibanco", "multibanco"), ("oney", "oney"), ("oxxo", "oxxo"), ("p24", "p 24, przelewy 24"),
        ("payconiq", "payconiq"), ("paynow", "paynow"), ("paypal", "paypal"),
        ("paysafecard", "paysafecard"), ("pix", "pix"), ("promptpay", "promptpay"), ("samsung-pay", "samsung pay"),
        ("satispay", "satispay"), ("sofort", "sofort"), ("swish", "swish"),
        ("trustly", "trustly"), ("twint", "twint"), ("upi", "upi"), ("vipps", "vipps"),
        ("wechat-pay", "wechat pay, wechat"), ("wero", "wero"), ("zip", "zip pay"),
    ]

    private static let schemes: [(String, String)] = [
        ("amex", "american express, amex"), ("bacs", "bacs"), ("becs", "becs"),
        ("cartes-bancaires", "cartes bancaires, reseau cb, carte bancaire cb"), ("chaps", "chaps"),
        ("dankort", "dankort"),
        ("diners", "diners"), ("discover", "discover card*, discover network"), ("eftpos", "eftpos"),
        ("elo", "elo cards"), ("fedach", "fedach, ach"), ("faster-payments", "faster payments"),
        ("fednow", "fednow"), ("girocard", "girocard"), ("jcb", "jcb"), ("maestro", "maestro"),
        ("mastercard", "mastercard"), ("mir", "mir cards"), ("npp", "npp, payid, payto"),
        ("pagobancomat", "pagobancomat, bancomat"),
        ("rtp", "rtp"), ("rupay", "rupay"), ("sepa", "sepa"), ("sepa-instant", "sepa instant, sct inst"),
        ("spei", "spei"), ("swift", "swift payments, swift network"), ("unionpay", "unionpay"), ("visa", "visa"),
    ]
}
