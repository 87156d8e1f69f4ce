package import Vocabulary

extension DemoSite {
    /// 27 March 2025: an ingress upgrade stops all six services; two brands tell it differently.
    package static let tsr1532: Incident = {
        var incident = Incident(
            id: IncidentID(checked: "tsr-1532"), provider: payplug, reference: Reference("TSR-1532"),
            title: text(
                "Every payment stopped after a network upgrade",
                "Plus aucun paiement après une mise à niveau du réseau",
                "Nessun pagamento dopo un aggiornamento della rete"),
            summary: text(
                "For {impact}, no payment went through, online or in store. One brand’s page spoke after {page.dalenys.first-word-after} and called it critical; the other spoke after {page.payplug.first-word-after} and called it a notice.",
                "Pendant {impact}, aucun paiement n’est passé, ni en ligne ni en magasin. La page d’une marque a parlé au bout de {page.dalenys.first-word-after} et l’a dit critique\u{202F}; l’autre, au bout de {page.payplug.first-word-after}, n’y a vu qu’un avis.",
                "Per {impact} non è passato alcun pagamento, né online né in negozio. La pagina di un marchio ha parlato dopo {page.dalenys.first-word-after} e lo ha detto critico; l’altra, dopo {page.payplug.first-word-after}, lo ha chiamato un avviso."
            ),
            severity: .critical, priority: .p1, category: .changeDeploy, responsibility: .internal,
            components: [ecommerce, threeDS, instoreCB2A, instoreNexo, alternative, eTerminal])
        incident.windows = [
            window(
                "tsr-1532-1", "2025-03-27T15:11Z", "2025-03-27T15:24Z", incident.components,
                evidence: text(
                    "The post-mortem of both brands", "Le post-mortem des deux marques", "Il post mortem dei due marchi"
                ))
        ]
        incident.accounts = [
            PageAccount(
                brand: dalenysBrand, severityWord: "critical", opened: at("2025-03-27T15:28Z"),
                closed: at("2025-03-27T16:59Z")),
            PageAccount(
                brand: payplugBrand, severityWord: "notice", opened: at("2025-03-27T15:42Z"),
                closed: at("2025-03-27T17:00Z")),
        ]
        incident.updates = tsr1532Updates
        incident.claims = [
            claim(.start, "2025-03-27T15:11Z", by: dalenysPage, stated: "2025-03-27T15:38Z"),
            claim(.start, "2025-03-27T15:11Z", by: payplugPage, stated: "2025-03-27T15:42Z"),
            claim(.end, "2025-03-27T15:23Z", by: dalenysPage, stated: "2025-03-27T15:38Z"),
            claim(.end, "2025-03-27T15:23Z", by: payplugPage, stated: "2025-03-27T15:42Z"),
            claim(.end, "2025-03-27T15:24Z", by: postmortemSource, stated: "2025-03-31T07:39Z"),
            claim(.detected, "2025-03-27T15:16Z", by: postmortemSource, stated: "2025-03-31T07:39Z"),
        ]
        incident.insideEvents = [
            event(
                "2025-03-27T15:11Z", .change, "An ingress upgrade goes live",
                "Une mise à niveau des ingress est déployée",
                "Va in produzione un aggiornamento degli ingress"),
            event(
                "2025-03-27T15:16Z", .crisisTeam, "Crisis team opened", "Cellule de crise ouverte",
                "Aperta l’unità di crisi"),
            event(
                "2025-03-27T15:21Z", .rollback, "The upgrade is rolled back", "La mise à niveau est annulée",
                "L’aggiornamento è annullato"),
            event("2025-03-27T15:24Z", .fix, "Payments pass again", "Les paiements repassent", "I pagamenti ripassano"),
        ]
        incident.contradictions = [
            doubt(
                .severity,
                "Dalenys says “{page.dalenys.severity}”, Payplug says “{page.payplug.severity}”. It was one outage.",
                "Dalenys dit «\u{202F}{page.dalenys.severity}\u{202F}», Payplug «\u{202F}{page.payplug.severity}\u{202F}». C’était une seule panne.",
                "Dalenys dice «{page.dalenys.severity}», Payplug «{page.payplug.severity}». Era un solo guasto."),
            doubt(
                .times, "Both pages end it at {claim.end.1}; the post-mortem, four days on, at {claim.end.3}.",
                "Les deux pages la font finir à {claim.end.1}\u{202F}; le post-mortem, quatre jours après, à {claim.end.3}.",
                "Per le due pagine finisce alle {claim.end.1}; per il post mortem, quattro giorni dopo, alle {claim.end.3}."
            ),
            doubt(
                .duration, "The Dalenys page stayed open for {page.dalenys.length}; customers were hit for {impact}.",
                "La page Dalenys est restée ouverte {page.dalenys.length}\u{202F}; les clients ont été touchés {impact}.",
                "La pagina Dalenys è rimasta aperta {page.dalenys.length}; i clienti sono stati colpiti per {impact}."),
            doubt(
                .components, "Dalenys lists all six services; Payplug names none on its page.",
                "Dalenys cite les six services\u{202F}; Payplug n’en nomme aucun sur sa page.",
                "Dalenys elenca i sei servizi; Payplug non ne nomina nessuno sulla sua pagina."),
        ]
        incident.postmortem = tsr1532Postmortem
        return incident
    }()

    private static let tsr1532Updates: [Update] = [
        update(
            dalenysBrand, .investigating, "2025-03-27T15:21Z",
            text(
                "Something is wrong with payments; the teams are looking into it.",
                "Les paiements rencontrent un problème\u{202F}; les équipes cherchent.")),
        update(
            dalenysBrand, .monitoring, "2025-03-27T15:28Z",
            text(
                "A repair is in place; service is coming back and stays under watch.",
                "Une réparation est posée\u{202F}; le service revient et reste surveillé.")),
        update(
            dalenysBrand, .monitoring, "2025-03-27T15:38Z",
            text(
                "Back to normal. The page now says from {start} to {claim.end.1}, own responsibility, P1.",
                "Retour à la normale. La page indique maintenant de {start} à {claim.end.1}, responsabilité interne, P1."
            )),
        update(
            payplugBrand, .monitoring, "2025-03-27T15:42Z",
            text(
                "First word here: online and in-store payments failed from {start} to {claim.end.1}, and work again.",
                "Premier mot ici\u{202F}: les paiements en ligne et en magasin ont échoué de {start} à {claim.end.1}, et fonctionnent.",
                "Prima parola qui: i pagamenti online e in negozio non sono passati dalle {start} alle {claim.end.1}, ora funzionano."
            )),
        update(
            dalenysBrand, .monitoring, "2025-03-27T16:57Z",
            text("Service is declared restored.", "Le service est déclaré rétabli.")),
        update(
            dalenysBrand, .resolved, "2025-03-27T16:59Z", LocalizedText([.english: "Closed, without another word."]),
            missing: [.french]),
        update(
            payplugBrand, .resolved, "2025-03-27T17:00Z",
            text("Closed: service is back.", "Clos\u{202F}: le service est revenu.", "Chiuso: il servizio è tornato.")),
        update(
            dalenysBrand, .postmortem, "2025-03-31T07:39Z",
            text("The post-mortem appears.", "Le post-mortem paraît.")),
        update(
            payplugBrand, .postmortem, "2025-03-31T07:43Z",
            text("The same post-mortem appears here.", "Le même post-mortem paraît ici."), missing: [.italian]),
    ]

    private static let tsr1532Postmortem = Postmortem(
        publishedAt: at("2025-03-31T07:39Z"),
        clientImpact: text(
            "No payment for {impact}, online and in store.", "Aucun paiement pendant {impact}, en ligne et en magasin.",
            "Nessun pagamento per {impact}, online e in negozio."),
        rootCause: text(
            "The upgrade of the ingress made its servers look dead to the load balancers, which then let nothing in.",
            "Après la mise à niveau, les répartiteurs de charge ont cru les serveurs d’ingress morts et n’ont plus rien laissé entrer.",
            "Dopo l’aggiornamento, i bilanciatori hanno creduto morti i server di ingress e non hanno più fatto entrare nulla."
        ),
        actions: [
            Postmortem.Action(
                symptom: text(
                    "The deployment itself failed.", "Le déploiement a lui-même échoué.",
                    "Il rilascio stesso è fallito."),
                action: text(
                    "Find out why before anybody tries again.", "Comprendre pourquoi avant tout nouvel essai.",
                    "Capire il perché prima di ogni nuovo tentativo.")),
            Postmortem.Action(
                symptom: text(
                    "Tests did not show that the external ingress was broken.",
                    "Les tests n’ont pas montré que l’ingress externe était en panne.",
                    "I test non hanno mostrato che l’ingress esterno era guasto."),
                action: text(
                    "Test external and internal ingress apart from each other.",
                    "Tester séparément l’ingress externe et l’ingress interne.",
                    "Provare separatamente l’ingress esterno e quello interno.")),
        ])
}
