internal import Telling
internal import Vocabulary

/// Collects the fields of a form. Where the form comes back, what was typed stands in it, beside what is wrong.
struct FormMaker {
    let words: LanguagePack
    let zones: ZoneCatalogue
    let typed: Fields?
    var pieces: [ConsoleForm.Piece] = []
    /// The keyboard begins at the first field that is wrong, or where the page wants it to.
    private var isFocusTaken = false

    init(words: LanguagePack, zones: ZoneCatalogue, typed: Fields?) {
        self.words = words
        self.zones = zones
        self.typed = typed
    }

    func value(_ name: String, _ known: String) -> String { typed.map { $0[name] } ?? known }
    func values(_ name: String, _ known: [String]) -> [String] { typed.map { $0.all(name) } ?? known }

    private mutating func field(
        _ name: String, _ label: String, _ kind: ConsoleForm.Field.Kind, _ values: [String], hint: String? = nil,
        isRequired: Bool = false, isFirst: Bool = false, language: Language? = nil
    ) -> ConsoleForm.Field {
        let problem = typed?.problems[name]
        let isWrong = problem != nil
        let takes = !isFocusTaken && (isWrong || (isFirst && typed?.hasProblems != true))
        if takes { isFocusTaken = true }
        return ConsoleForm.Field(
            name: name, label: label, kind: kind, values: values, hint: hint, problem: problem, isRequired: isRequired,
            isFocused: takes, language: language)
    }

    // MARK: Fields

    mutating func line(
        _ name: String, _ label: String, _ known: String = "", type: String = "text", autocomplete: String = "off",
        hint: String? = nil, isRequired: Bool = false, isFirst: Bool = false
    ) {
        pieces.append(
            .field(
                field(
                    name, label, .line(type: type, autocomplete: autocomplete), [value(name, known)], hint: hint,
                    isRequired: isRequired, isFirst: isFirst)))
    }

    /// What was typed is never sent back.
    mutating func password(_ name: String, _ label: String, autocomplete: String, hint: String? = nil) {
        pieces.append(
            .field(
                field(
                    name, label, .line(type: "password", autocomplete: autocomplete), [], hint: hint, isRequired: true))
        )
    }

    /// A code of a second factor, or one that is used once.
    mutating func code(_ name: String, _ label: String, hint: String? = nil, isFirst: Bool = false) {
        pieces.append(
            .field(
                field(
                    name, label, .line(type: "text", autocomplete: "one-time-code"), [], hint: hint, isRequired: true,
                    isFirst: isFirst)))
    }

    mutating func select(
        _ name: String, _ label: String, _ options: [ConsoleForm.Option], _ known: String, hint: String? = nil
    ) {
        pieces.append(.field(field(name, label, .select(options), [value(name, known)], hint: hint)))
    }

    mutating func radios(
        _ name: String, _ label: String, _ options: [ConsoleForm.Option], _ known: String, hint: String? = nil,
        isRequired: Bool = false
    ) {
        pieces.append(
            .field(
                field(name, label, .radios(options), [value(name, known)], hint: hint, isRequired: isRequired)))
    }

    mutating func boxes(
        _ name: String, _ label: String, _ options: [ConsoleForm.Option], _ known: [String], hint: String? = nil
    ) {
        guard !options.isEmpty else { return }
        pieces.append(.field(field(name, label, .boxes(options), values(name, known), hint: hint)))
    }

    /// One box.
    mutating func tick(_ name: String, _ text: String, _ isTicked: Bool = false, legend: String, hint: String? = nil) {
        let known = isTicked ? ["yes"] : []
        boxes(name, legend, [.init(value: "yes", text: text)], known, hint: hint)
    }

    mutating func area(_ name: String, _ label: String, _ known: String = "", rows: Int = 4, hint: String? = nil) {
        pieces.append(.field(field(name, label, .area(rows: rows), [value(name, known)], hint: hint)))
    }

    /// One text in each language, side by side. With `rows` it is as long as wanted.
    mutating func texts(
        _ name: String, _ label: String, _ languages: [Language], _ known: LocalizedText = LocalizedText(),
        rows: Int? = nil, hint: String? = nil, isRequired: Bool = false, isFirst: Bool = false
    ) {
        var fields: [ConsoleForm.Piece] = []
        // What is wrong with the text as a whole stands beside its first language.
        let whole = typed?.problems[name]
        for (index, language) in languages.enumerated() {
            let each = name + "." + language.code
            let kind: ConsoleForm.Field.Kind =
                rows.map { .area(rows: $0) } ?? .line(type: "text", autocomplete: "off")
            var made = field(
                each, label + " · " + words.name(language), kind, [value(each, known[language] ?? "")],
                hint: index == 0 ? hint : nil, isRequired: isRequired, isFirst: isFirst && index == 0,
                language: language == words.language ? nil : language)
            if index == 0, made.problem == nil { made.problem = whole }
            fields.append(.field(made))
        }
        pieces.append(.side(fields))
    }

    /// A moment, beside the zone that it is meant in.
    mutating func moment(
        _ name: String, _ label: String, _ known: Instant?, zone: Zone, hint: String? = nil, isRequired: Bool = false
    ) {
        let shown = known.map { instant in
            let civil = zone.civilTime(instant)
            return civil.date.iso8601 + " " + civil.clock()
        }
        let line = field(
            name, label, .line(type: "text", autocomplete: "off"), [value(name, shown ?? "")],
            hint: hint ?? words(.timeHint), isRequired: isRequired)
        let here = known ?? Instant(seconds: 0)
        var options = [
            ConsoleForm.Option(
                value: zone.identifier,
                text: known == nil ? zone.identifier : zone.identifier + " (" + zone.offset(at: here).name + ")")
        ]
        if zone.identifier != "UTC" { options.append(.init(value: "UTC", text: "UTC")) }
        let typedZone = value(name + "-zone", zone.identifier)
        let select = field(name + "-zone", words(.zoneOf, ["label": label]), .select(options), [typedZone])
        pieces.append(.side([.field(line), .field(select)]))
    }

    /// Promised languages that are declared missing, which readers see.
    mutating func missing(_ languages: [Language], _ known: [Language] = []) {
        boxes(
            "missing", words(.declareMissing), languages.map { .init(value: $0.code, text: words.name($0)) },
            known.map(\.code), hint: words(.declareMissingHint))
    }

    mutating func file(_ name: String, _ label: String, accept: String, hint: String? = nil) {
        pieces.append(.field(field(name, label, .file(accept: accept), [], hint: hint, isRequired: true)))
    }

    mutating func note(_ text: String) { pieces.append(.part(.text(.init(text, isQuiet: true)))) }

    mutating func group(_ legend: String, problem name: String? = nil, _ make: (inout FormMaker) -> Void) {
        var inner = FormMaker(words: words, zones: zones, typed: typed)
        inner.isFocusTaken = isFocusTaken
        make(&inner)
        isFocusTaken = inner.isFocusTaken
        pieces.append(.group(legend, inner.pieces, problem: name.flatMap { typed?.problems[$0] }))
    }

    mutating func side(_ make: (inout FormMaker) -> Void) {
        var inner = FormMaker(words: words, zones: zones, typed: typed)
        inner.isFocusTaken = isFocusTaken
        make(&inner)
        isFocusTaken = inner.isFocusTaken
        pieces.append(.side(inner.pieces))
    }
}
