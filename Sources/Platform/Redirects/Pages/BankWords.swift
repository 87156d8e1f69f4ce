internal import Vocabulary

/// What the simulated bank's pages say, in one language.
struct BankWords: Sendable {
    let decimalMark: String
    let pay: String
    let simulation: String
    let merchant: String
    let amount: String
    let reference: String
    let over: String
    let back: String
    let voucherTitle: String
    let voucherLead: String
    let voucherNumber: String
    let choices: [SimulatedBank.Choice: String]
    let counter: (pay: String, late: String)
    let notices: [BankPage.Notice: (title: String, text: String)]

    func title(_ method: String) -> String { "\(method): \(pay)" }

    func choice(_ choice: SimulatedBank.Choice, isVoucher: Bool) -> String {
        switch choice {
        case .pay where isVoucher: counter.pay
        case .late where isVoucher: counter.late
        default: choices[choice] ?? choice.rawValue
        }
    }

    func notice(_ notice: BankPage.Notice) -> (title: String, text: String) { notices[notice] ?? ("", "") }

    static func of(_ language: Language) -> BankWords {
        switch language {
        case .french: french
        case .italian: italian
        default: english
        }
    }

    static let english = BankWords(
        decimalMark: ".", pay: "pay",
        simulation: "This is a simulation: no money moves. Choose what the bank is to do.",
        merchant: "Shop", amount: "Amount", reference: "Order",
        over: "This payment is over; nothing is to be done here.",
        back: "Back to the shop", voucherTitle: "Your voucher",
        voucherLead: "Pay it at a counter within three days. To play the counter, load the payment's page again.",
        voucherNumber: "Voucher",
        choices: [
            .pay: "Pay now", .late: "Pay, and let the bank tell it too late", .cancel: "Cancel",
            .leave: "Leave without an answer", .voucher: "Get a voucher",
        ],
        counter: ("Pay at the counter", "Pay at the counter, too late"),
        notices: [
            .unknown: ("There is no such payment", "Go back to the shop and begin the payment again."),
            .over: ("This payment is over", "It was answered before. Go back to the shop to see what became of it."),
            .left: ("You have left", "The payment stays open until its time is over. This window can be closed."),
            .badRequest: ("This can't be read", "Go back to the page of the bank and choose again."),
            .unavailable: ("Not possible for the moment", "Nothing was lost. Load this page again in a few seconds."),
        ])

    static let french = BankWords(
        decimalMark: ",", pay: "payer",
        simulation: "Ceci est une simulation : aucun argent ne bouge. Choisissez ce que la banque doit faire.",
        merchant: "Boutique", amount: "Montant", reference: "Commande",
        over: "Ce paiement est terminé ; il n’y a plus rien à faire ici.", back: "Retour à la boutique",
        voucherTitle: "Votre bon",
        voucherLead:
            "Payez-le à un guichet dans les trois jours. Pour jouer le guichet, rechargez la page du paiement.",
        voucherNumber: "Bon",
        choices: [
            .pay: "Payer maintenant", .late: "Payer, et laisser la banque le dire trop tard", .cancel: "Annuler",
            .leave: "Partir sans répondre", .voucher: "Prendre un bon",
        ],
        counter: ("Payer au guichet", "Payer au guichet, trop tard"),
        notices: [
            .unknown: ("Ce paiement n’existe pas", "Retournez à la boutique et recommencez le paiement."),
            .over: (
                "Ce paiement est terminé", "Il a déjà reçu une réponse. Retournez à la boutique pour voir laquelle."
            ),
            .left: ("Vous êtes parti", "Le paiement reste ouvert jusqu’à son terme. Cette fenêtre peut être fermée."),
            .badRequest: ("Ceci est illisible", "Retournez à la page de la banque et choisissez de nouveau."),
            .unavailable: (
                "Impossible pour le moment", "Rien n’est perdu. Rechargez cette page dans quelques secondes."
            ),
        ])

    static let italian = BankWords(
        decimalMark: ",", pay: "paga",
        simulation: "Questa è una simulazione: nessun denaro si muove. Scegli che cosa deve fare la banca.",
        merchant: "Negozio", amount: "Importo", reference: "Ordine",
        over: "Questo pagamento è finito; qui non c’è più nulla da fare.", back: "Torna al negozio",
        voucherTitle: "Il tuo buono",
        voucherLead:
            "Pagalo a uno sportello entro tre giorni. Per fare lo sportello, ricarica la pagina del pagamento.",
        voucherNumber: "Buono",
        choices: [
            .pay: "Paga ora", .late: "Paga, e la banca lo dice troppo tardi", .cancel: "Annulla",
            .leave: "Esci senza rispondere", .voucher: "Prendi un buono",
        ],
        counter: ("Paga allo sportello", "Paga allo sportello, troppo tardi"),
        notices: [
            .unknown: ("Questo pagamento non esiste", "Torna al negozio e ricomincia il pagamento."),
            .over: ("Questo pagamento è finito", "Ha già avuto una risposta. Torna al negozio per vedere quale."),
            .left: ("Sei uscito", "Il pagamento resta aperto fino alla scadenza. Questa finestra può essere chiusa."),
            .badRequest: ("Non si può leggere", "Torna alla pagina della banca e scegli di nuovo."),
            .unavailable: ("Per ora non è possibile", "Nulla è perso. Ricarica questa pagina tra qualche secondo."),
        ])
}
