internal import Observing
internal import Series

/// Nothing more than a handshake: what is said ends with it.
final class TLSScript: ConversationScript {
    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep { .leave }
}
