package import Catalogue
internal import Following
package import JSON
package import Vocabulary

/// Vendors that the catalogue knows, and whether each is followed.
package enum VendorDocument {
    package static func json(
        _ vendors: [CatalogueVendor], count: Int, followed: Set<ProviderID>
    ) -> JSONValue {
        [
            "vendors": .array(vendors.map { vendor($0, isFollowed: followed.contains($0.id)) }),
            "count": JSONValue(count),
        ]
    }

    private static func vendor(_ vendor: CatalogueVendor, isFollowed: Bool) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(vendor.id.rawValue)
        object["name"] = .string(vendor.name)
        object["page"] = vendor.page.map { .string($0) }
        object["format"] = vendor.format.map { .string($0.rawValue) }
        object["reach"] = .string(vendor.reach.rawValue)
        object["zone"] = .string(vendor.zone)
        object["country"] = .string(vendor.country)
        object["family"] = .string(vendor.family)
        object["kinds"] = JSONValue(vendor.kinds.map(\.rawValue))
        object["languages"] = JSONValue(vendor.languages.map(\.code))
        object["isFollowed"] = .bool(isFollowed)
        return .object(object)
    }
}
