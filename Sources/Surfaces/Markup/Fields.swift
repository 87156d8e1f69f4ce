// Fields of forms.

/// A labelled field of one line; a problem stands beside it, with the fix.
package func field(
    _ name: String, _ label: String, value: String = "", type: String = "text", hint: String? = nil,
    problem: String? = nil, isRequired: Bool = false, id: String? = nil
) -> HTML {
    let id = id ?? "field-" + name
    let notes = [hint.map { _ in id + "-hint" }, problem.map { _ in id + "-problem" }].compactMap(\.self)
    return HTML(.div, .class("field")) {
        HTML(.label, .for(id), text: label)
        HTML(
            .input, .id(id), .name(name), .type(type), .value(value), .maxLength(2_000), .autocomplete("off"),
            isRequired ? .required : nil, problem.map { _ in .aria("invalid", "true") },
            notes.isEmpty ? nil : .aria("describedby", notes.joined(separator: " ")))
        if let hint { HTML(.p, .id(id + "-hint"), .class("quiet"), text: hint) }
        if let problem { HTML(.p, .id(id + "-problem"), .class("problem"), text: problem) }
    }
}

/// A labelled choice of one.
package func choice(
    _ name: String, _ label: String, _ options: [(value: String, text: String)], chosen: String,
    problem: String? = nil, id: String? = nil
) -> HTML {
    let id = id ?? "field-" + name
    return HTML(.div, .class("field")) {
        HTML(.label, .for(id), text: label)
        HTML(
            .select, .id(id), .name(name), problem.map { _ in .aria("invalid", "true") },
            problem.map { _ in .aria("describedby", id + "-problem") }
        ) {
            for option in options {
                HTML(.option, .value(option.value), option.value == chosen ? .selected : nil, text: option.text)
            }
        }
        if let problem { HTML(.p, .id(id + "-problem"), .class("problem"), text: problem) }
    }
}
