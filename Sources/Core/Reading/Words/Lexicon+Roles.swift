extension Lexicon {
    /// What happened at a time.
    static let roleWords: [(Marks, String)] = [
        (
            .incidentStarts,
            """
            start of the incident, start of incident, incident begins, incident began, incident starts, incident started,
            beginning of the incident, incident start, outage began, outage started, outage begins, impact began,
            impact started, impact begins, impact starts, start of impact, start of the impact, issue started, issue began,
            start of outage, start of the outage, start of disruption, disruption began, disruption started,
            debut de l incident, debut d incident, l incident commence, l incident debute, l incident a commence,
            debut de la panne, debut de l impact, debut des perturbations, debut de l interruption,
            inizio dell incidente, inizio incidente, inizio del disservizio, inizio disservizio, l incidente inizia,
            inicio del incidente, inicio de la incidencia, comienzo del incidente, inicio do incidente, inicio da falha,
            beginn der storung, beginn des vorfalls, storung beginnt, start der storung, begin van de storing,
            begin storing, start storing, start hendelse, hendelsen starter, haendelsen starter, start pa haendelsen
            """
        ),
        (
            .incidentEnds,
            """
            end of the incident, end of incident, incident resolved, incident ends, incident ended, incident is resolved,
            incident was resolved, incident over, incident is over, end of impact, end of the impact, impact ended, impact ends,
            outage ended, outage ends, end of outage, end of the outage, end of disruption, disruption ended, issue ended,
            outage resolved, issue resolved, fully recovered, full recovery, service restored, services restored,
            service fully restored,
            fin de l incident, fin d incident, l incident est resolu, l incident prend fin, fin de la panne, fin de l impact,
            fin des perturbations, fin de l interruption, incident resolu,
            fine dell incidente, fine incidente, fine del disservizio, incidente risolto, fin del incidente,
            fin de la incidencia, incidente resuelto, incidencia resuelta, fim do incidente, incidente resolvido,
            ende der storung, ende des vorfalls, storung behoben, einde storing, einde van de storing, storing opgelost,
            slut pa hendelsen, slutt pa hendelsen, hendelsen er lost
            """
        ),
        (
            .recurs,
            """
            recurrence, recurred, recurs, resurgence, reoccurred, reoccurrence, re occurred, second incident, second outage, second period,
            reapparition, recidive, ricomparsa, ricomparsi, recurrencia, reaparicion, reaparecio, reincidencia, erneut, erneute,
            opnieuw, happened again, occurred again, started again, returned again
            """
        ),
        (
            .starts,
            """
            started, starting, began, begun, begins, starts, since, occurred, became, commence*, debute*, debut, inizi*, cominc*, empez*, comenz*,
            comeco*, inici*, begann*, begonnen, seit, ab, begon, begonnen, startet*, startede, begynt*, cayo, caiu, went down, oppsto, opstod, survenu*, tomb*, started failing, depuis, desde, dalle, vanaf, from, fra, a partir
            """
        ),
        (
            .ends,
            """
            ended, ends, resolved, recovered, restored, normal, back to normal, over, until, retabli*, termine, terminee, resolu*,
            revenu*, risolt*, ripristinat*, terminat*, resuelt*, restablec*, normaliz*, resolvid*, behoben, beendet, wieder normal,
            opgelost, verholpen, gerepareerd, hersteld, lost, afhjulpet, utbedret, rettet, stable again, fully back, back up, had returned, returned to normal, full restoration, up and running, works again, work again, working again, werkt weer, werken weer, virker igjen, virker igen, fungerer igjen, fungerer igen
            """
        ),
        (
            .normal,
            "normal, normally, operational, restored, recovered, stable, working again, works again, work again, back up, retabli*, normale, normalement, normalita, normalmente, ripristinat*, restablecid*, normalidad, normalizad*, behoben, wieder, as usual, as normal, wie gewohnt, som normalt, som vanlig, come di consueto, con normalidad, fully operational, opgelost, hersteld, weer, igjen, igen, fully resolved, resolved"
        ),
        (
            .detected,
            """
            detected, detection, detects, automated alert, an alert, alerted, alert raised, alerts raised, alert triggered, alerts triggered, alerting triggered,
            were alerted, was alerted, was paged, were paged, monitoring alerted, monitors alerted, received alerts, received an alert,
            alarms triggered, alarm triggered, became aware, were notified, was notified, were made aware, first alert, first alerts,
            noticed, systems saw, systems detected, alerts fired, alert fired, monitoring detected, on call engineers were paged, on call was paged, were informed,
            was alarmed, were alarmed, alert from, alerts from, alerts sent, alerts were sent, remontee d alerte, remontees d alertes, remontee d alertes, alerte technique, premiere alerte, alertes remontees, detecte, detectee, detection,
            rilevat*, rilevamento, allarme, primo allarme, segnalato dai sistemi, detectad*, deteccion, alerta, deteccao, primera alerta,
            entdeckt, festgestellt, alarmiert, alarm, erkannt, gedetecteerd, ontdekt, oppdaget, opdaget, varslet
            """
        ),
        (
            .identified,
            """
            identified the cause, cause identified, cause was identified, root cause identified, root cause was identified, cause has been identified,
            root cause of the, identified the root cause, found the root cause, found the cause, root cause found, cause found, issue has been identified,
            issue was identified, issue identified, the problem was identified, problem identified, problem has been identified, identified the issue, identified the problem,
            identified as, identification of, underlying issue was found, issue was found, identified and, have identified the source, source was identified, ve identified the cause, identified the source,
            identification d, identification de, identification du, cause identifiee, cause trouvee, root cause trouvee, origine identifiee, est trouve, origine trouvee,
            a ete identifiee, est identifiee, probleme identifie, causa identificat*, causa e stata identificata, causa e stata individuata, causa individuata, ursache wurde gefunden, ursache wurde identifiziert, oorzaak is gevonden, causa ha sido identificada, causa foi identificada, identificazione, causa trovata, problema identificato, causa identificada,
            identificacion, problema identificad*, causa encontrada, ursache gefunden, ursache identifiziert, ursache wurde, oorzaak gevonden, oorzaak gevonden,
            arsaken funnet, arsagen fundet, fundet arsagen, funnet arsaken
            """
        ),
        (
            .mitigated,
            """
            rollback, roll back, rolled back, rolling back, reverted, revert, fix deployed, fix was deployed, fix has been deployed, fix implemented, deployed a fix,
            fix was live, fix is live, fix went live, fix has been implemented, fix was implemented, implemented a fix, hotfix, mitigated, mitigation, workaround, work around, rule corrected, corrected, fix applied, fix was applied,
            applied a fix, a fix went, were restarted, was restarted, restarted, failed over, failover, fail over, was moved to, were moved to, taken out, was disabled, disabled, rerouted, removed from, switched off,
            went back to, taken back, fallback, fix is in, fix was released, released a fix, scaled up, increased capacity, limit increased, limit was increased, corrective action applied, fully mitigated,
            rollback de, retour arriere, correctif deploye, correctif a ete deploye, correctif mis en place, correctif a ete mis en place, correction de la, correction du, contournement, bascule, redemarrage, deploiement du correctif, deploiement du rollback,
            correzione applicata, fix applicata, ripristino della versione, riavvio, soluzione applicata, solucion aplicada, se aplico, reversion, reinicio, correcao aplicada, reinicio,
            behoben durch, zuruckgerollt, fehlerbehebung, umgeschaltet, neustart, teruggedraaid, herstart, omgeleid, rullet tilbake, rullet tilbage, omstart
            """
        ),
        (
            .impact,
            """
            error, errors, fail*, failing, issue, issues, problem, problems, degrad*, unavailab*, outage, outages, down, slow, slower, slowness, delay*, late, affected, affecting, disrupt*,
            difficult*, downtime, timeout*, timed out, timing out, duplicat*, doubled, processed twice, charged twice, several times, wrongly, wrong, incorrect*, time out, declin*, reject*, refus*, interrupt*, incident, incidents, impact*, latency, elevated, intermittent*, could not, fielen, fiel aus, konnten nicht, konnte nicht, konnten kunden nicht, kunne ikke, ikke muligt, ikke mulig, kunnen niet, konden niet, ne pouvaient pas, ne pouvaient plus, n ont pas pu, non potevano, non hanno potuto, no podian, no pudieron, nao conseguiam, instav*, oscila*, unable, not able, not possible,
            intermiten*, ikke kunne, cannot be processed, 500, 502, 503, 504, unreachable, not processed, not available, less available, not be processed, no transactions, unsuccessful, malfunction*, instab*, inaccessib*, lost, stopped, impossible,
            perturb*, indisponi*, panne, pannes, echec*, echou*, erreur*, difficultes, incidents, interruption*, dysfonction*, ralenti*, retard*, bloqu*, impossibil*, incidente, incidenti, disserviz*, malfunzion*, guast*, blocc*, ritard*, rallent*, non disponibil*, errori, errore, negat*, fermi, ferma, interrott*, interruz*, sospes*, in tilt, non funzion*, fuori servizio, fuori uso, impossib*, hors service, hors d usage, inaccessible*, coupure*, interromp*, fuera de servicio, interrump*, colaps*, sin servicio, plat, lag plat, niet werk*, werkte niet, werkten niet, werkt niet,
            fall*, caida, caido, caidas, incidencia*, interrupc*, inestab*, indispon*, retras*, rechaz*, lentitud, problemas, falha*, instabil*, queda, lentidao, atraso*, recusad*, nao conseg*, fora do ar,
            storung*, gestort, ausfall*, ausgefallen, ausfalle, fehler*, probleme*, nicht verfugbar, verzogerung*, verzogert*, verspatet*, eingeschrankt, klappte*, abgelehnt*, nicht moglich, storing*, verstoord*, problemen, haper*, onbereikbaar, vertraging*, uitval, niet mogelijk, geweigerd,
            feil*, nede, nedetid, problemer, forsinkelse*, utilgjengelig*, avvist, fejl*, nedbrud, utilgaengelig*, afvist, berort, berorte, rammet
            """
        ),
        (
            .changeMade,
            """
            released, deployed, deployment of, deploy, deploiement d, mise en production, production deployment, modification, upgrade, new version, changed, change was,
            modification of, rolled out
            """
        ),
        (
            .recurs, "again between, again from, encore entre, de nouveau entre, nuovamente tra, de nuevo entre"
        ),
    ]

    /// What a sentence is about when its times are no impact.
    static let aboutWords: [(Marks, String)] = [
        (
            .planned,
            """
            realizara, realizaran, se presentaran, llevara a cabo, se llevaran, aura lieu, auront lieu, avra luogo, avranno luogo, sera realizada, serao realizadas, wird durchgefuhrt, werden durchgefuhrt, vindt plaats, vinden plaats, finder sted, finner sted, scheduled, planned, will be, maintenance window, plans, planned maintenance, scheduled maintenance, will take place, we will, planifie*, programme*, prevu*, programmata, pianificat*, programad*, geplant*,
            gepland*, planlagt*, upcoming, maintenance, manutenzione, mantenimiento, wartung*, manutencao, onderhoud, vedlikehold, vedligehold
            """
        ),
        (
            .maintenance,
            "maintenance, manutenzione, mantenimiento, wartung*, manutencao, onderhoud, vedlikehold, vedligehold"
        ),
        (
            .hearsay,
            """
            downdetector, users report, user reports, complain*, according to users, reclamac*, quejas, quejaron, segnalazioni, signalements, beschwer*, klachten, meldungen, notificac*, reported on social, social media, queixas,
            notifications of users, reportes, twitter
            """
        ),
        (.peak, "peak, pic, picco, pico, hohepunkt, piek, toppen, worst, maximo, a maximo"),
        (
            .openingHours,
            """
            mon fri, monday to friday, contact centre, call centre, contact center, opening hours, business hours, office hours, support hours, phone lines, heures d ouverture, du lundi au vendredi,
            dal lunedi al venerdi, de lunes a viernes, montag bis freitag, offnungszeiten, horario de atencion, maandag tot vrijdag, joignable*, erreichbar, reachable, raggiungibil*, bereikbaar, hotline, helpline, telefonisch, kundendienst, service client, call our
            """
        ),
        (
            .otherIncident,
            """
            l an dernier, l annee derniere, dell anno scorso, l anno scorso, ano pasado, voriges jahr, vergangenes jahr, letztes jahr, vorig jaar, i fjor, sidste ar, ano passado, last week, a week ago, week before, previous incident, previous outage, earlier incident, first incident the, years ago, year ago, last year, month ago, last month, similar incident, semaine derniere, la settimana scorsa,
            hace una semana, semana pasada, vor zwei jahren, vor einem jahr, letzte woche, vorige week, semana passada, issues reported on, incident of, another incident, precedent incident, il y a un an
            """
        ),
        (
            .negation,
            "not affected, not impacted, no impact, were never, unaffected, did not affect, pas touche*, pas affect*, non interessat*, no afectad*, nicht betroffen, niet getroffen, ikke berort, ikke rammet"
        ),
        (
            .ongoing,
            """
            ongoing, en cours, in corso, en curso, em andamento, derzeit, arbeiten intensiv, arbeiten mit hochdruck, dauert an, dauern an, esta a tentar resolver, estao a tentar resolver, sta lavorando, stanno lavorando, esta trabajando, estan trabajando, lopend, pagaende, igangvaerende, still ongoing, is ongoing, trabaja para resolver*, se esta trabajando, still down, noch nicht behoben, still being, in via di soluzione,
            arbeitet an, continua, continuano, persiste, persistono, lavora alla soluzione, lavorano alla soluzione, suche die ursache, suchen, not yet resolved, working on it, andauernd, continua en, todavia sin, nog niet opgelost, ancora in corso
            """
        ),
        (
            .resolvedWord,
            """
            oppe igjen, oppe og gar igjen, oppe igen, wieder normal, normal funktioniert, de nouveau operationnel, de nouveau operationnelle, de nouveau operationnels, tornati alla normalita, tornato alla normalita, tornate alla normalita, ya con normalidad, solventad*, subsanad*, superad*, ultrapassad*, verholpen, gerepareerd, resolved, resolu, resolue, resolus, regle, regle le, reglee, risolto, risolta, risolti, risolte, resuelto, resuelta, resueltos, solucionado, solucionada, resolvido, resolvida, resolveram, resolveu, behoben, gelost, opgelost, lost, er lost, afhjulpet,
            recuperacion completa, revenue a la normale, revenu a la normale, tornata alla normalita, voltou ao normal, volta a funcionar, voltou a funcionar, resolvidos, resolvidas, opera normalmente, funciona normalmente, funcionan con normalidad, opera con normalidad, normalizad*, rentre dans l ordre, rentree dans l ordre, lauft wieder, laufen wieder, funktioniert wieder, werkt weer, werken weer, virker igjen, virker igen, fungerer igjen, fungerer igen, back to normal, weer normaal, was normaal, voorbij, ist behoben, retabli, retablie, ripristinati, ripristinato, wieder verfugbar
            """
        ),
        (
            .firstPerson,
            "we, our, us, nous, notre, nos, noi, nostri, nostra, nosotros, nuestro, nuestra, wir, unser*, nos, nosso, nossa, wij, onze, vi, vores"
        ),
        (.sample, "this is an example incident, this is a sample incident"),
        (.versionBelow, "versione italiana in calce, version below, version anglaise, version en anglais"),
        (.englishVersion, "english version"),
    ]

    static let speechWords: [(Marks, String)] = [
        (
            .reporting,
            """
            says, said, told, according to, spokesperson, spokesman, spokeswoman, spokespeople, selon, dit, porte parole, declare, affirme, indique, secondo, dice, dicono, portavoce, ha detto, fa sapere, segun, dicen, informo, portavoz, confirmo,
            sagt, sagte, laut, mitgeteilt, bestatigt, sprecher, sprecherin, segundo, disse, informou, afirma, nota, volgens, zegt, woordvoerder, meldt, sier, ifolge, siger, oplyser, kommunikasjonssjef, statement, comunicado, comunicato, in una nota
            """
        ),
        (
            .denial,
            "no, not, never, without, ni, pas, aucun, aucune, sans, non, nessun, nessuna, senza, sin, ningun, ninguna, kein, keine, keinen, nicht, ohne, nao, sem, nenhum, geen, niet, zonder, ikke, ingen, uten, neither, nor, wasn, isn, weren, ruled, unrelated, ecart*, exclu, exclut, exclue, descart*, esclu*, exclude, excluded, excludes, ausgeschlossen, uitgesloten, utelukke*, udelukke*"
        ),
        (
            .unsettled,
            """
            si se trata, aun si, whether, if it is, ob es, of het, s il s agit, se si tratta, se se trata, no han confirmado,
            unclear, unknown, not yet known, not known, under investigation, investigating the, investigate the, investigating what, still investigating, inconnu, inconnue, inconnues, sconosciut*, desconoce*, desconocid*, desconhecid*, unklar, unbekannt, onbekend, onduidelijk, ukjent, ukendt,
            approfondendo, sta indagando, stanno indagando, se investiga, investigando, en cours d analyse, cherchent, wird untersucht, untersucht, wordt onderzocht, onderzoek*, undersok*, undersog*, could be, may be, might be, podria, podrian, poderia, pourrait, pourraient, potrebbe, potrebbero, konnte an, mogelijk, moglicherweise, vermutlich, possibly, estaria, speculat*, specul*, rumour*, hypothes*, ipotes*, hipotes*
            """
        ),
    ]

    /// Labels of fields and headings.
    static let labelWords: [(Marks, String)] = [
        (
            .labelStart,
            "date of incident, date of the incident, incident date, date de l incident, data dell incidente, fecha del incidente, data do incidente, datum der storung, start, debut, inizio, inicio, beginn, begin, start time, beginning, commence, starttid, start date, date de debut"
        ),
        (
            .labelEnd,
            "end, fin, fine, fim, ende, einde, slutt, slut, end time, end date, date de fin"
        ),
        (
            .labelResponsibility,
            "responsabilite, responsibility, responsabilita, responsabilidad, responsabilidade, verantwortung, verantwortlich, verantwoordelijkheid, ansvar"
        ),
        (.labelPriority, "priorite, priority, priorita, prioridad, prioridade, prioritat, prioriteit, prioritet"),
        (
            .labelRootCause,
            "root cause, root causes, root cause analysis, cause racine, cause, causa, cause principale, causa principale, causa raiz, ursache, oorzaak, arsak, arsag, what was the root cause, description scope of incident, what went wrong, why did this happen, why it happened, underlying cause, what caused"
        ),
        (
            .labelActions,
            """
            actions, actions to be taken, actions a entreprendre, action plan, next steps, follow up actions, follow up, corrective actions, preventative actions, preventive actions, remedial action, remediation follow up steps,
            prevention, azioni, acciones, massnahmen, acties, acoes, tiltak, lessons learned, mesures, mitigation plan, steps taken, preventative measures, preventive measures, corrective and preventative, what preventative actions, what are we doing, going forward, way forward
            """
        ),
        (
            .labelServices,
            "service concerne, services concernes, payment services affected, services affected, affected services, services impacted, affected components, servizi interessati, servizio interessato, servicios afectados, betroffene dienste, getroffen diensten, affected, this incident affected, this scheduled maintenance affected, components affected"
        ),
        (.labelSeverity, "severity, severite, gravite, gravita, gravedad, schweregrad, ernst, impact, gravidade"),
        (
            .labelImpact,
            "impact client, client impact, customer impact, business impact, impact, impatto cliente, impatto, impacto, auswirkung, impact on customers"
        ),
        (
            .labelTimeline,
            "synthese de l incident, incident overview, timeline, incident timeline, incident timelines, chronologie, chronology, sintesi dell incidente, cronologia, zeitlicher verlauf, ablauf, tijdlijn, tidslinje, sequence of events, timeline of events"
        ),
        (
            .labelOther,
            "contexte, context, contesto, summary, introduction, conclusion, background, resolution, remediation, what happened, incident summary, incident details, damage assessment, reference incident, incident reference, categorie, category, categoria, kategorie, remedial action, analysis of incident, investigation and findings, impact, overview, detection, incident id, description, status, duration, symptomes, symptoms"
        ),
    ]
}
