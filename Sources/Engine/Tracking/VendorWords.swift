package import Following
package import Vocabulary

/// What holds for all words of one vendor.
package struct VendorWords: Sendable, Hashable {
    package var name: String
    package var zone: String?
    /// The language to take for a text that shows none.
    package var language: Language

    package init(name: String, zone: String?, language: Language) {
        self.name = name
        self.zone = zone
        self.language = language
    }
}

/// The port to who reads words: Core/Reading, with the zones of this machine.
package typealias IncidentWordReading = @Sendable (VendorIncident, VendorWords) -> WordFacts
