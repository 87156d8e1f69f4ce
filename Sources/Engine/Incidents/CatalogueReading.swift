internal import JSON
package import Journal
package import Vocabulary

extension IncidentReading {
    /// A provider with some of its brands and components; what is not described is left out.
    package func catalogue(
        of id: ProviderID, brands: [BrandID], components: [ComponentID]
    ) throws(JournalError) -> (provider: Provider?, brands: [Brand], components: [Component]) {
        let provider = try all("provider/" + id.rawValue) { json throws(JSONError) in
            try Provider(json: json, path: .root)
        }.first { $0.id == id }
        var foundBrands: [Brand] = []
        for id in Set(brands).sorted() {
            foundBrands += try all("brand/" + id.rawValue) { json throws(JSONError) in
                try Brand(json: json, path: .root)
            }.filter { $0.id == id }
        }
        var foundComponents: [Component] = []
        for id in Set(components).sorted() {
            foundComponents += try all("component/" + id.rawValue) { json throws(JSONError) in
                try Component(json: json, path: .root)
            }.filter { $0.id == id }
        }
        return (provider, foundBrands, foundComponents)
    }
}
