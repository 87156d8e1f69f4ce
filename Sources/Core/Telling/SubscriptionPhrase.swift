internal import Vocabulary

/// What is said to those who subscribed to a status page, besides the words of alerts and pages.
package enum SubscriptionPhrase: String, Sendable, Hashable, CaseIterable {
    case question, questionText, questionLink, already, alreadyText, why, manage, unsubscribe, page, otherLanguage
    case corrected, postmortem, stop
}

extension LanguagePack {
    /// The words for a phrase to subscribers with its places filled.
    package func say(subscription phrase: SubscriptionPhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(subscriptionWords[phrase] ?? Self.englishSubscriptions[phrase] ?? phrase.rawValue, facts)
    }

    package var subscriptionWords: [SubscriptionPhrase: String] {
        switch language {
        case .french: Self.frenchSubscriptions
        case .italian: Self.italianSubscriptions
        default: Self.englishSubscriptions
        }
    }

    private static let englishSubscriptions: [SubscriptionPhrase: String] = [
        .question: "Do you want news of {brand} here?",
        .questionText:
            "Somebody asked that this address be told when {brand} says something about an incident. If it was you, confirm it within 48 hours. If not, do nothing: nothing more will come.",
        .questionLink: "Confirm", .already: "You are told already",
        .alreadyText:
            "Somebody asked that this address be told when {brand} says something about an incident. It is already. To take over what was chosen now, confirm it; else do nothing.",
        .why: "You get this because you subscribed to the status page of {brand}.",
        .manage: "Change what you hear of", .unsubscribe: "Unsubscribe", .page: "Status page",
        .otherLanguage: "This text does not exist in {wanted} yet; here it is in {language}.",
        .corrected: "{status}, corrected", .postmortem: "The post-mortem is on the page.", .stop: "Stop",
    ]

    private static let frenchSubscriptions: [SubscriptionPhrase: String] = [
        .question: "Voulez-vous les nouvelles de {brand} ici\u{202F}?",
        .questionText:
            "Quelqu’un a demandé que cette adresse soit prévenue quand {brand} s’exprime sur un incident. Si c’était vous, confirmez-le dans les 48 heures. Sinon, ne faites rien\u{202F}: rien d’autre ne viendra.",
        .questionLink: "Confirmer", .already: "Vous êtes déjà prévenu",
        .alreadyText:
            "Quelqu’un a demandé que cette adresse soit prévenue quand {brand} s’exprime sur un incident. C’est déjà le cas. Pour reprendre ce qui vient d’être choisi, confirmez-le\u{202F}; sinon, ne faites rien.",
        .why: "Vous recevez ceci parce que vous êtes abonné à la page d’état de {brand}.",
        .manage: "Changer ce que vous recevez", .unsubscribe: "Se désabonner", .page: "Page d’état",
        .otherLanguage: "Ce texte n’existe pas encore en {wanted}\u{202F}; le voici en {language}.",
        .corrected: "{status}, corrigé", .postmortem: "Le post-mortem est sur la page.", .stop: "Arrêter",
    ]

    private static let italianSubscriptions: [SubscriptionPhrase: String] = [
        .question: "Vuole le novità di {brand} qui?",
        .questionText:
            "Qualcuno ha chiesto che questo indirizzo sia avvisato quando {brand} dice qualcosa su un incidente. Se è stato lei, lo confermi entro 48 ore. Altrimenti non faccia nulla: non arriverà altro.",
        .questionLink: "Confermare", .already: "È già avvisato",
        .alreadyText:
            "Qualcuno ha chiesto che questo indirizzo sia avvisato quando {brand} dice qualcosa su un incidente. Lo è già. Per adottare ciò che è stato scelto ora, lo confermi; altrimenti non faccia nulla.",
        .why: "Riceve questo perché è iscritto alla pagina di stato di {brand}.",
        .manage: "Cambiare ciò che riceve", .unsubscribe: "Annullare l’iscrizione", .page: "Pagina di stato",
        .otherLanguage: "Questo testo non esiste ancora in {wanted}; eccolo in {language}.",
        .corrected: "{status}, corretto", .postmortem: "Il post-mortem è sulla pagina.", .stop: "Fermare",
    ]
}
