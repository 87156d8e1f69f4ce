/// Names of fields that many forms have.
enum FormField {
    /// What proves that the form is one of this session's pages.
    static let token = "form"
    /// Which of a form's buttons was pressed.
    static let deed = "do"
    /// The version that the editor saw.
    static let version = "version"
    /// Under which the order is done once, however often the button is pressed.
    static let key = "key"
    static let preview = "preview"
    /// Behind the name of a time: where it is from.
    static let from = "-from"
    static let fromNow = "now"
}
