internal import Bytes
internal import Incidents
internal import JSON
internal import Journal
internal import Telling
internal import Vocabulary

/// What telling needs to know of an incident of our own: who may see it, what it touches, and what was told already.
struct ToldIncident {
    /// The name of the post-mortem among the statements; no identifier has a capital letter.
    static let postmortem = "POSTMORTEM"

    struct Word {
        var at: Instant
        /// Of the words, so that corrected ones are known.
        var digest: String
        var isPublic: Bool
        /// Empty: all of the incident.
        var brands: [BrandID]
        /// Of the words that were told last.
        var toldDigest: String?
        /// How often it was told.
        var version: Int
        /// The jobs that tell it.
        var jobs: [FanOutJobID]
    }

    var id: IncidentID
    private var head: Incident
    private(set) var components: Set<ComponentID>
    private var words: [String: Word] = [:]

    init(_ incident: Incident) {
        id = incident.id
        head = Self.lean(incident)
        components = Set(incident.components + incident.windows.flatMap(\.components))
    }

    /// Whether somebody outside may know of it.
    var isSeen: Bool { head.seen(by: .everyone(brand: nil)) != nil }

    mutating func describe(_ incident: Incident) {
        head = Self.lean(incident)
        components.formUnion(incident.components)
    }

    mutating func add(_ more: [ComponentID], most: Int) {
        guard components.count + more.count <= most else { return }
        components.formUnion(more)
    }

    mutating func take(_ statement: Statement, isTold: Bool) {
        take(
            statement.id.rawValue, statement.at, statement.text, isPublic: statement.standing.isPublic,
            brands: statement.brands, isTold: isTold)
    }

    mutating func take(_ postmortem: Postmortem, isTold: Bool) {
        // Its later forms correct it; it is told once.
        guard words[Self.postmortem] == nil else { return }
        take(
            Self.postmortem, postmortem.publishedAt, LocalizedText(), isPublic: true, brands: [], isTold: isTold)
    }

    private mutating func take(
        _ name: String, _ at: Instant, _ text: LocalizedText, isPublic: Bool, brands: [BrandID], isTold: Bool
    ) {
        var word =
            words[name]
            ?? Word(at: at, digest: "", isPublic: isPublic, brands: brands, toldDigest: nil, version: 0, jobs: [])
        word.at = at
        word.digest = Self.digest(text)
        word.isPublic = isPublic
        word.brands = brands
        if isTold { word.toldDigest = word.digest }
        words[name] = word
    }

    /// The oldest go first.
    mutating func trim(to most: Int) {
        guard words.count > most, let oldest = words.min(by: { ($0.value.at, $0.key) < ($1.value.at, $1.key) }) else {
            return
        }
        words[oldest.key] = nil
    }

    var latestPublic: String? {
        words.filter { $0.value.isPublic && $0.value.toldDigest != $0.value.digest }
            .max { ($0.value.at, $0.key) < ($1.value.at, $1.key) }?.key
    }

    mutating func countAllAsTold() {
        for (name, word) in words where word.isPublic {
            var told = word
            told.toldDigest = word.digest
            words[name] = told
        }
    }

    /// Counts words as told and gives how often they were, or nil when these were told already.
    mutating func tell(_ name: String) -> Int? {
        guard var word = words[name], word.isPublic, word.toldDigest != word.digest else { return nil }
        word.toldDigest = word.digest
        word.version += 1
        words[name] = word
        return word.version
    }

    func jobs(of name: String) -> [FanOutJobID] { words[name]?.jobs ?? [] }
    var jobs: [FanOutJobID] { words.values.flatMap(\.jobs) }
    mutating func setJobs(_ jobs: [FanOutJobID], of name: String) { words[name]?.jobs = jobs }

    /// The brands that say it, among those that may show the incident.
    func brands(of name: String) -> [BrandID] {
        let narrowed = words[name]?.brands ?? []
        return (head.own?.brands ?? []).filter { brand in
            (narrowed.isEmpty || narrowed.contains(brand)) && head.seen(by: .everyone(brand: brand)) != nil
        }
    }

    private static func digest(_ text: LocalizedText) -> String {
        var writer = DigestWriter(domain: "vigie.words.v1")
        for language in text.languages {
            writer.add(language.code)
            writer.add(text[language] ?? "")
        }
        return String(writer.digest().hexadecimal.prefix(32))
    }

    /// What `seen(by:)` decides by, and nothing that takes room.
    private static func lean(_ incident: Incident) -> Incident {
        var lean = Incident(id: incident.id, provider: incident.provider, title: LocalizedText())
        lean.own = incident.own
        return lean
    }
}

extension ToldIncident {
    static func read(_ key: String, _ documents: any DocumentEditing) throws(JournalError) -> ToldIncident? {
        try SubscriptionDocuments.read(key, documents) { json throws(JSONError) in try ToldIncident(json: json) }
    }

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        id = try object.identifier("id")
        head = Incident(id: id, provider: try object.identifier("provider"), title: LocalizedText())
        if object.has("own") {
            head.own = try OwnRecord(json: object.value("own"), path: JSONPath.root.member("own"))
        }
        components = Set(try object.identifiers("components"))
        let listed = try object.map("words") { json, path throws(JSONError) in
            let word = try JSONObjectReader(json, path: path)
            return Word(
                at: try word.instant("at"), digest: try word.string("digest"), isPublic: try word.bool("isPublic"),
                brands: try word.identifiers("brands"), toldDigest: try word.optionalString("told"),
                version: try word.count("version"), jobs: try word.identifiers("jobs"))
        }
        for (name, word) in listed { words[name] = word }
    }

    var json: JSONValue {
        var members = JSONObject()
        for (name, word) in words.sorted(by: { $0.key < $1.key }) {
            var object: JSONObject = [
                "at": .string(word.at.rfc3339), "digest": .string(word.digest), "isPublic": .bool(word.isPublic),
                "version": JSONValue(word.version),
            ]
            if !word.brands.isEmpty { object["brands"] = JSONValue(word.brands.map(\.rawValue)) }
            if !word.jobs.isEmpty { object["jobs"] = JSONValue(word.jobs.map(\.rawValue)) }
            object["told"] = word.toldDigest.map { .string($0) }
            members[name] = .object(object)
        }
        var object: JSONObject = [
            "id": .string(id.rawValue), "provider": .string(head.provider.rawValue), "words": .object(members),
        ]
        object["own"] = head.own?.json
        if !components.isEmpty { object["components"] = JSONValue(components.sorted().map(\.rawValue)) }
        return .object(object)
    }
}
