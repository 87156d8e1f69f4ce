/// What the channels of the web need besides a place.
extension CommandTable {
    static let shopOptions = [
        OptionDefinition(
            name: "shop-key", valueName: "[CHANNEL=]KEY",
            documentation:
                "The shop's key, as env:NAME or file:PATH; env:VIGIE_SHOP_KEY when left out. A channel may have its own.",
            isRepeated: true),
        OptionDefinition(
            name: "return-address", valueName: "URL",
            documentation: "Where the bank sends payers of apm back; one of the shop's returnOrigins."),
        OptionDefinition(
            name: "resolve", valueName: "SECONDS",
            documentation: "How long it is asked what became of a payment; 180 when left out."),
        OptionDefinition(
            name: "keep-connections",
            documentation: "Use connections again, which hides failing names and handshakes."),
    ]
}

/// How shops show who they are, and how patient they are.
package struct ShopOptions: Sendable, Equatable {
    /// References to keys by channel, such as `env:SHOP_KEY`; under the empty name the one for all others.
    package var keys: [String: String]
    package var returnAddress: String
    package var resolveSeconds: Int
    package var keepsConnections: Bool

    package init(
        keys: [String: String] = [:], returnAddress: String = "https://shop.example/back", resolveSeconds: Int = 180,
        keepsConnections: Bool = false
    ) {
        self.keys = keys
        self.returnAddress = returnAddress
        self.resolveSeconds = resolveSeconds
        self.keepsConnections = keepsConnections
    }

    package func key(_ channel: String) -> String { keys[channel] ?? keys[""] ?? "env:VIGIE_SHOP_KEY" }
}

extension ParsedArguments {
    func shopOptions() throws(UsageError) -> ShopOptions {
        var options = ShopOptions(
            resolveSeconds: try number("resolve", in: 1...3_600, otherwise: 180),
            keepsConnections: flags.contains("keep-connections"))
        if let address = value("return-address") { options.returnAddress = address }
        for text in values["shop-key"] ?? [] {
            let sides = text.split(separator: "=", maxSplits: 1)
            let isForOne = sides.count == 2 && CommandTable.payingChannels.contains(String(sides[0]))
            let reference = isForOne ? String(sides[1]) : text
            guard reference.hasPrefix("env:") || reference.hasPrefix("file:") else {
                throw UsageError(
                    "--shop-key takes env:NAME or file:PATH, and a channel before it",
                    hint: "such as --shop-key apm=file:key.txt; a key itself would be seen by everybody on this machine"
                )
            }
            options.keys[isForOne ? String(sides[0]) : ""] = reference
        }
        return options
    }
}
