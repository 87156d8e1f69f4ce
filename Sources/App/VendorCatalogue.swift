internal import CLI
internal import Catalogue
internal import Following
internal import JSON
internal import Tracking
internal import Vendors
internal import Vocabulary

/// The catalogue as the tracker wants it.
enum VendorCatalogue {
    /// What pages speak; a page that writes local times and names no zone is in its vendor's.
    static let formats = StatusPageFormats(
        zones: ZoneFiles.catalogue,
        zoneOfPage: { page in Catalogue.vendors.first { $0.followed == page || $0.page == page }?.zone })

    static func known(_ name: String) -> KnownVendor? {
        guard let id = ProviderID(name), let vendor = Catalogue.vendor(id) else { return nil }
        return KnownVendor(
            id: vendor.id.rawValue, name: vendor.name, page: vendor.followed, zone: vendor.zone,
            country: vendor.country, family: vendor.family, language: vendor.languages.first)
    }
}

/// `vigie vendors [WORDS]`: searches the catalogue.
enum VendorsRun {
    static func run(_ words: String, on console: Console) -> ExitCode {
        let found = words.isEmpty ? Catalogue.vendors : Catalogue.search(words)
        console.answer([
            "vendors": .array(
                found.map { vendor in
                    [
                        "id": .string(vendor.id.rawValue), "name": .string(vendor.name),
                        "page": vendor.followed.map { .string($0) } ?? .null,
                        "format": vendor.format.map { .string($0.rawValue) } ?? .null,
                        "country": .string(vendor.country), "family": .string(vendor.family),
                    ]
                })
        ])
        guard !found.isEmpty else {
            console.line("No vendor fits \(words). Fewer words find more; a page's own address can be followed too.")
            return .noInput
        }
        console.table(
            ["name", "vendor", "country", "speaks", "page"],
            found.map { vendor in
                [
                    vendor.id.rawValue, vendor.name, vendor.country,
                    vendor.format?.rawValue ?? (vendor.followed == nil ? "nothing that can be read" : "found out"),
                    vendor.followed ?? "none known",
                ]
            })
        console.line("\(found.count) of \(Catalogue.vendors.count). Follow one: vigie follow NAME")
        return .success
    }
}
