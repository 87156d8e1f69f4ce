extension Lexicon {
    /// Words around times.
    static let timeWords: [(Marks, String)] = [
        (.between, "between, entre, tra, fra, zwischen, tussen, mellom, mellem"),
        (
            .from,
            "from, de, des, du, dalle, dal, dalla, von, vom, van, vanaf, desde, das, da, do, a partir de, a partir des, a partir du, depuis, fra, starting at, starting, as of, beginning at, a decorrere dalle, ab"
        ),
        (
            .to,
            "to, until, till, through, thru, up to, a, al, alle, fino, au, jusqu a, jusqu au, jusque, bis, tot, til, hasta, ate, as, a las, a la, and lasted until, lasted until, and ended at, og til"
        ),
        (.and, "and, et, e, y, und, en, og, ed"),
        (.since, "since, depuis, seit, desde, dalle, dalle ore, sinds, siden, a partire dalle, ab"),
        (
            .around,
            "around, approximately, about, roughly, circa, ca, vers, environ, verso, intorno, alrededor, aproximadamente, por volta, gegen, etwa, ungefahr, omstreeks, rond, rundt, cirka, approx, aux alentours, sobre las, near"
        ),
        (
            .glue,
            "on, at, of, the, le, la, les, il, lo, los, las, el, del, della, dello, dell, de, do, da, du, den, der, dem, am, um, op, kl, klokken, ore, ora, alle, a, as, this, around, about, approximately, circa, ca, um, het, dia, giorno, vers, verso, intorno, alrededor, gegen, etwa, este, ce, time, local, in, am, h, di, dell, klokka, dans, nel, vom, from, since, uur"
        ),
        (
            .clockCue,
            "at, alle, ore, kl, klokken, um, gegen, om, rond, tussen, tra, dalle, ved, fra, between, from, until, till, to, since, by, bis, ab, von, seit, zwischen, le, les, as, las, entre, desde, hasta, before, after, around, vers, verso, til, mellom, mellem, sinds, tot, vanaf, and, y, e, et, und, en, og, siden, about"
        ),
        (.sameDay, "same day, that day, meme jour, stesso giorno, mismo dia, selben tag"),
        (
            .today,
            "today, this morning, this afternoon, this evening, tonight, aujourd hui, ce matin, cet apres midi, ce soir, oggi, stamattina, questa mattina, questo pomeriggio, hoy, esta manana, esta tarde, heute, hoje, nesta manha, desta manha, vandaag, vanochtend, vanmorgen, vanmiddag, i dag, i morges, i formiddag, i ettermiddag, i eftermiddag"
        ),
        (.yesterday, "yesterday, last night, hier, ieri, ayer, anoche, gestern, ontem, gisteren, gisteravond, i gar"),
        (.hour, "hour, hours, hr, hrs, heure, heures, ora, ore, hora, horas, stunde, stunden, uur, uren, time, timer"),
        (.minute, "minute, minutes, min, mins, minuto, minuti, minutos, minuten, minuut, minutt, minutter"),
        (.dayWord, "day, days, jour, jours, giorno, giorni, dia, dias, tag, tage, tagen, dag, dagen, dage, dager"),
    ]

    static let months: [String: Int] = {
        var table: [String: Int] = [:]
        let names = [
            "january jan janvier janv gennaio gen enero ene januar januari janeiro jaenner janner",
            "february feb fevrier fevr febbraio febrero februar februari fevereiro fev febr",
            "march mar mars marzo marz maerz maart marco mrz mrt marts",
            "april apr avril avr aprile abril abr",
            "may mai maggio mag mayo mei maio maj",
            "june jun juin giugno giu junio juni junho",
            "july jul juillet juil luglio lug julio juli julho",
            "august aug aout agosto ago augustus",
            "september sep sept septembre settembre set septiembre setembro sett",
            "october oct octobre ottobre ott octubre oktober okt outubro out",
            "november nov novembre noviembre novembro",
            "december dec decembre dicembre dic diciembre dezember dez dezembro desember",
        ]
        for (index, text) in names.enumerated() {
            for name in text.split(separator: " ") { table[String(name)] = index + 1 }
        }
        return table
    }()

    /// 0 is Sunday, as in `CivilDate.weekday`.
    static let weekdays: [String: Int] = {
        var table: [String: Int] = [:]
        let names = [
            "sunday sun dimanche domenica domingo sonntag zondag sondag",
            "monday mon lundi lunedi lunes montag maandag mandag segunda",
            "tuesday tue tues mardi martedi martes dienstag dinsdag tirsdag terca",
            "wednesday wed mercredi mercoledi miercoles mittwoch woensdag onsdag quarta",
            "thursday thu thurs thur jeudi giovedi jueves donnerstag donderdag torsdag quinta",
            "friday fri vendredi venerdi viernes freitag vrijdag fredag sexta",
            "saturday sat samedi sabato sabado samstag zaterdag lordag sonnabend",
        ]
        for (index, text) in names.enumerated() {
            for name in text.split(separator: " ") { table[String(name)] = index }
        }
        return table
    }()

    /// Names for a time of the day that is a clock time.
    static let namedHours: [String: Int] = [
        "noon": 12, "midday": 12, "midi": 12, "mezzogiorno": 12, "mediodia": 12, "meio": 12, "mittag": 12,
        "midnight": 0, "minuit": 0, "mezzanotte": 0, "medianoche": 0, "mitternacht": 0, "middernacht": 0,
    ]

    /// Words behind a clock time that put it into the afternoon or evening.
    static let lateWords: Set<String> = [
        "tarde", "noche", "noite", "pomeriggio", "sera", "afternoon", "evening", "soir", "midi", "nachmittags",
        "abends", "namiddag", "avond", "ettermiddag", "kveld", "eftermiddag", "aften",
    ]
    static let earlyWords: Set<String> = [
        "manana", "mattina", "mattino", "morning", "matin", "manha", "morgens", "ochtend", "morgen", "madrugada",
    ]

    static let hourWords: Set<String> = ["uhr", "uur", "h", "heures", "heure", "hrs", "horas", "hours", "klokken"]
}
