internal import Bytes
package import Vocabulary

/// What is to be done.
package enum MovingOrder: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        case url(String)
        /// What a page said, as it was saved.
        case file([UInt8])
    }

    /// Components and incidents of another page become those of the brand's organisation.
    case page(Source, into: BrandID, in: Language)
    /// A list of subscribers, who count as confirmed.
    case subscribers([UInt8], of: BrandID, in: Language)
    /// The status pages as files, in the folder of the configuration.
    case export

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case page = "move-in"
        case subscribers
        case export
    }

    package var kind: Kind {
        switch self {
        case .page: .page
        case .subscribers: .subscribers
        case .export: .export
        }
    }

    var brand: (id: BrandID, language: Language)? {
        switch self {
        case .page(_, let brand, let language), .subscribers(_, let brand, let language): (brand, language)
        case .export: nil
        }
    }

    /// What it is done with, as people may read it: what could stand in an address beside host and path stays out.
    package var subject: String {
        switch self {
        case .page(.url(let url), let brand, _):
            brand.rawValue + " ← " + url.prefix { $0 != "?" && $0 != "#" }.split(separator: "@").suffix(1).joined()
        case .page(.file, let brand, _), .subscribers(_, let brand, _): brand.rawValue
        case .export: ""
        }
    }

    /// The same for the same order, and short.
    var mark: SHA256Digest {
        let words: (String, [UInt8]) =
            switch self {
            case .page(.url(let url), let brand, let language): ("url \(brand) \(language)", Array(url.utf8))
            case .page(.file(let bytes), let brand, let language): ("file \(brand) \(language)", bytes)
            case .subscribers(let bytes, let brand, let language): ("subscribers \(brand) \(language)", bytes)
            case .export: ("export", [])
            }
        return SHA256Digest(of: Array(words.0.utf8) + [0] + words.1)
    }
}
