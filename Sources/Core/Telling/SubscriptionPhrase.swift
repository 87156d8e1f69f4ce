internal import Vocabulary

/// What is said to those who subscribed to a status page, besides the words of alerts and pages.
package enum SubscriptionPhrase: String, Sendable, Hashable, CaseIterable {
    case question, questionText, questionLink, already, alreadyText, why, manage, unsubscribe, page, otherLanguage
    case corrected, postmortem, entered
    case asked, confirmed, unsubscribed, unknownLink, tooMany
    case problemTarget, problemInsecure, problemKind, problemChat, problemChoice, problemLater
}

extension LanguagePack {
    /// The words for a phrase to subscribers with its places filled.
    package func say(subscription phrase: SubscriptionPhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(subscriptionWords[phrase] ?? Self.englishSubscriptions[phrase] ?? phrase.rawValue, facts)
    }

    package var subscriptionWords: [SubscriptionPhrase: String] {
        if let added { return added.subscriptions }
        return switch language {
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
        .corrected: "{status}, corrected", .entered: "Entered later, at",
        .postmortem: "The post-mortem is on the page.",
        .asked: "Thank you. If this address is not told yet, a message is on its way: confirm there.",
        .confirmed: "You are told from now on when {brand} says something.",
        .unsubscribed: "You are told nothing more by {brand}.",
        .unknownLink: "This link is not known, or no longer good. Subscribe again to get a new one.",
        .tooMany: "Too many requests came from your network. Try again in an hour.",
        .problemTarget: "This is no address that can be told.",
        .problemInsecure: "The address must begin with https://.",
        .problemKind: "This page does not tell by that way.",
        .problemChat: "The address does not say which chat this is: choose Mattermost or ntfy.",
        .problemChoice: "This page has no such language or service.",
        .problemLater: "This can’t be done now. Try again later.",
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
        .corrected: "{status}, corrigé", .entered: "Saisi plus tard, le",
        .postmortem: "Le post-mortem est sur la page.",
        .asked: "Merci. Si cette adresse n’est pas encore prévenue, un message est en route\u{202F}: confirmez-y.",
        .confirmed: "Vous serez prévenu quand {brand} s’exprimera.",
        .unsubscribed: "{brand} ne vous préviendra plus de rien.",
        .unknownLink: "Ce lien n’est pas connu, ou n’est plus valable. Abonnez-vous de nouveau pour en avoir un autre.",
        .tooMany: "Trop de demandes sont venues de votre réseau. Réessayez dans une heure.",
        .problemTarget: "Ce n’est pas une adresse qui puisse être prévenue.",
        .problemInsecure: "L’adresse doit commencer par https://.",
        .problemKind: "Cette page ne prévient pas par ce moyen.",
        .problemChat: "L’adresse ne dit pas de quelle messagerie il s’agit\u{202F}: choisissez Mattermost ou ntfy.",
        .problemChoice: "Cette page n’a pas cette langue ou ce service.",
        .problemLater: "Ce n’est pas possible maintenant. Réessayez plus tard.",
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
        .corrected: "{status}, corretto", .entered: "Inserito dopo, il", .postmortem: "Il post-mortem è sulla pagina.",
        .asked: "Grazie. Se questo indirizzo non è ancora avvisato, un messaggio è in arrivo: confermi lì.",
        .confirmed: "Da ora in poi è avvisato quando {brand} dice qualcosa.",
        .unsubscribed: "{brand} non la avvisa più di nulla.",
        .unknownLink: "Questo link non è noto, o non è più valido. Si iscriva di nuovo per averne un altro.",
        .tooMany: "Troppe richieste sono arrivate dalla sua rete. Riprovi tra un’ora.",
        .problemTarget: "Questo non è un indirizzo che si possa avvisare.",
        .problemInsecure: "L’indirizzo deve cominciare con https://.",
        .problemKind: "Questa pagina non avvisa in questo modo.",
        .problemChat: "L’indirizzo non dice di quale chat si tratta: scegli Mattermost o ntfy.",
        .problemChoice: "Questa pagina non ha questa lingua o questo servizio.",
        .problemLater: "Ora non è possibile. Riprovi più tardi.",
    ]
}
