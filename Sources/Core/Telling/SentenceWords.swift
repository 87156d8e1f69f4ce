/// The pre-approved sentences in the languages that come with the program. `SentenceBook` says what each is for.
extension LanguagePack {
    static let englishSentences: [String: String] = [
        "reported":
            "{components}: we have reports of failing payments, and our people are finding out what is hit and since when. We write again at {next}.",
        "measured":
            "{components}: our measurements show payments failing since {start}. Our people are at work on it. We write again at {next}.",
        "unavailable":
            "{components}: unavailable since {start}. Payments made there are declined. We write again at {next}.",
        "degraded": "{components}: some payments have been failing since {start}. We write again at {next}.",
        "supplier": "The fault lies with a supplier of ours. We follow its recovery and prepare our fallbacks.",
        "fix-applied": "A fix was applied at {now}. We are watching the recovery.",
        "recovered":
            "{components}: working again since {end}, after {length}. We keep watching before we call it resolved.",
        "recurred": "The failure has come back: {components}, since {start}. We open this report again.",
        "resolved": "This incident is resolved. Customers were hit for {impact} in all.",
        "maintenance-scheduled": "Planned work on {components}, from {plan-start} to {plan-end}.",
        "maintenance-begun": "The planned work on {components} has begun. It is to end at {plan-end}.",
        "maintenance-done": "The planned work on {components} is done.",
        "maintenance-cancelled": "The planned work on {components} will not take place.",
        "title-critical": "Outage: {components}",
        "title-major": "Disruption: {components}",
        "title-minor": "Degraded service: {components}",
        "title-notice": "Notice: {components}",
        "title-maintenance": "Planned work: {components}",
    ]

    static let frenchSentences: [String: String] = [
        "reported":
            "{components} : des paiements en échec nous sont signalés ; nos équipes établissent ce qui est touché et depuis quand. Prochain point à {next}.",
        "measured":
            "{components} : nos mesures montrent des paiements en échec depuis {start}. Nos équipes sont à l’œuvre. Prochain point à {next}.",
        "unavailable":
            "{components} : indisponible depuis {start}. Les paiements y sont refusés. Prochain point à {next}.",
        "degraded": "{components} : une partie des paiements échoue depuis {start}. Prochain point à {next}.",
        "supplier":
            "La panne est chez l’un de nos prestataires. Nous suivons son retour et préparons nos voies de secours.",
        "fix-applied": "Un correctif a été appliqué à {now}. Nous surveillons le rétablissement.",
        "recovered":
            "{components} : de nouveau en service depuis {end}, après {length}. Nous restons en surveillance avant de clore.",
        "recurred": "La panne est revenue : {components}, depuis {start}. Nous rouvrons ce signalement.",
        "resolved": "Cet incident est résolu. Les clients ont été touchés pendant {impact} au total.",
        "maintenance-scheduled": "Travaux prévus sur {components}, de {plan-start} à {plan-end}.",
        "maintenance-begun": "Les travaux prévus sur {components} ont commencé. Fin prévue à {plan-end}.",
        "maintenance-done": "Les travaux prévus sur {components} sont terminés.",
        "maintenance-cancelled": "Les travaux prévus sur {components} n’auront pas lieu.",
        "title-critical": "Panne : {components}",
        "title-major": "Perturbation : {components}",
        "title-minor": "Service dégradé : {components}",
        "title-notice": "Information : {components}",
        "title-maintenance": "Travaux prévus : {components}",
    ]

    static let italianSentences: [String: String] = [
        "reported":
            "{components}: ci sono segnalazioni di pagamenti non riusciti; i nostri tecnici accertano che cosa è colpito e da quando. Scriveremo di nuovo alle {next}.",
        "measured":
            "{components}: le nostre misure mostrano pagamenti non riusciti dalle {start}. I nostri tecnici sono al lavoro. Scriveremo di nuovo alle {next}.",
        "unavailable":
            "{components}: non disponibile dalle {start}. I pagamenti vengono rifiutati. Scriveremo di nuovo alle {next}.",
        "degraded": "{components}: alcuni pagamenti non riescono dalle {start}. Scriveremo di nuovo alle {next}.",
        "supplier": "Il guasto è presso un nostro fornitore. Seguiamo il suo ritorno e prepariamo vie di riserva.",
        "fix-applied": "Una correzione è stata applicata alle {now}. Seguiamo il ripristino.",
        "recovered":
            "{components}: di nuovo in servizio dalle {end}, dopo {length}. Restiamo in osservazione prima di chiudere.",
        "recurred": "Il guasto si è ripresentato: {components}, dalle {start}. Riapriamo questa segnalazione.",
        "resolved": "Questo incidente è risolto. I clienti sono stati colpiti per {impact} in totale.",
        "maintenance-scheduled": "Lavori programmati su {components}, dalle {plan-start} alle {plan-end}.",
        "maintenance-begun": "I lavori programmati su {components} sono iniziati. Fine prevista alle {plan-end}.",
        "maintenance-done": "I lavori programmati su {components} sono terminati.",
        "maintenance-cancelled": "I lavori programmati su {components} non avranno luogo.",
        "title-critical": "Interruzione: {components}",
        "title-major": "Disservizio: {components}",
        "title-minor": "Servizio degradato: {components}",
        "title-notice": "Avviso: {components}",
        "title-maintenance": "Lavori programmati: {components}",
    ]
}
