internal import Bytes

/// What somebody had before their eyes when they pressed a button, as a digest in a hidden field: where it is something
/// else by now, what they decided is not done.
enum Seen {
    static func digest(of thing: some CustomStringConvertible) -> String { digest(thing.description) }

    /// Of a value that has no description of its own; Swift's is the same for the same value in every process, as long
    /// as it holds no set and no dictionary.
    static func digest(_ text: String) -> String { String(SHA256Digest(of: Array(text.utf8)).hexadecimal.prefix(32)) }
}
