internal import Series

/// What is said on a connection and what is made of the answers. Used on its loop's thread alone.
protocol ConversationScript: AnyObject {
    /// What to do now. `input` is what came and was not taken yet; what is made use of is taken out of it.
    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep
}

enum ScriptStep {
    case send([UInt8])
    case receive
    /// Make the connection secure from here on (STARTTLS and its like).
    case secure
    /// Nothing more is to be said; only whether the other side accepts our certificate is waited for.
    case leave
    case end(SampleOutcome, String)
}
