package import Vocabulary

extension DemoSite {
    /// 17 December 2024: a DNS rule edited by hand stops e-commerce payments; nobody hears of it until it is over.
    package static let tsr1023: Incident = {
        var incident = Incident(
            id: IncidentID(checked: "tsr-1023"), provider: payplug, reference: Reference("TSR-1023"),
            title: text(
                "A DNS rule edited by hand stopped e-commerce",
                "Une règle DNS modifiée à la main a arrêté l’e-commerce",
                "Una regola DNS modificata a mano ha fermato l’e-commerce"),
            summary: text(
                "E-commerce payments were down for {impact}. The faulty edit had been waiting since {event.1}, unseen; the first public word came {first-word-after-end} after it was over.",
                "Les paiements e-commerce ont été indisponibles {impact}. La modification fautive attendait depuis {event.1}, sans être vue\u{202F}; le premier mot public est venu {first-word-after-end} après la fin.",
                "I pagamenti e-commerce sono stati indisponibili per {impact}. La modifica errata attendeva dalle {event.1}, inosservata; la prima parola pubblica è arrivata {first-word-after-end} dopo la fine."
            ),
            severity: .critical, priority: .p1, category: .changeDNS, responsibility: .internal,
            components: [ecommerce])
        incident.windows = [
            window(
                "tsr-1023-1", "2024-12-17T09:51Z", "2024-12-17T10:02Z", [ecommerce],
                evidence: text(
                    "The page and the post-mortem agree", "La page et le post-mortem concordent",
                    "La pagina e il post mortem concordano"))
        ]
        incident.accounts = [
            PageAccount(
                brand: dalenysBrand, severityWord: "minor", opened: at("2024-12-17T10:12Z"),
                closed: at("2024-12-17T10:18Z"))
        ]
        incident.updates = [
            update(
                dalenysBrand, .investigating, "2024-12-17T10:12Z",
                text(
                    "Payments had trouble from {start} to {end}, the page says while it opens an investigation.",
                    "Les paiements ont souffert de {start} à {end}, dit la page en ouvrant une analyse.")),
            update(
                dalenysBrand, .monitoring, "2024-12-17T10:14Z",
                LocalizedText([.english: "A repair is in place and being watched."]), missing: [.french]),
            update(
                dalenysBrand, .resolved, "2024-12-17T10:18Z", LocalizedText([.english: "Closed."]), missing: [.french]),
            update(
                dalenysBrand, .postmortem, "2024-12-18T08:24Z",
                text("The post-mortem appears, a day later.", "Le post-mortem paraît, un jour plus tard.")),
        ]
        incident.claims = [
            claim(.start, "2024-12-17T09:51Z", by: dalenysPage, stated: "2024-12-17T10:12Z"),
            claim(.end, "2024-12-17T10:02Z", by: dalenysPage, stated: "2024-12-17T10:12Z"),
            claim(.end, "2024-12-17T10:02Z", by: postmortemSource, stated: "2024-12-18T08:24Z"),
            claim(.detected, "2024-12-17T09:53Z", by: postmortemSource, stated: "2024-12-18T08:24Z"),
            claim(.mitigated, "2024-12-17T09:57Z", by: postmortemSource, stated: "2024-12-18T08:24Z"),
        ]
        incident.insideEvents = [
            event(
                "2024-12-17T09:30Z", .change, "A DNS rule is edited by hand", "Une règle DNS est modifiée à la main",
                "Una regola DNS è modificata a mano"),
            event("2024-12-17T09:53Z", .alert, "Alerts come in", "Les alertes arrivent", "Arrivano gli allarmi"),
            event(
                "2024-12-17T09:55Z", .crisisTeam, "Crisis team opened", "Cellule de crise ouverte",
                "Aperta l’unità di crisi"),
            event(
                "2024-12-17T09:57Z", .fix, "The DNS rule is put right", "La règle DNS est rétablie",
                "La regola DNS è corretta"),
        ]
        incident.contradictions = [
            doubt(
                .clockWords, "The English text writes a start of “1H51am”, nine hours off; the fact is {start}.",
                "Le texte anglais écrit un début à «\u{202F}1H51am\u{202F}», neuf heures trop tôt\u{202F}; le fait est {start}.",
                "Il testo inglese scrive un inizio alle «1H51am», nove ore prima; il fatto è {start}."),
            doubt(
                .severity,
                "The page says “{page.dalenys.severity}” beside the priority P1: payments did not pass at all.",
                "La page dit «\u{202F}{page.dalenys.severity}\u{202F}» à côté d’une priorité P1\u{202F}: plus rien ne passait.",
                "La pagina dice «{page.dalenys.severity}» accanto a una priorità P1: non passava più nulla."),
            doubt(
                .duration, "The page was open for {page-time}, all of it after the outage of {impact} was over.",
                "La page est restée ouverte {page-time}, entièrement après la fin de la panne de {impact}.",
                "La pagina è rimasta aperta {page-time}, tutti dopo la fine del guasto di {impact}."),
            doubt(
                .languages, "Two of its words exist in English only.", "Deux de ses messages n’existent qu’en anglais.",
                "Due dei suoi messaggi esistono solo in inglese."),
        ]
        incident.postmortem = Postmortem(
            publishedAt: at("2024-12-18T08:24Z"),
            clientImpact: text(
                "E-commerce payments unavailable for {impact}.", "Paiements e-commerce indisponibles pendant {impact}.",
                "Pagamenti e-commerce indisponibili per {impact}."),
            rootCause: text(
                "Routing was changed in the DNS by hand, and wrongly; payments could no longer reach the platform.",
                "Le routage a été changé à la main dans le DNS, et mal\u{202F}; les paiements n’atteignaient plus la plateforme.",
                "L’instradamento è stato cambiato a mano nel DNS, e male; i pagamenti non raggiungevano più la piattaforma."
            ),
            actions: [
                Postmortem.Action(
                    symptom: text("A human error.", "Une erreur humaine.", "Un errore umano."),
                    action: text(
                        "Manual edits need a second pair of eyes.",
                        "Une seconde personne relit toute modification manuelle.",
                        "Una seconda persona controlla ogni modifica manuale."))
            ])
        return incident
    }()
}
