internal import Vocabulary

/// Words for the ways in which payments are made or followed up.
enum ChannelWords {
    static let table: PhraseTable<Channel> = {
        var table = PhraseTable<Channel>()
        for (channel, text) in words { table.add(text, channel) }
        return table
    }()

    private static let words: [(Channel, String)] = [
        (
            .ecommerce,
            "e commerce, ecommerce, online payments, online payment, checkout, hosted fields, payment page, web payments, paiement en ligne, paiements en ligne, pagamenti online, pagos en linea, commercio elettronico, comercio electronico, onlinezahlung*, onlinebetaling*, online betaling*, netthandel, nethandel"
        ),
        (.threeDS, "3 ds, 3 d secure, 3 dsecure, authentification forte, strong customer authentication"),
        (.instoreCB2A, "cb 2 a"),
        (.instoreNexo, "nexo"),
        (
            .instore,
            "in store, instore, magasin, magasins, negozio, negozi, point of sale, pos, terminals, tpe, datafono, datafonos, tpv, winkel*, kartenterminal*, kassen, kortterminal*, betaalterminal*, in butikk, tiendas, comercios, lesegerate, card readers, card present"
        ),
        (
            .alternative,
            "alternative payment methods, alternative payment, moyens de paiements alternatifs, moyens de paiement alternatifs, mpa, apm, apms, metodi di pagamento alternativi, metodos de pago alternativos, payment method"
        ),
        (.eTerminal, "e terminal, virtual terminal"),
        (
            .settlement,
            "settlement, settlements, reversement, reversements, versement, versements, payout, payouts, liquidazione, liquidacion, accrediti, abrechnung, auszahlung*, uitbetaling*, utbetaling*, udbetaling*, clearing"
        ),
        (
            .dashboard,
            "dashboard, dashboards, merchant portal, customer portal, portail, portale, back office, backoffice, control panel, merchant interface, reporting portal"
        ),
        (.api, "api, apis"),
        (
            .notifications,
            "notification, notifications, webhook, webhooks, receipts, notifiche, notificaciones, benachrichtigung*, callbacks"
        ),
        (
            .invoicing,
            "invoice, invoices, invoicing, facture, factures, facturation, fattura, fatture, fatturazione, factura, facturacion, rechnung*, billing, fatura*"
        ),
        (.onboarding, "onboarding, sign up, signup, kyc, inscription, merchant registration, enrolment"),
        (
            .cards,
            "card payments, card transactions, card, cards, carte, cartes, carta, carte di credito, tarjeta, tarjetas, cartao, cartoes, kartenzahlung*, karte, karten, kaart*, kort, kredietkaarten, american express, amex, visa, mastercard"
        ),
        (
            .transfers,
            "transfer, transfers, bank transfer*, virement, virements, bonifico, bonifici, transferencia, transferencias, uberweisung*, overschrijving*, faster payments, bank payments, instant payments"
        ),
        (
            .directDebit,
            "direct debit, direct debits, prelevement, prelevements, addebito diretto, domiciliacion*, lastschrift*, automatische incasso, debito direto"
        ),
    ]
}
