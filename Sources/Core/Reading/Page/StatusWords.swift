/// The words by which pages name the state of a post.
enum StatusWords {
    /// The status that a line's tokens begin with, and how many tokens its name takes.
    static func status(_ tokens: ArraySlice<Token>) -> (status: String, count: Int)? {
        for count in [4, 3, 2, 1] where tokens.count >= count {
            let words = tokens.prefix(count)
            guard words.last?.isWord == true, words.allSatisfy({ $0.isWord || $0.isSymbol("-") }) else { continue }
            let name = words.filter(\.isWord).map(\.word).joined(separator: " ")
            if let status = table[name] { return (status, count) }
        }
        return nil
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        let names: [String: String] = [
            "investigating":
                "investigating,investigation,enquete,en cours d analyse,in fase di analisi,investigando,en investigacion,untersuchung,wird untersucht,onderzoek,in onderzoek,undersoger,undersoker,reported,open,created,em investigacao,em analise,en analisis,in analisi,indagine in corso,en cours d investigation,en cours d enquete,in untersuchung,wird analysiert",
            "identified":
                "identified,identifie,identificato,identificado,identifiziert,geidentificeerd,identifisert,identificeret,identifiee,identificata,identificada,issue identified",
            "monitoring":
                "monitoring,surveillance,sous surveillance,monitoraggio,monitoreo,monitorizando,monitorando,uberwachung,wird uberwacht,overvaker,overvager,monitored,watching,en seguimiento,supervisando,en supervision,beobachtung,in beobachtung,wird beobachtet,en surveillance,in monitoraggio,in osservazione,monitoren,gemonitord,em monitoramento,em monitorizacao,monitorizacao,monitoramento,overvaking",
            "resolved":
                "resolved,resolu,risolto,resuelto,resolvido,behoben,gelost,opgelost,lost,solved,fixed,solucionado,solucionada,resuelta,resolvida,risolta,resolue,verholpen,afhjulpet",
            "closed": "closed,ferme,chiuso,cerrado,geschlossen,gesloten,lukket,fechado",
            "postmortem": "postmortem,post mortem,post incident review,rca",
            "statement": "statement,original statement",
            "update":
                "update,updated,mise a jour,aggiornamento,actualizacion,atualizacao,aktualisierung,oppdatering,opdatering",
            "scheduled": "scheduled,planned,planifie,programmato,programado,geplant,gepland,planlagt,agendado",
            "in_progress": "in progress,en cours,in corso,en curso,em andamento,in bearbeitung,in uitvoering,underway",
            "verifying": "verifying,verification,verifica",
            "completed":
                "completed,complete,termine,completato,completado,abgeschlossen,voltooid,fullfort,gennemfort,concluido,maintenance completed",
        ]
        for (status, list) in names {
            for name in list.split(separator: ",") { table[String(name)] = status }
        }
        return table
    }()
}
