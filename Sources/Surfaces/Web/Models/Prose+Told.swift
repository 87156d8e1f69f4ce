package import Markup
internal import Vocabulary

extension Prose {
    package init(_ told: Told) { self.init(told.text, language: told.language) }
}
