package import Vocabulary

/// The sentences that Vigie brings, in English, French and Italian. An organisation has them read by whoever answers for its
/// words, and replaces or adds to them: a described sentence of the same id stands instead of ours.
package enum SentenceBook {
    package static let builtIn: [Sentence] = [
        make(
            "reported", .reported, .investigating,
            "{components}: we have reports of failing payments, and our people are finding out what is hit and since when. We "
                + "write again at {next}.",
            "{components} : des paiements en échec nous sont signalés ; nos équipes établissent ce qui est touché et depuis "
                + "quand. Prochain point à {next}.",
            "{components}: ci sono segnalazioni di pagamenti non riusciti; i nostri tecnici accertano che cosa è colpito e da "
                + "quando. Scriveremo di nuovo alle {next}."),
        make(
            "measured", .measured, .investigating,
            "{components}: our measurements show payments failing since {start}. Our people are at work on it. We write again "
                + "at {next}.",
            "{components} : nos mesures montrent des paiements en échec depuis {start}. Nos équipes sont à l’œuvre. Prochain "
                + "point à {next}.",
            "{components}: le nostre misure mostrano pagamenti non riusciti dalle {start}. I nostri tecnici sono al lavoro. "
                + "Scriveremo di nuovo alle {next}."),
        make(
            "unavailable", .confirmedTotal, .investigating,
            "{components}: unavailable since {start}. Payments made there are declined. We write again at {next}.",
            "{components} : indisponible depuis {start}. Les paiements y sont refusés. Prochain point à {next}.",
            "{components}: non disponibile dalle {start}. I pagamenti vengono rifiutati. Scriveremo di nuovo alle {next}."
        ),
        make(
            "degraded", .confirmedPartial, .investigating,
            "{components}: some payments have been failing since {start}. We write again at {next}.",
            "{components} : une partie des paiements échoue depuis {start}. Prochain point à {next}.",
            "{components}: alcuni pagamenti non riescono dalle {start}. Scriveremo di nuovo alle {next}."),
        make(
            "supplier", .supplier, .identified,
            "The fault lies with a supplier of ours. We follow its recovery and prepare our fallbacks.",
            "La panne est chez l’un de nos prestataires. Nous suivons son retour et préparons nos voies de secours.",
            "Il guasto è presso un nostro fornitore. Seguiamo il suo ritorno e prepariamo vie di riserva."),
        make(
            "fix-applied", .fixApplied, .monitoring,
            "A fix was applied at {now}. We are watching the recovery.",
            "Un correctif a été appliqué à {now}. Nous surveillons le rétablissement.",
            "Una correzione è stata applicata alle {now}. Seguiamo il ripristino."),
        make(
            "recovered", .recovered, .monitoring,
            "{components}: working again since {end}, after {length}. We keep watching before we call it resolved.",
            "{components} : de nouveau en service depuis {end}, après {length}. Nous restons en surveillance avant de "
                + "clore.",
            "{components}: di nuovo in servizio dalle {end}, dopo {length}. Restiamo in osservazione prima di chiudere."
        ),
        make(
            "recurred", .recurred, .investigating,
            "The failure has come back: {components}, since {start}. We open this report again.",
            "La panne est revenue : {components}, depuis {start}. Nous rouvrons ce signalement.",
            "Il guasto si è ripresentato: {components}, dalle {start}. Riapriamo questa segnalazione."),
        make(
            "resolved", .resolved, .resolved,
            "This incident is resolved. Customers were hit for {impact} in all.",
            "Cet incident est résolu. Les clients ont été touchés pendant {impact} au total.",
            "Questo incidente è risolto. I clienti sono stati colpiti per {impact} in totale."),
        make(
            "maintenance-scheduled", .maintenanceScheduled, .scheduled,
            "Planned work on {components}, from {plan-start} to {plan-end}.",
            "Travaux prévus sur {components}, de {plan-start} à {plan-end}.",
            "Lavori programmati su {components}, dalle {plan-start} alle {plan-end}."),
        make(
            "maintenance-begun", .maintenanceBegun, .inProgress,
            "The planned work on {components} has begun. It is to end at {plan-end}.",
            "Les travaux prévus sur {components} ont commencé. Fin prévue à {plan-end}.",
            "I lavori programmati su {components} sono iniziati. Fine prevista alle {plan-end}."),
        make(
            "maintenance-done", .maintenanceDone, .completed,
            "The planned work on {components} is done.", "Les travaux prévus sur {components} sont terminés.",
            "I lavori programmati su {components} sono terminati."),
        make(
            "maintenance-cancelled", .maintenanceCancelled, .completed,
            "The planned work on {components} will not take place.",
            "Les travaux prévus sur {components} n’auront pas lieu.",
            "I lavori programmati su {components} non avranno luogo."),
    ]

    /// Ours and those described since, which stand instead of ours; withdrawn ones are left out.
    package static func all(_ described: [Sentence]) -> [Sentence] {
        everything(described).filter { !$0.isWithdrawn }
    }

    /// The same with what was withdrawn, which can be taken back.
    package static func everything(_ described: [Sentence]) -> [Sentence] {
        let own = Dictionary(described.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
        let replaced = builtIn.map { own[$0.id] ?? $0 }
        return replaced + described.filter { sentence in !builtIn.contains { $0.id == sentence.id } }
    }

    private static func make(
        _ id: String, _ phase: Sentence.Phase, _ status: Update.Status, _ english: String, _ french: String,
        _ italian: String
    ) -> Sentence {
        Sentence(
            id: SentenceID(checked: id), phase: phase, status: status,
            text: LocalizedText([.english: english, .french: french, .italian: italian]))
    }
}
