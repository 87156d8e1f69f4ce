internal import Telling
internal import Vocabulary
package import Markup

/// The form of a route: whom, of what, on which conditions, and when.
package func html(_ page: RouteFormPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            if let problem = page.problem { HTML(.p, .class("problem"), .role("alert"), text: problem) }
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: words.say(.routeFormLead))
            if let note = page.note { HTML(.p, .class("remark"), text: note) }
        }
        HTML(.form, .class("card write route"), .post, .action(page.post)) {
            proof(page.frame)
            if page.isNew {
                line(.name, .routeName, page, words, hint: .routeNameHint, isRequired: true)
            }
            if let none = page.noChannels { HTML(.p, .class("problem"), text: none) }
            boxes(.to, .routeTo, page.channels, page, words)
            boxes(.kinds, .routeKinds, page.kinds, page, words)
            pick(.severity, .routeSeverity, page.severities, page, words)
            line(.providers, .routeProviders, page, words, hint: .routeListHint)
            line(.components, .routeComponents, page, words, hint: .routeListHint)
            boxes(.services, .routeServices, page.services, page, words, hint: .routeServicesHint)
            line(.entities, .routeEntities, page, words, hint: .routeListHint)
            HTML(.div, .class("filters")) {
                line(.quietFrom, .routeQuietFrom, page, words, hint: .routeClockHint)
                line(.quietTo, .routeQuietTo, page, words, hint: .routeClockHint)
                pick(.digest, .routeDigest, page.digests, page, words)
                line(.digestAt, .routeDigestAt, page, words)
                line(.zone, .routeZone, page, words)
                pick(.passes, .routePassesField, page.passes, page, words)
                pick(.language, .routeLanguage, page.languages, page, words)
            }
            HTML(.button, .type("submit"), text: words.say(.routeSave))
        }
    }
}

private func problem(_ field: RouteFields.Field, _ page: RouteFormPage, _ words: LanguagePack) -> String? {
    page.fields.problems[field].map { words.say($0.phrase, ["value": $0.value]) }
}

private func line(
    _ name: RouteFields.Field, _ label: Phrase, _ page: RouteFormPage, _ words: LanguagePack, hint: Phrase? = nil,
    isRequired: Bool = false
) -> HTML {
    field(
        name.rawValue, words.say(label), value: page.fields[name], hint: hint.map { words.say($0) },
        problem: problem(name, page, words), isRequired: isRequired)
}

private func pick(
    _ name: RouteFields.Field, _ label: Phrase, _ options: [RouteFormPage.Option], _ page: RouteFormPage,
    _ words: LanguagePack
) -> HTML {
    choice(
        name.rawValue, words.say(label), options.map { ($0.value, $0.text) }, chosen: page.fields[name],
        problem: problem(name, page, words))
}

/// Boxes to tick, any number of them.
private func boxes(
    _ name: RouteFields.Field, _ label: Phrase, _ options: [RouteFormPage.Option], _ page: RouteFormPage,
    _ words: LanguagePack, hint: Phrase? = nil
) -> HTML {
    let chosen = Set(page.fields.all(name))
    let trouble = problem(name, page, words)
    let id = "field-" + name.rawValue
    return HTML(
        .fieldset, .class("field boxes"), .id(id), trouble.map { _ in .aria("describedby", id + "-problem") }
    ) {
        HTML(.legend, text: words.say(label))
        HTML(.div, .class("choices")) {
            for option in options {
                HTML(.label) {
                    HTML(
                        .input, .type("checkbox"), .name(name.rawValue), .value(option.value),
                        chosen.contains(option.value) ? .checked : nil, trouble.map { _ in .aria("invalid", "true") })
                    HTML(.span, text: option.text)
                }
            }
        }
        if let hint { HTML(.p, .class("quiet"), text: words.say(hint)) }
        if let trouble { HTML(.p, .id(id + "-problem"), .class("problem"), text: trouble) }
    }
}
