internal import HTTP
internal import Incidents
internal import Journal
internal import Vocabulary

/// The kinds of questions that are measured; each is asked with words of its own every time.
enum Questions: String, CaseIterable {
    case rareWord = "rare word"
    case commonWord = "very common word"
    case twoCommon = "two common words"
    case commonAndRare = "common and rare word"
    case prefix = "beginning of a word"
    case shortPrefix = "short beginning"
    case reference = "reference"
    case facetAndWord = "facet and word"
    case facets = "facets only"
    case range = "word in a month"
    case deepPage = "common word, deep page"
    case nothing = "no match"

    func question(_ number: Int, of incidents: Int) -> SearchQuery {
        let language = number % 3
        let common = IncidentSource.word(number % 12, language)
        let other = IncidentSource.word(12 + number % 30, language)
        let rare = IncidentSource.word(3_000 + number % 9_000, language)
        switch self {
        case .rareWord: return SearchQuery(typed: rare)
        case .commonWord: return SearchQuery(typed: common)
        case .twoCommon: return SearchQuery(typed: "\(common) \(other)")
        case .commonAndRare: return SearchQuery(typed: "\(common) \(rare)")
        case .prefix: return SearchQuery(typed: String(rare.prefix(5)), lastIsPrefix: true)
        case .shortPrefix: return SearchQuery(typed: String(rare.prefix(2 + number % 2)), lastIsPrefix: true)
        case .reference: return SearchQuery(typed: IncidentSource.reference(number * 37 % incidents))
        case .facetAndWord:
            return SearchQuery(typed: other, facets: [["provider:provider-\(number % 60)"], ["severity:major"]])
        case .facets:
            return SearchQuery(facets: [["severity:major", "severity:critical"], ["cause:network"], ["language:it"]])
        case .range:
            let start = 1_400_000_000 + Int64(number * 997 % incidents) * 3_600
            return SearchQuery(typed: other, from: start * 1_000_000, until: (start + 30 * 86_400) * 1_000_000)
        case .deepPage:
            let place = (1_400_000_000 + Int64(incidents / 3) * 3_600) * 1_000_000
            return SearchQuery(typed: common, after: SearchHit(order: place, key: "incident/x"), isCounted: false)
        case .nothing: return SearchQuery(typed: "nosuchword\(number)")
        }
    }

    /// The same kind of question as it is asked of the program. The API has no filter by language, and takes a star for what
    /// may go on.
    func address(_ number: Int, of incidents: Int) -> String {
        let language = number % 3
        let common = PercentCoding.encode(IncidentSource.word(number % 12, language))
        let other = PercentCoding.encode(IncidentSource.word(12 + number % 30, language))
        let whole = IncidentSource.word(3_000 + number % 9_000, language)
        let rare = PercentCoding.encode(whole)
        let query: String
        switch self {
        case .rareWord: query = "q=\(rare)"
        case .commonWord: query = "q=\(common)"
        case .twoCommon: query = "q=\(common)+\(other)"
        case .commonAndRare: query = "q=\(common)+\(rare)"
        case .prefix: query = "q=\(PercentCoding.encode(String(whole.prefix(5))))*"
        case .shortPrefix: query = "q=\(PercentCoding.encode(String(whole.prefix(2 + number % 2))))*"
        case .reference: query = "q=\(IncidentSource.reference(number * 37 % incidents))"
        case .facetAndWord: query = "q=\(other)&provider=provider-\(number % 60)&severity=major"
        case .facets: query = "severity=major,critical&category=network"
        case .range:
            let start = Instant(seconds: 1_400_000_000 + Int64(number * 997 % incidents) * 3_600)
            query = "q=\(other)&from=\(start.rfc3339)&to=\((start + .hours(30 * 24)).rfc3339)"
        case .deepPage:
            let place = (1_400_000_000 + Int64(incidents / 3) * 3_600) * 1_000_000
            query = "q=\(common)&after=\(PercentCoding.encode("\(place).incident/x"))"
        case .nothing: query = "q=nosuchword\(number)"
        }
        return "/api/search?" + query
    }

    /// What a full scan looks for, where it can.
    static func scanned(_ number: Int) -> String { IncidentSource.word(3_000 + number % 9_000, number % 3) }
}
