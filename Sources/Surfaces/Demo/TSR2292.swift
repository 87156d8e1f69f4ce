package import Vocabulary

extension DemoSite {
    /// 16 September 2025: a new certificate on all instances at once stops nexo payments in store.
    package static let tsr2292: Incident = {
        var incident = Incident(
            id: IncidentID(checked: "tsr-2292"), provider: payplug, reference: Reference("TSR-2292"),
            title: text(
                "A new certificate cut off nexo payments in store",
                "Un nouveau certificat a coupé les paiements nexo en magasin",
                "Un nuovo certificato ha bloccato i pagamenti nexo in negozio"),
            summary: text(
                "In-store nexo terminals could not pay for {impact}. An alert rang after two minutes and drowned among false ones; people saw it at {claim.detected.1}. The first public word came once it was over.",
                "Les terminaux nexo n’ont pas pu encaisser pendant {impact}. Une alerte a sonné au bout de deux minutes, noyée parmi de fausses\u{202F}; on ne l’a vue qu’à {claim.detected.1}. Le premier mot public est venu une fois la panne finie.",
                "I terminali nexo non hanno potuto incassare per {impact}. Un allarme è suonato dopo due minuti, annegato fra quelli falsi; è stato visto solo alle {claim.detected.1}. La prima parola pubblica è arrivata a guasto finito."
            ),
            severity: .major, priority: .p2, category: .changeCertificate, responsibility: .internal,
            components: [instoreNexo])
        incident.windows = [
            window(
                "tsr-2292-1", "2025-09-16T13:13Z", "2025-09-16T14:00Z", [instoreNexo],
                evidence: text(
                    "The post-mortem; the page starts two minutes earlier",
                    "Le post-mortem\u{202F}; la page commence deux minutes plus tôt",
                    "Il post mortem; la pagina comincia due minuti prima"))
        ]
        incident.accounts = [
            PageAccount(
                brand: dalenysBrand, severityWord: "major", opened: at("2025-09-16T14:01Z"),
                closed: at("2025-09-16T14:31Z"))
        ]
        incident.updates = [
            update(
                dalenysBrand, .investigating, "2025-09-16T14:01Z",
                text(
                    "In-store nexo payments are in trouble; the search begins, a minute after the end.",
                    "Les paiements nexo en magasin ont un problème\u{202F}; la recherche commence, une minute après la fin."
                )),
            update(
                dalenysBrand, .monitoring, "2025-09-16T14:07Z",
                text(
                    "Origin found, repair in place. The page says from {claim.start.1} to {end}, own responsibility, P2.",
                    "Origine trouvée, réparation en place. La page indique de {claim.start.1} à {end}, responsabilité interne, P2."
                )),
            update(
                dalenysBrand, .resolved, "2025-09-16T14:31Z", LocalizedText([.english: "Closed."]), missing: [.french]),
            update(
                dalenysBrand, .postmortem, "2025-10-03T12:23Z",
                text("The post-mortem appears, after 17 days.", "Le post-mortem paraît, après 17 jours.")),
        ]
        incident.claims = [
            claim(.start, "2025-09-16T13:11Z", by: dalenysPage, stated: "2025-09-16T14:07Z"),
            claim(.start, "2025-09-16T13:13Z", by: postmortemSource, stated: "2025-10-03T12:23Z"),
            claim(.end, "2025-09-16T14:00Z", by: dalenysPage, stated: "2025-09-16T14:07Z"),
            claim(.end, "2025-09-16T14:00Z", by: postmortemSource, stated: "2025-10-03T12:23Z"),
            claim(.detected, "2025-09-16T13:45Z", by: postmortemSource, stated: "2025-10-03T12:23Z"),
            claim(.identified, "2025-09-16T14:07Z", by: dalenysPage, stated: "2025-09-16T14:07Z"),
        ]
        incident.insideEvents = [
            event(
                "2025-09-16T13:11Z", .change, "A certificate goes to all instances at once",
                "Un certificat part sur toutes les instances à la fois",
                "Un certificato va su tutte le istanze insieme"),
            event(
                "2025-09-16T13:15Z", .alert, "An alert rings, lost in the noise",
                "Une alerte sonne, perdue dans le bruit",
                "Un allarme suona, perso nel rumore"),
            event(
                "2025-09-16T13:45Z", .analysis, "Somebody sees it; the search begins",
                "Quelqu’un la voit\u{202F}; la recherche commence", "Qualcuno lo vede; comincia la ricerca"),
            event(
                "2025-09-16T14:00Z", .rollback, "The deployment is rolled back", "Le déploiement est annulé",
                "Il rilascio è annullato"),
        ]
        incident.contradictions = [
            doubt(
                .times, "The page has it start at {claim.start.1}, the post-mortem at {claim.start.2}.",
                "La page la fait commencer à {claim.start.1}, le post-mortem à {claim.start.2}.",
                "Per la pagina comincia alle {claim.start.1}, per il post mortem alle {claim.start.2}."),
            doubt(
                .duration,
                "The page was open for {page-time}, from {page.dalenys.opened}: after the {impact} of impact.",
                "La page est restée ouverte {page-time}, à partir de {page.dalenys.opened}\u{202F}: après les {impact} d’impact.",
                "La pagina è rimasta aperta {page-time}, dalle {page.dalenys.opened}: dopo i {impact} di impatto."),
            doubt(
                .languages, "Its last word exists in English only.", "Son dernier message n’existe qu’en anglais.",
                "Il suo ultimo messaggio esiste solo in inglese."),
        ]
        incident.postmortem = Postmortem(
            publishedAt: at("2025-10-03T12:23Z"),
            clientImpact: text(
                "No payment on nexo terminals in store for {impact}.",
                "Aucun paiement sur les terminaux nexo en magasin pendant {impact}.",
                "Nessun pagamento sui terminali nexo in negozio per {impact}."),
            rootCause: text(
                "With the new certificate two servers no longer accepted each other, so nexo authorisations could not be asked for.",
                "Avec le nouveau certificat, deux serveurs ne s’acceptaient plus\u{202F}: aucune autorisation nexo ne pouvait être demandée.",
                "Con il nuovo certificato due server non si accettavano più: nessuna autorizzazione nexo poteva essere chiesta."
            ),
            actions: [
                Postmortem.Action(
                    symptom: text(
                        "The alert was seen half an hour late.", "L’alerte a été vue avec une demi-heure de retard.",
                        "L’allarme è stato visto con mezz’ora di ritardo."),
                    action: text(
                        "Clean up error messages and drop the false alarms.",
                        "Assainir les messages d’erreur et retirer les fausses alertes.",
                        "Ripulire i messaggi di errore e togliere i falsi allarmi.")),
                Postmortem.Action(
                    symptom: text(
                        "All instances were changed at once.", "Toutes les instances ont changé en même temps.",
                        "Tutte le istanze sono cambiate insieme."),
                    action: text(
                        "Change one instance, look, then the next.",
                        "Changer une instance, vérifier, puis la suivante.",
                        "Cambiare un’istanza, verificare, poi la successiva.")),
            ])
        return incident
    }()
}
