/// Tickets such as `TSR-1532`: letters, a hyphen, digits. Error codes, standards and amounts are not.
enum References {
    private static let mostFound = 50
    private static let notTickets: Set<String> = [
        "utc", "gmt", "iso", "sha", "md", "tls", "ssl", "http", "https", "rfc", "utf", "psd", "cve", "use", "us", "eu",
        "az", "ap", "p", "v", "ipv", "pos", "cb",
        "page", "covid", "error", "code", "status", "eur", "usd", "gbp", "visa", "faq", "windows", "aes", "rsa", "part",
        "version", "node", "server",
    ]

    static func find(_ document: Document) -> [String] {
        var found: [String] = []
        let tokens = document.tokens
        for index in tokens.indices.dropLast(2)
        where tokens[index].isUpper && tokens[index].isWord && tokens[index + 1].isSymbol("-")
            && tokens[index + 1].isGlued
        {
            let digits = tokens[index + 2]
            guard digits.isNumber, digits.isGlued, (3...8).contains(digits.digits),
                (2...8).contains(tokens[index].digits),
                tokens[index + 1].value == 1, !notTickets.contains(tokens[index].word),
                // The middle of a longer name, address or date is none.
                !(tokens[index].isGlued && index > 0 && !"([\"#:|".contains(tokens[index - 1].word)),
                index + 3 >= tokens.count || !tokens[index + 3].isGlued || ".,;:)]|\"".contains(tokens[index + 3].word)
            else { continue }
            let text = document.text(index..<index + 3)
            if !found.contains(text) { found.append(text) }
            if found.count == mostFound { break }
        }
        return found
    }
}
