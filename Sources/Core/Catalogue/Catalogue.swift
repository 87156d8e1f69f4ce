// Catalogue: the vendors that Vigie knows how to follow (`vendors.json`, built into the program), as values that can be
// looked up and searched. An operator's own file of the same form is read by `Catalogue(reading:file:)`.
//
// Start reading at `CatalogueVendor.swift`; docs/catalogue.md describes the file.
// May import: Following, Vocabulary, JSON.

internal import JSON
package import Vocabulary

/// Vendors by id, and a search among them.
package struct Catalogue: Sendable {
    /// By name.
    package let vendors: [CatalogueVendor]
    private let places: [ProviderID: Int]
    private let index: CatalogueIndex

    /// What comes with the program.
    package static let builtIn: Catalogue = {
        do throws(CatalogueError) {
            return try Catalogue(reading: PackageResources.vendors_json, file: "vendors.json")
        } catch {
            // The file is part of the program, and a test reads it.
            preconditionFailure("\(error)")
        }
    }()

    package static var vendors: [CatalogueVendor] { builtIn.vendors }
    package static func vendor(_ id: ProviderID) -> CatalogueVendor? { builtIn.vendor(id) }
    package static func search(_ words: String) -> [CatalogueVendor] { builtIn.search(words) }

    init(_ vendors: [CatalogueVendor]) {
        self.vendors =
            vendors
            .map { (name: SearchText.folded($0.name), vendor: $0) }
            .sorted { ($0.name, $0.vendor.id) < ($1.name, $1.vendor.id) }
            .map(\.vendor)
        places = Dictionary(uniqueKeysWithValues: self.vendors.enumerated().map { ($1.id, $0) })
        index = CatalogueIndex(self.vendors)
    }

    package func vendor(_ id: ProviderID) -> CatalogueVendor? { places[id].map { vendors[$0] } }

    /// The companies of one group.
    package func family(_ family: String) -> [CatalogueVendor] { vendors.filter { $0.family == family } }

    /// The vendors that every word names, best first; all of them, by name, for no words at all.
    package func search(_ words: String) -> [CatalogueVendor] { index.search(words).map { vendors[$0] } }

    /// This catalogue with an operator's own entries; one of the same id stands instead of ours.
    package func adding(_ own: Catalogue) -> Catalogue {
        Catalogue(vendors.filter { own.places[$0.id] == nil } + own.vendors)
    }
}
