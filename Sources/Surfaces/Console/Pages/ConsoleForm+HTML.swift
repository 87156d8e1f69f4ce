internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

/// A form: its hidden fields, its fields with what is wrong beside them, its buttons.
func html(_ form: ConsoleForm) -> HTML {
    HTML(
        .form, .class(form.isSmall ? "one" : "write"), .id(form.id), .post,
        form.bringsFile ? .multipart : nil, .action(form.action)
    ) {
        if let problem = form.problem { HTML(.p, .class("problem"), .role("alert")) { html(problem) } }
        for hidden in form.hidden { HTML(.input, .type("hidden"), .name(hidden.name), .value(hidden.value)) }
        if let username = form.username {
            HTML(
                .input, .type("text"), .name("username"), .value(username), .autocomplete("username"),
                .class("unseen"), .tabindex(-1), .aria("hidden", "true"))
        }
        for piece in form.pieces { html(piece, form.id) }
        HTML(.div, .class("buttons")) {
            for button in form.buttons {
                HTML(
                    .button, .type("submit"), button.isQuiet ? .class("quiet") : nil,
                    button.value.map { _ in .name(FormField.deed) }, button.value.map { .value($0) },
                    button.action.map { .formAction($0) }, button.label.map { .aria("label", $0) }, text: button.text)
            }
        }
    }
}

private func html(_ piece: ConsoleForm.Piece, _ form: String) -> HTML {
    switch piece {
    case .field(let field): html(field, form)
    case .side(let pieces): HTML(.div, .class("side")) { for piece in pieces { html(piece, form) } }
    case .group(let legend, let pieces, let problem):
        HTML(.fieldset, .class("group")) {
            HTML(.legend, text: legend)
            if let problem { HTML(.p, .class("problem")) { html(problem) } }
            for piece in pieces { html(piece, form) }
        }
    case .part(let part): html(of: part)
    }
}

private func html(of part: ConsolePage.Part) -> HTML {
    switch part {
    case .text(let words): HTML(.p, words.isQuiet ? .class("quiet") : nil) { html(words) }
    case .prose(let text, let language): HTML(.p, language.map { .lang($0) }, text: text)
    default: HTML()
    }
}

private func html(_ field: ConsoleForm.Field, _ form: String) -> HTML {
    let id = form + "-" + field.name.map { $0 == "." ? "-" : String($0) }.joined()
    let notes = [field.hint.map { _ in id + "-hint" }, field.problem.map { _ in id + "-problem" }].compactMap(\.self)
    let described: Attribute? = notes.isEmpty ? nil : .aria("describedby", notes.joined(separator: " "))
    let invalid: Attribute? = field.problem.map { _ in .aria("invalid", "true") }
    let value = field.values.first ?? ""
    let after = HTML.gather {
        if let hint = field.hint { HTML(.p, .id(id + "-hint"), .class("quiet"), text: hint) }
        if let problem = field.problem { HTML(.p, .id(id + "-problem"), .class("problem")) { html(problem) } }
    }
    switch field.kind {
    case .line(let type, let autocomplete):
        return HTML(.div, .class("field")) {
            HTML(.label, .for(id), text: field.label)
            HTML(
                .input, .id(id), .name(field.name), .type(type), .value(value), .maxLength(2_000),
                .autocomplete(autocomplete), field.language.map { .lang($0) }, field.isRequired ? .required : nil,
                field.isFocused ? .focused : nil, invalid, described)
            after
        }
    case .area(let rows):
        return HTML(.div, .class("field")) {
            HTML(.label, .for(id), text: field.label)
            HTML(
                .textarea, .id(id), .name(field.name), .rows(rows), field.language.map { .lang($0) },
                field.isRequired ? .required : nil, field.isFocused ? .focused : nil, invalid, described
            ) {
                // A browser drops a line end that follows the element's start.
                "\n"
                value
            }
            after
        }
    case .file(let accept):
        return HTML(.div, .class("field")) {
            HTML(.label, .for(id), text: field.label)
            HTML(
                .input, .id(id), .name(field.name), .type("file"), .accept(accept),
                field.isRequired ? .required : nil, field.isFocused ? .focused : nil, invalid, described)
            after
        }
    case .select(let options):
        return HTML(.div, .class("field")) {
            HTML(.label, .for(id), text: field.label)
            HTML(.select, .id(id), .name(field.name), invalid, described) {
                for option in options {
                    HTML(
                        .option, .value(option.value), option.value == value ? .selected : nil,
                        option.isOff ? .disabled : nil, text: option.text)
                }
            }
            after
        }
    case .radios(let options): return choices("radio", options, field, id, described, after)
    case .boxes(let options): return choices("checkbox", options, field, id, described, after)
    }
}

private func choices(
    _ type: String, _ options: [ConsoleForm.Option], _ field: ConsoleForm.Field, _ id: String, _ described: Attribute?,
    _ after: HTML
) -> HTML {
    let chosen = Set(field.values)
    let isWordy = options.contains { !$0.said.isEmpty }
    return HTML(.fieldset, .class("field boxes"), .id(id), described) {
        HTML(.legend, text: field.label)
        HTML(.div, .class(isWordy ? "choices wordy" : "choices")) {
            for (index, option) in options.enumerated() {
                HTML(.label) {
                    HTML(
                        .input, .type(type), .name(field.name), .value(option.value),
                        chosen.contains(option.value) ? .checked : nil, option.isOff ? .disabled : nil,
                        field.isRequired && type == "radio" ? .required : nil,
                        field.isFocused && index == 0 ? .focused : nil,
                        field.problem.map { _ in .aria("invalid", "true") })
                    HTML(.span) {
                        option.symbol?.html
                        option.text
                        for line in option.said { HTML(.span, .class("said-line")) { html(line) } }
                    }
                }
            }
        }
        after
    }
}

extension HTML {
    fileprivate static func gather(@HTMLBuilder _ content: () -> HTML) -> HTML { content() }
}
