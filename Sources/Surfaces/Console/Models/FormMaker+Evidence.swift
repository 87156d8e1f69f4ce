internal import Telling
internal import Vocabulary

extension FormMaker {
    /// A moment that has to come from somewhere: what is known speaks of some, the present minute is one when somebody says
    /// so, and any other is typed. None stands there before that.
    mutating func evidencedMoment(
        _ name: String, _ label: String, _ known: [ConsoleForm.Option], zone: Zone
    ) {
        radios(
            name + FormField.from, words(.timeFrom, ["label": label]),
            [.init(value: FormField.fromNow, text: words(.timeNow))] + known
                + [.init(value: "", text: words(.timeTyped))], "")
        moment(name, label, nil, zone: zone)
    }
}

extension Fields {
    /// What was chosen, or typed where nothing was.
    mutating func evidencedInstant(
        _ name: String, zones: ZoneCatalogue, _ words: LanguagePack, now: Instant
    ) -> Instant? {
        let chosen = self[name + FormField.from]
        guard !chosen.isEmpty else { return instant(name, zones: zones, words, isRequired: true) }
        guard self[name].isEmpty else {
            refuse(name, words(.problemTimeTwoWays))
            return nil
        }
        if chosen == FormField.fromNow { return now }
        guard let seconds = Int64(chosen), seconds.magnitude < 1 << 40 else {
            refuse(name, words(.problemChoice, ["value": String(chosen.prefix(60))]))
            return nil
        }
        return Instant(seconds: seconds)
    }
}
