package import Markup
internal import Telling
internal import Vocabulary

/// Subscription, feeds, badge and banner.
package func html(_ page: FollowModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: say(.followLead))
        }
        if let form = page.form {
            HTML(.section) {
                problems(form.problem, words)
                HTML(.form, .class("card"), .post, .action(form.action)) {
                    choices(form, words)
                    HTML(.button, .type("submit"), text: say(.subscribe))
                }
            }
        }
        HTML(.section) {
            HTML(.h2, text: say(.feeds))
            HTML(.p, .class("quiet"), text: say(.feedsText))
            ways(page.feeds)
        }
        HTML(.section) {
            HTML(.h2, text: say(.machines))
            HTML(.p, .class("quiet"), text: say(.machinesText))
            ways(page.programs)
        }
        if let badge = page.badge, let banner = page.banner {
            HTML(.section) {
                HTML(.h2, text: say(.embed))
                HTML(.p, text: say(.badgeText))
                HTML(.p) { HTML(.code, text: badge) }
                HTML(.p, text: say(.bannerText))
                HTML(.p) { HTML(.code, text: banner) }
            }
        }
    }
}

/// A subscription that its owner changes or ends.
package func html(_ page: ManageModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: page.lead)
            if let done = page.done { HTML(.p, .class("done"), .role("status"), text: done) }
        }
        HTML(.section) {
            problems(page.form.problem, words)
            HTML(.form, .class("card"), .post, .action(page.form.action)) {
                components(page.form, words)
                languages(page.form, words)
                HTML(.button, .type("submit"), .name("do"), .value("save"), text: say(.save))
            }
        }
        HTML(.section) {
            HTML(.form, .class("card"), .post, .action(page.form.action)) {
                HTML(.p, text: say(.unsubscribeText))
                HTML(.button, .type("submit"), .name("do"), .value("unsubscribe"), text: say(.unsubscribe))
            }
        }
    }
}

/// A page that says one thing.
package func html(_ page: NoticeModel, zone: String) -> HTML {
    document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: page.text)
            HTML(.p) { HTML(.a, .class("button"), .href(page.back.address), text: page.back.text) }
        }
    }
}

private func problems(_ problem: SubscribeProblem?, _ words: LanguagePack) -> HTML {
    guard let problem else { return HTML() }
    return HTML(.div, .class("problem"), .role("alert")) {
        HTML(.p, text: words.say(status: .refused))
        if let message = problem.message { HTML(.p, text: message) }
    }
}

private func choices(_ form: FollowModel.Form, _ words: LanguagePack) -> HTML {
    var html = HTML(.fieldset) {
        HTML(.legend, text: words.say(status: .kind))
        HTML(.div, .class("choices")) {
            for option in form.kinds { box("kind", option, type: "radio") }
        }
        if let problem = form.problem?.kind { HTML(.p, .class("problem"), text: problem) }
    }
    html.append(
        field(
            "address", words.say(status: .address), value: form.address, hint: form.hint,
            problem: form.problem?.address, isRequired: true))
    html.append(components(form, words))
    html.append(languages(form, words))
    return html
}

private func components(_ form: FollowModel.Form, _ words: LanguagePack) -> HTML {
    guard !form.components.isEmpty else { return HTML() }
    return HTML(.fieldset) {
        HTML(.legend, text: words.say(status: .componentsField))
        HTML(.p, .class("quiet"), text: words.say(status: .componentsHint))
        HTML(.div, .class("choices")) {
            for option in form.components { box("component", option, type: "checkbox") }
        }
        if let problem = form.problem?.components { HTML(.p, .class("problem"), text: problem) }
    }
}

private func languages(_ form: FollowModel.Form, _ words: LanguagePack) -> HTML {
    choice(
        "language", words.say(status: .languageField), form.languages.map { ($0.value, $0.text) },
        chosen: form.languages.first(where: \.isChosen)?.value ?? "", problem: form.problem?.language)
}

private func box(_ name: String, _ option: FollowModel.Option, type: String) -> HTML {
    HTML(.label) {
        HTML(.input, .type(type), .name(name), .value(option.value), option.isChosen ? .checked : nil)
        option.text
    }
}

private func ways(_ ways: [FollowModel.Way]) -> HTML {
    HTML(.ul, .class("ways")) {
        for way in ways { HTML(.li) { HTML(.a, .href(way.address), text: way.text) } }
    }
}
