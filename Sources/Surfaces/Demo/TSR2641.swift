package import Vocabulary

extension DemoSite {
    /// 4 December 2025: a supplier's faulty server stops payments twice; the second time is never announced.
    package static let tsr2641: Incident = {
        var incident = Incident(
            id: IncidentID(checked: "tsr-2641"), provider: payplug, reference: Reference("TSR-2641"),
            title: text(
                "In-store and e-commerce payments failed twice",
                "Les paiements en magasin et en ligne ont échoué deux fois",
                "Pagamenti in negozio ed e-commerce: due guasti"),
            summary: text(
                "A faulty server at an external supplier stopped card payments for {window.1.length} at noon and for {window.2.length} in the afternoon. The second outage came {recurrence-after} after the page said “resolved” and was never announced.",
                "Un serveur défaillant chez un prestataire externe a bloqué les paiements {window.1.length} à midi, puis {window.2.length} l’après-midi. La seconde panne est venue {recurrence-after} après le mot «\u{202F}résolu\u{202F}» et n’a jamais été annoncée.",
                "Un server guasto presso un fornitore esterno ha bloccato i pagamenti per {window.1.length} a mezzogiorno e per {window.2.length} nel pomeriggio. Il secondo guasto è arrivato {recurrence-after} dopo il «risolto» della pagina e non è mai stato annunciato."
            ),
            severity: .major, priority: .p2, category: .externalProvider, responsibility: .external,
            components: [ecommerce, instoreCB2A])
        let evidence = text(
            "The post-mortem; the page knows the first window only",
            "Le post-mortem\u{202F}; la page ne connaît que la première période",
            "Il post mortem; la pagina conosce solo il primo periodo")
        incident.windows = [
            window(
                "tsr-2641-1", "2025-12-04T11:08Z", "2025-12-04T11:13Z", [ecommerce, instoreCB2A], evidence: evidence),
            window(
                "tsr-2641-2", "2025-12-04T15:39Z", "2025-12-04T15:58Z", [ecommerce, instoreCB2A],
                evidence: text(
                    "The post-mortem alone", "Le post-mortem seul", "Il solo post mortem")),
        ]
        incident.accounts = [
            PageAccount(
                brand: dalenysBrand, severityWord: "notice", opened: at("2025-12-04T11:34Z"),
                closed: at("2025-12-04T15:08Z"))
        ]
        incident.updates = [
            update(
                dalenysBrand, .monitoring, "2025-12-04T11:34Z",
                text(
                    "The page opens: payments had trouble between {window.1.start} and {window.1.end}; it is over and being watched.",
                    "La page s’ouvre\u{202F}: paiements perturbés entre {window.1.start} et {window.1.end}\u{202F}; c’est fini et surveillé."
                )),
            update(
                dalenysBrand, .monitoring, "2025-12-04T13:28Z",
                text(
                    "The origin lies with an outside supplier, who is still analysing it.",
                    "L’origine se trouve chez un prestataire, qui l’étudie toujours.")),
            update(
                dalenysBrand, .resolved, "2025-12-04T15:08Z", LocalizedText([.english: "Closed."]), missing: [.french]),
            update(
                dalenysBrand, .postmortem, "2025-12-08T08:55Z",
                text(
                    "The post-mortem appears and holds the second outage.",
                    "Le post-mortem paraît et révèle la seconde panne.")),
        ]
        incident.claims = [
            claim(.start, "2025-12-04T11:08Z", by: dalenysPage, stated: "2025-12-04T11:34Z"),
            claim(.end, "2025-12-04T11:13Z", by: dalenysPage, stated: "2025-12-04T11:34Z"),
            claim(.end, "2025-12-04T15:58Z", by: postmortemSource, stated: "2025-12-08T08:55Z"),
            claim(.detected, "2025-12-04T11:13Z", by: postmortemSource, stated: "2025-12-08T08:55Z"),
            claim(.identified, "2025-12-04T11:21Z", by: postmortemSource, stated: "2025-12-08T08:55Z"),
        ]
        incident.insideEvents = tsr2641Events
        incident.contradictions = [
            doubt(
                .hiddenRecurrence,
                "The post-mortem holds a second outage, {window.2.start} to {window.2.end}, that the page never showed.",
                "Le post-mortem contient une seconde panne, de {window.2.start} à {window.2.end}, que la page n’a jamais montrée.",
                "Il post mortem contiene un secondo guasto, dalle {window.2.start} alle {window.2.end}, che la pagina non ha mai mostrato."
            ),
            doubt(
                .components, "The page lists e-commerce only; the post-mortem adds in-store CB2A.",
                "La page ne cite que l’e-commerce\u{202F}; le post-mortem ajoute le magasin CB2A.",
                "La pagina cita solo l’e-commerce; il post mortem aggiunge il negozio CB2A."),
            doubt(
                .clockWords, "In its English text, “12:08pm” stands for noon plus eight minutes.",
                "Dans son texte anglais, «\u{202F}12:08pm\u{202F}» veut dire midi et huit minutes.",
                "Nel suo testo inglese, «12:08pm» vuol dire mezzogiorno e otto minuti."),
            doubt(
                .duration,
                "The page was open for {page-time}; customers were hit for {impact}, partly after it closed.",
                "La page est restée ouverte {page-time}\u{202F}; les clients ont été touchés {impact}, en partie après sa fermeture.",
                "La pagina è rimasta aperta {page-time}; i clienti sono stati colpiti {impact}, in parte dopo la chiusura."
            ),
        ]
        incident.postmortem = Postmortem(
            publishedAt: at("2025-12-08T08:55Z"),
            clientImpact: text(
                "Cardholders could not pay, in store by CB2A and online: {window.1.length}, then {window.2.length}.",
                "Les porteurs ne pouvaient plus payer, en magasin par CB2A et en ligne\u{202F}: {window.1.length}, puis {window.2.length}.",
                "I titolari di carta non potevano pagare, in negozio via CB2A e online: {window.1.length}, poi {window.2.length}."
            ),
            rootCause: text(
                "One server of an external supplier was faulty.",
                "Un serveur d’un prestataire externe était défaillant.",
                "Un server di un fornitore esterno era guasto."),
            actions: [
                Postmortem.Action(
                    symptom: text(
                        "It took too long to see that the fault lay outside.",
                        "Il a fallu trop de temps pour voir que la faute venait d’ailleurs.",
                        "È servito troppo tempo per vedere che il guasto era altrove."),
                    action: text(
                        "Trace each operation, so that a supplier’s fault shows sooner.",
                        "Suivre chaque opération, pour voir plus tôt la faute d’un prestataire.",
                        "Tracciare ogni operazione, per vedere prima il guasto di un fornitore."))
            ])
        return incident
    }()

    private static let tsr2641Events: [InsideEvent] = [
        event(
            "2025-12-04T11:13Z", .alert, "Alerts come in, a crisis team forms",
            "Les alertes arrivent, une cellule de crise se forme", "Arrivano gli allarmi, si forma l’unità di crisi"),
        event(
            "2025-12-04T11:21Z", .cause, "A supplier’s server is found faulty",
            "Un serveur d’un prestataire est en cause",
            "Un server di un fornitore risulta guasto"),
        event(
            "2025-12-04T11:30Z", .contact, "The supplier is called", "Le prestataire est appelé",
            "Il fornitore è contattato"),
        event(
            "2025-12-04T13:16Z", .cause, "The supplier confirms it", "Le prestataire confirme", "Il fornitore conferma"),
        event("2025-12-04T15:53Z", .alert, "Alerts come in again", "Nouvelles alertes", "Nuovi allarmi"),
        event(
            "2025-12-04T15:54Z", .contact, "The supplier is called again", "Le prestataire est rappelé",
            "Il fornitore è richiamato"),
        event(
            "2025-12-04T15:56Z", .fix, "The supplier steadies its server", "Le prestataire stabilise son serveur",
            "Il fornitore stabilizza il suo server"),
    ]
}
