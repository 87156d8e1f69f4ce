/// What somebody typed as a password. Printing it shows a mark.
package struct Password: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let charactersLeast = 12
    package static let bytesMost = 1_000

    let text: String

    package init(_ text: String) { self.text = text }

    var bytes: [UInt8] { Array(text.utf8) }
    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Why it can't be one's password; nil when it can. `hints` are texts that anybody knows of its owner.
    ///
    /// Length is what counts; there is no rule about digits and signs, which only moves people to `Password1!`.
    package func refusal(hints: [String]) -> AccessRefusal? {
        if text.utf8.count > Self.bytesMost {
            return AccessRefusal(.passwordLong, "A password has at most \(Self.bytesMost) bytes.")
        }
        if text.count < Self.charactersLeast {
            return AccessRefusal(
                .passwordShort,
                "A password has at least \(Self.charactersLeast) characters; several words are easy to keep.")
        }
        let plain = Self.plain(text)
        let isCommon =
            Self.common.contains(plain) || Self.common.contains(text.lowercased()) || Set(text).count < 5
            || Self.isRun(text) || Self.isRepetition(plain)
            || hints.contains { $0.utf8.count >= 6 && Self.rest(of: plain, without: Self.plain($0)) < 6 }
        if isCommon {
            return AccessRefusal(
                .passwordCommon,
                "This is among the first that somebody would try. Take several words that have nothing to do "
                    + "with each other.")
        }
        return nil
    }

    /// Letters alone, in lower case, without what people put at the ends, and with what they put in a letter's place taken
    /// back.
    private static func plain(_ text: String) -> String {
        let word = text.lowercased().drop { !$0.isLetter }
        let end = word.lastIndex { $0.isLetter }.map { word.index(after: $0) } ?? word.startIndex
        return String(
            word[..<end].compactMap { character -> Character? in
                switch character {
                case "0": "o"
                case "1", "!": "i"
                case "3": "e"
                case "4", "@": "a"
                case "5", "$": "s"
                case "7": "t"
                default: character.isLetter ? character : nil
                }
            })
    }

    /// Every sign follows the one before, as in `123456789012` or `abcdefghijkl`, with at most two exceptions.
    private static func isRun(_ text: String) -> Bool {
        let scalars = text.lowercased().unicodeScalars.map { Int($0.value) }
        let steps = zip(scalars, scalars.dropFirst()).map { $1 - $0 }
        for step in [1, -1] where steps.count(where: { $0 != step }) <= 2 { return true }
        return false
    }

    /// One common word, or any short piece, again and again.
    private static func isRepetition(_ plain: String) -> Bool {
        let letters = Array(plain)
        for length in 1...6 where letters.count >= length * 2 {
            if letters.indices.allSatisfy({ letters[$0] == letters[$0 % length] }) { return true }
        }
        return words.contains { word in
            letters.count >= word.count * 2
                && letters.indices.allSatisfy { letters[$0] == Array(word)[$0 % word.count] }
        }
    }

    private static func rest(of plain: String, without hint: String) -> Int {
        guard !hint.isEmpty else { return plain.count }
        let (letters, part) = (Array(plain), Array(hint))
        guard letters.count >= part.count else { return plain.count }
        for start in 0...(letters.count - part.count) where Array(letters[start..<(start + part.count)]) == part {
            return letters.count - part.count
        }
        return plain.count
    }

    private static let words = ["password", "passwort", "welcome", "bienvenue", "monitoring"]

    /// Common ones that are long enough, letters alone.
    private static let common: Set<String> = [
        "password", "passwordpassword", "passwordi", "passwordie", "passwordii", "mypassword", "mypasswordi",
        "thisismypassword", "newpassword", "changeme", "changemenow", "changemeplease", "letmein", "letmeinplease",
        "letmeinnow", "administrator", "adminadmin", "adminpassword", "rootpassword", "superadmin", "supersecret",
        "topsecret", "secretpassword", "qwertyuiop", "qwertyuiopas", "qwertyqwerty", "azertyuiop", "azertyuiopqs",
        "azertyazerty", "qwertzuiop", "asdfghjkl", "asdfghjklqw", "qsdfghjklm", "zxcvbnmasdf", "qazwsxedcrfv",
        "iqazxswedcvfr", "iqazwsxedc", "welcome", "welcometo", "welcomeback", "welcomehome", "bienvenue", "motdepasse",
        "monmotdepasse", "motdepassemotdepasse", "passwort", "meinpasswort", "passworteins", "parolachiave",
        "lamiapassword", "contrasena", "correcthorsebatterystaple", "iloveyou", "iloveyouforever", "iloveyousomuch",
        "jetaimejetaime", "tiamotiamo", "trustno", "trustnoone", "opensesame", "abcdefghijkl", "defaultpassword",
        "temppassword", "temporary", "temporarypassword", "testtesttest", "testpassword", "testingtesting",
        "helloworld",
        "sunshine", "princess", "footballfootball", "dragon", "monkey", "starwars", "whatever", "statuspage", "vigie",
        "vigievigie", "vigiepassword", "incident", "incidents", "onpremise", "production", "productionpassword",
        "summer", "winter", "spring", "autumn", "ete", "hiver", "printemps", "automne", "estate", "inverno",
        "primavera",
    ]
}
