internal import Vocabulary

/// What the payer's pages say, in three languages. Merchants' pages are in English.
struct PageWords: Sendable {
    static let languages: [Language] = [.english, .french, .italian]
    let language: Language

    var decimalMark: String { language == .english ? "." : "," }

    func callAsFunction(_ sentence: Sentence) -> String {
        let (english, french, italian) = sentence.texts
        return language == .french ? french : language == .italian ? italian : english
    }

    func callAsFunction(_ sentence: Sentence, _ value: String) -> String { self(sentence).replacing("%", with: value) }

    static func name(of language: Language) -> String {
        language == .french ? "Français" : language == .italian ? "Italiano" : "English"
    }

    enum Sentence {
        case title, payTo, reference, number, numberHint, expiry, expiryHint, securityCode, securityHint, payNow, cancel
        case testOnly, languages, skip, challengeTitle, challengeText, challengeButton, waitTitle, waitText, again
        case undoingTitle, undoingText, paidTitle, paidText, refusedTitle, refusedText, failedTitle, failedText
        case expiredTitle, expiredText, cancelledTitle, cancelledText, back, tryAgain, notFoundTitle, notFoundText
        case notProven, technical, refusedTry, numberProblem, expiryProblem, securityProblem, unavailable

        var texts: (String, String, String) {
            switch self {
            case .title: ("Payment", "Paiement", "Pagamento")
            case .payTo: ("to %", "à %", "a %")
            case .reference: ("Reference: %", "Référence : %", "Riferimento: %")
            case .number: ("Card number", "Numéro de carte", "Numero della carta")
            case .numberHint:
                (
                    "A test card; real ones are refused.", "Une carte de test ; les vraies sont refusées.",
                    "Una carta di prova; quelle vere sono rifiutate."
                )
            case .expiry: ("Expires", "Expire fin", "Scadenza")
            case .expiryHint:
                (
                    "Month and year, such as 12/30", "Mois et année, par exemple 12/30",
                    "Mese e anno, ad esempio 12/30"
                )
            case .securityCode: ("Security code", "Cryptogramme", "Codice di sicurezza")
            case .securityHint:
                (
                    "Three or four digits on the card", "Trois ou quatre chiffres sur la carte",
                    "Tre o quattro cifre sulla carta"
                )
            case .payNow: ("Pay %", "Payer %", "Paga %")
            case .cancel: ("Cancel this payment", "Annuler ce paiement", "Annulla questo pagamento")
            case .testOnly:
                (
                    "This is a test: no money moves.", "Ceci est un test : aucun argent ne circule.",
                    "Questa è una prova: nessun denaro viene trasferito."
                )
            case .languages: ("Languages", "Langues", "Lingue")
            case .skip: ("Skip to the content", "Aller au contenu", "Vai al contenuto")
            case .challengeTitle:
                (
                    "Your bank wants to be sure", "Votre banque veut s’assurer de votre identité",
                    "La tua banca vuole esserne sicura"
                )
            case .challengeText:
                (
                    "Continue to your bank's page, prove that it is you, and you will come back here.",
                    "Continuez vers la page de votre banque, confirmez votre identité, et vous reviendrez ici.",
                    "Continua sulla pagina della tua banca, conferma la tua identità e tornerai qui."
                )
            case .challengeButton: ("Continue to my bank", "Continuer vers ma banque", "Continua verso la mia banca")
            case .waitTitle: ("One moment", "Un instant", "Un momento")
            case .waitText: ("Your payment is being made.", "Votre paiement est en cours.", "Il pagamento è in corso.")
            case .again: ("Look again", "Actualiser", "Aggiorna")
            case .undoingTitle: ("We are making sure", "Nous vérifions", "Stiamo verificando")
            case .undoingText:
                (
                    "Whether this payment was made is not known. It is being taken back, so that you pay at most once.",
                    "On ne sait pas si ce paiement a abouti. Il est annulé, pour que vous ne payiez pas deux fois.",
                    "Non si sa se il pagamento sia riuscito. Viene annullato, così non pagherai due volte."
                )
            case .paidTitle: ("Paid: %", "Payé : %", "Pagato: %")
            case .paidText:
                (
                    "Thank you. You can close this page.", "Merci. Vous pouvez fermer cette page.",
                    "Grazie. Puoi chiudere questa pagina."
                )
            case .refusedTitle: ("Not paid: refused", "Non payé : refusé", "Non pagato: rifiutato")
            case .refusedText:
                (
                    "Your bank did not accept this payment. Nothing was taken.",
                    "Votre banque n’a pas accepté ce paiement. Rien n’a été débité.",
                    "La tua banca non ha accettato il pagamento. Nulla è stato addebitato."
                )
            case .failedTitle:
                (
                    "Not paid: a technical failure", "Non payé : incident technique",
                    "Non pagato: problema tecnico"
                )
            case .failedText:
                (
                    "Nothing was taken. Try again later.", "Rien n’a été débité. Réessayez plus tard.",
                    "Nulla è stato addebitato. Riprova più tardi."
                )
            case .expiredTitle:
                (
                    "The time for this payment is over", "Le délai de ce paiement est écoulé",
                    "Il tempo per questo pagamento è scaduto"
                )
            case .expiredText:
                (
                    "Ask the shop for a new one.", "Demandez-en un nouveau au commerçant.",
                    "Chiedine uno nuovo al negozio."
                )
            case .cancelledTitle: ("The payment was cancelled", "Le paiement est annulé", "Il pagamento è annullato")
            case .cancelledText: ("Nothing was taken.", "Rien n’a été débité.", "Nulla è stato addebitato.")
            case .back: ("Back to the shop", "Retour à la boutique", "Torna al negozio")
            case .tryAgain: ("Try another card.", "Essayez une autre carte.", "Prova un’altra carta.")
            case .notFoundTitle: ("There is no such payment", "Ce paiement n’existe pas", "Questo pagamento non esiste")
            case .notFoundText:
                (
                    "Look whether the address is complete.", "Vérifiez que l’adresse est complète.",
                    "Controlla che l’indirizzo sia completo."
                )
            case .notProven:
                (
                    "Your bank could not make sure that it was you.",
                    "Votre banque n’a pas pu confirmer votre identité.",
                    "La tua banca non ha potuto confermare la tua identità."
                )
            case .technical:
                (
                    "A technical failure: nothing was taken.", "Incident technique : rien n’a été débité.",
                    "Problema tecnico: nulla è stato addebitato."
                )
            case .refusedTry:
                (
                    "Your bank refused (code %).", "Votre banque a refusé (code %).",
                    "La tua banca ha rifiutato (codice %)."
                )
            case .numberProblem:
                (
                    "This is not the number of a test card.", "Ce n’est pas le numéro d’une carte de test.",
                    "Non è il numero di una carta di prova."
                )
            case .expiryProblem:
                (
                    "Give a month that is not over, such as 12/30.",
                    "Indiquez un mois à venir, par exemple 12/30.", "Indica un mese futuro, ad esempio 12/30."
                )
            case .securityProblem: ("Three or four digits.", "Trois ou quatre chiffres.", "Tre o quattro cifre.")
            case .unavailable:
                (
                    "We cannot go on right now. Look again in a moment: nothing is taken twice.",
                    "Impossible de continuer pour le moment. Actualisez dans un instant : rien ne sera débité deux fois.",
                    "Impossibile continuare ora. Aggiorna tra un momento: nulla sarà addebitato due volte."
                )
            }
        }
    }
}
