/// What the issuer's pages say, in one language.
struct PageWords: Sendable {
    let decimalMark: String
    let title: String
    let lead: String
    let merchant: String
    let amount: String
    let card: String
    let simulation: @Sendable (_ code: String) -> String
    let code: String
    let wrong: @Sendable (_ triesLeft: Int) -> String
    let error: String
    let confirm: String
    let cancel: String
    let returnTitle: String
    let returnLead: String
    let proceed: String
    let notices: @Sendable (NoticePage) -> (title: String, text: String)

    static let english = PageWords(
        decimalMark: ".", title: "Confirm this payment",
        lead: "Your bank asks for a one-time code before this payment is made.", merchant: "Shop", amount: "Amount",
        card: "Card",
        simulation: { "This is a simulation and no message is sent: the code is \($0)." }, code: "One-time code",
        wrong: { "This code is not right. \($0 == 1 ? "One try is" : "\($0) tries are") left." }, error: "Error",
        confirm: "Confirm", cancel: "Cancel the payment", returnTitle: "Back to the shop",
        returnLead: "Your answer was taken. Go on to see what became of the payment.", proceed: "Continue",
        notices: { notice in
            switch notice {
            case .unknown:
                (
                    "This confirmation is over",
                    "It ended, or it was never asked for here. Go back to the shop and begin the payment again."
                )
            case .wait:
                ("Just a moment", "Your answer is being told to the shop. Load this page again in a few seconds.")
            case .badRequest:
                ("This can't be read", "The shop's request is not as it must be. Go back to the shop and begin again.")
            case .badReturn:
                (
                    "The way back is not known",
                    "The browser came without what the shop gave it. Go back to the shop and look at your order there."
                )
            }
        })

    static let french = PageWords(
        decimalMark: ",", title: "Confirmez ce paiement",
        lead: "Votre banque demande un code à usage unique avant ce paiement.", merchant: "Boutique",
        amount: "Montant", card: "Carte",
        simulation: { "Ceci est une simulation et aucun message n’est envoyé : le code est \($0)." },
        code: "Code à usage unique",
        wrong: { "Ce code n’est pas le bon. Il reste \($0 == 1 ? "un essai" : "\($0) essais")." }, error: "Erreur",
        confirm: "Confirmer", cancel: "Annuler le paiement", returnTitle: "Retour à la boutique",
        returnLead: "Votre réponse est prise. Continuez pour voir ce qu’il en est du paiement.", proceed: "Continuer",
        notices: { notice in
            switch notice {
            case .unknown:
                (
                    "Cette confirmation est terminée",
                    "Elle a pris fin, ou n’a jamais été demandée ici. Retournez à la boutique et recommencez le paiement."
                )
            case .wait:
                (
                    "Un instant",
                    "Votre réponse est en cours de transmission à la boutique. Rechargez cette page dans quelques secondes."
                )
            case .badRequest:
                (
                    "Ceci est illisible",
                    "La demande de la boutique n’est pas conforme. Retournez à la boutique et recommencez."
                )
            case .badReturn:
                (
                    "Le chemin du retour est inconnu",
                    "Le navigateur est venu sans ce que la boutique lui avait donné. Consultez votre commande à la boutique."
                )
            }
        })

    static let italian = PageWords(
        decimalMark: ",", title: "Conferma questo pagamento",
        lead: "La tua banca chiede un codice monouso prima di questo pagamento.", merchant: "Negozio",
        amount: "Importo", card: "Carta",
        simulation: { "Questa è una simulazione e nessun messaggio viene inviato: il codice è \($0)." },
        code: "Codice monouso",
        wrong: { "Il codice non è giusto. \($0 == 1 ? "Resta un tentativo" : "Restano \($0) tentativi")." },
        error: "Errore", confirm: "Conferma", cancel: "Annulla il pagamento", returnTitle: "Torna al negozio",
        returnLead: "La tua risposta è stata presa. Continua per vedere l’esito del pagamento.", proceed: "Continua",
        notices: { notice in
            switch notice {
            case .unknown:
                (
                    "Questa conferma è finita",
                    "È terminata, o non è mai stata chiesta qui. Torna al negozio e ricomincia il pagamento."
                )
            case .wait:
                (
                    "Un momento",
                    "La tua risposta viene comunicata al negozio. Ricarica questa pagina tra qualche secondo."
                )
            case .badRequest:
                (
                    "Non si può leggere",
                    "La richiesta del negozio non è come deve essere. Torna al negozio e ricomincia."
                )
            case .badReturn:
                (
                    "La via del ritorno non è nota",
                    "Il browser è arrivato senza ciò che il negozio gli aveva dato. Guarda il tuo ordine nel negozio."
                )
            }
        })
}
