import Following
import Foundation
import Testing
import Vocabulary

@testable import Catalogue

@Suite struct CatalogueTests {
    private static func ids(_ words: String) -> [String] { Catalogue.search(words).map(\.id.rawValue) }

    // MARK: The file

    @Test func `the built-in file is read, holds at least 120 vendors, and every id is found again`() {
        #expect(Catalogue.vendors.count >= 120)
        for vendor in Catalogue.vendors { #expect(Catalogue.vendor(vendor.id) == vendor) }
        #expect(Catalogue.vendor(ProviderID(checked: "no-such-vendor")) == nil)
    }

    @Test func `every zone is one that this machine has rules for`() {
        for vendor in Catalogue.vendors {
            #expect(
                FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(vendor.zone)"),
                "\(vendor.id) lives in \(vendor.zone)")
        }
    }

    @Test func `every vendor has a kind, a language and a country with a name`() {
        for vendor in Catalogue.vendors {
            #expect(!vendor.kinds.isEmpty && !vendor.languages.isEmpty, "\(vendor.id)")
            #expect(!CountryNames.names(vendor.country).isEmpty, "\(vendor.id) is in \(vendor.country)")
        }
    }

    @Test func `what is called verified has a page, and a format unless only people can read it`() {
        for vendor in Catalogue.vendors where vendor.isVerified {
            #expect(vendor.page != nil && (vendor.format != nil || !vendor.isReadable), "\(vendor.id)")
        }
        for vendor in Catalogue.vendors where vendor.page == nil {
            #expect(vendor.format == nil && vendor.reach == .none && vendor.followed == nil, "\(vendor.id)")
        }
    }

    @Test func `a format whose address can't be made from the page states it`() {
        for vendor in Catalogue.vendors {
            guard let format = vendor.format else { continue }
            let needsAddress = [.rss, .atom, .statusIO].contains(format)
            #expect((vendor.address != nil) == needsAddress, "\(vendor.id) speaks \(format)")
        }
    }

    @Test func `only companies of one family share a page`() {
        for (page, sharing) in Dictionary(grouping: Catalogue.vendors.filter { $0.page != nil }, by: \.page) {
            #expect(Set(sharing.map(\.family)).count == 1, "\(page ?? "") is shared by \(sharing.map(\.id.rawValue))")
        }
    }

    @Test func `sisters are one family`() throws {
        func family(_ id: String) throws -> String { try #require(Catalogue.vendor(ProviderID(checked: id))).family }
        #expect(try family("payplug") == family("dalenys"))
        #expect(try Set(["visa-acceptance", "cybersource", "authorize-net", "visa"].map(family)) == ["visa"])
        #expect(try Set(["paypal", "braintree", "venmo"].map(family)) == ["paypal"])
        #expect(try Set(["worldline", "ogone", "saferpay"].map(family)) == ["worldline"])
        #expect(try Set(["nexi", "nets", "concardis"].map(family)) == ["nexi"])
        #expect(Catalogue.builtIn.family("payplug").map(\.id.rawValue) == ["dalenys", "payplug"])
    }

    @Test func `particulars of a vendor's texts are data`() throws {
        let payplug = try #require(Catalogue.vendor(ProviderID(checked: "payplug")))
        #expect(
            payplug.header?.references == ["TSR-"] && payplug.header?.labels[.start]?.contains("Début / Start") == true)
        #expect(payplug.languages == [.french, .english, .italian] && payplug.zone == "Europe/Paris")
        #expect(payplug.reach == .verified && payplug.followed == "https://status.payplug.com")
        let adyen = try #require(Catalogue.vendor(ProviderID(checked: "adyen")))
        #expect(adyen.reach == .none && adyen.page != nil && adyen.followed == nil)
        let mollie = try #require(Catalogue.vendor(ProviderID(checked: "mollie")))
        #expect(mollie.reach == .detectedWhenFollowed)
        let paypal = try #require(Catalogue.vendor(ProviderID(checked: "paypal")))
        #expect(paypal.followed == "https://www.paypal-status.com/feed/rss")
    }

    // MARK: The search

    @Test(arguments: [
        ("stripe", "stripe"), ("STRIPE", "stripe"), ("be2bill", "dalenys"), ("authorizenet", "authorize-net"),
        ("authorize.net", "authorize-net"), ("let's encrypt", "lets-encrypt"), ("mister cash", "bancontact"),
        ("sage pay", "elavon"), ("payp", "paypal"), ("carte bancaire", "cartes-bancaires"),
        ("mercadopago", "mercado-pago"),
    ])
    func `a name, a part of it or another name finds the vendor first`(words: String, id: String) {
        #expect(Self.ids(words).first == id)
    }

    @Test func `kinds and countries find all of theirs, in any of three languages`() {
        let french = Self.ids("france payments")
        #expect(french.contains("payplug") && french.contains("hipay") && !french.contains("stripe"))
        #expect(Set(Self.ids("italia")) == Set(Self.ids("Italie")) && Self.ids("italy").contains("nexi"))
        #expect(Self.ids("suède").contains("swish") && Self.ids("suede").contains("swish"))
        #expect(Set(Self.ids("open-banking")).isSuperset(of: ["tink", "truelayer", "plaid"]))
        #expect(Self.ids("scheme de").contains("girocard") && !Self.ids("scheme de").contains("payone"))
    }

    @Test func `every word must fit, nothing fits nonsense, and no word shows all by name`() {
        #expect(Self.ids("stripe france").isEmpty)
        #expect(Self.ids("zzzz").isEmpty && Self.ids("x1y2").isEmpty)
        let names = Catalogue.search("  ").map { SearchText.folded($0.name) }
        #expect(names.count == Catalogue.vendors.count && names == names.sorted())
        #expect(Self.ids(String(repeating: "a", count: 100_000)).isEmpty)
    }

    @Test func `every vendor is found by its own name and each of its aliases`() {
        for vendor in Catalogue.vendors {
            for words in [vendor.name, vendor.id.rawValue] + vendor.aliases {
                #expect(Catalogue.search(words).contains(vendor), "\(vendor.id) by \(words)")
            }
        }
    }

    // MARK: An operator's own file

    private static func file(_ member: String, _ value: String) -> [UInt8] {
        var members = [
            "id": "\"own-psp\"", "name": "\"Own PSP\"", "page": "\"https://status.own.example\"", "zone": "\"UTC\"",
            "country": "\"FR\"", "kinds": "[\"payments\"]", "languages": "[\"fr\"]",
        ]
        members[member] = value
        let lines = members.sorted { $0.key < $1.key }.map { "    \"\($0.key)\": \($0.value)" }
        return Array("{\"vendors\": [\n  {\n\(lines.joined(separator: ",\n"))\n  }\n]}".utf8)
    }

    @Test func `an own entry is added, or stands instead of ours`() throws {
        let own = try Catalogue(reading: Self.file("format", "\"statuspage\""), file: "own.json")
        let both = Catalogue.builtIn.adding(own)
        #expect(both.vendors.count == Catalogue.vendors.count + 1)
        let added = try #require(both.vendor(ProviderID(checked: "own-psp")))
        #expect(
            added.family == "own-psp" && added.reach == .detectedWhenFollowed && both.search("own psp").first == added)
        let changed = Catalogue.builtIn.adding(try Catalogue(reading: Self.file("id", "\"stripe\""), file: "own.json"))
        #expect(changed.vendors.count == Catalogue.vendors.count)
        #expect(changed.vendor(ProviderID(checked: "stripe"))?.name == "Own PSP")
    }

    struct Refused: Sendable {
        var member: String
        var value: String
        var path: String
        var says: String
    }

    @Test(arguments: [
        Refused(member: "id", value: "\"Own PSP\"", path: "$.vendors[0].id", says: "small letters"),
        Refused(member: "page", value: "\"http://status.own.example\"", path: "$.vendors[0].page", says: "https://"),
        Refused(member: "page", value: "\"https://localhost\"", path: "$.vendors[0].page", says: "host"),
        Refused(member: "page", value: "\"https://a b.example\"", path: "$.vendors[0].page", says: "https://"),
        Refused(
            member: "format", value: "\"status-page\"", path: "$.vendors[0].format", says: "statuspage, incident-io"),
        Refused(member: "zone", value: "\"CET\"", path: "$.vendors[0].zone", says: "Europe/Paris"),
        Refused(member: "country", value: "\"France\"", path: "$.vendors[0].country", says: "FR"),
        Refused(member: "kinds", value: "[\"payments\", \"psp\"]", path: "$.vendors[0].kinds[1]", says: "acquiring"),
        Refused(member: "languages", value: "[\"french\"]", path: "$.vendors[0].languages[0]", says: "fr"),
        Refused(member: "verified", value: "\"yes\"", path: "$.vendors[0].verified", says: "true or false"),
        Refused(member: "pages", value: "[]", path: "$.vendors[0].pages", says: "nobody reads this member"),
        Refused(
            member: "header", value: "{\"labels\": {\"begin\": []}}", path: "$.vendors[0].header.labels.begin",
            says: "start"),
    ])
    func `what is refused says where and what to do`(refused: Refused) throws {
        let bytes = Self.file(refused.member, refused.value)
        let error = try #require(throws: CatalogueError.self) { try Catalogue(reading: bytes, file: "own.json") }
        #expect(error.path == refused.path)
        #expect(error.message.contains(refused.says), "\(error)")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(error.line)
        #expect(lines[line - 1].contains("\"\(refused.member)\""), "\(error)")
        #expect(error.description.hasPrefix("own.json:\(line): \(refused.path)"))
    }

    @Test func `what is missing, doubled or no JSON is refused at its line`() throws {
        func error(_ text: String) throws -> CatalogueError {
            try #require(throws: CatalogueError.self) { try Catalogue(reading: Array(text.utf8), file: "own.json") }
        }
        #expect(try error("{\"vendors\": [\n{}]}").line == 2)
        #expect(try error("{\"vendors\": [\n{}]}").path == "$.vendors[0].id")
        #expect(try error("{\n\"vendors\": [\n,]}").line == 3)
        #expect(try error("").line == 1)
        #expect(try error("[]").path == "$")
        let entry = String(decoding: Self.file("id", "\"twice\""), as: UTF8.self)
            .replacingOccurrences(of: "{\"vendors\": [\n", with: "").replacingOccurrences(of: "\n]}", with: "")
        let twice = try error("{\"vendors\": [\n\(entry),\n\(entry)\n]}")
        #expect(twice.path == "$.vendors[1].id" && twice.message.contains("twice") && (twice.line ?? 0) > 10)
    }

    @Test func `an address without a page, and a file beyond its bounds, are refused`() throws {
        let bytes = Array(
            #"{"vendors": [{"id": "a", "name": "A", "address": "https://a.example/rss", "zone": "UTC", "country": "FR", "kinds": [], "languages": []}]}"#
                .utf8)
        #expect(throws: CatalogueError.self) { try Catalogue(reading: bytes, file: "own.json") }
        let large = [UInt8](repeating: 0x20, count: Catalogue.bytesMost + 1)
        #expect(throws: CatalogueError.self) { try Catalogue(reading: large, file: "own.json") }
    }

    @Test func `cut or damaged files never read past their end`() throws {
        let bytes = Self.file("header", "{\"labels\": {\"start\": [\"D\\\"but\"]}}")
        for length in 0..<bytes.count {
            #expect(throws: CatalogueError.self) { try Catalogue(reading: Array(bytes[..<length]), file: "own.json") }
        }
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] = UInt8(ascii: "]")
            do throws(CatalogueError) {
                _ = try Catalogue(reading: damaged, file: "own.json")
            } catch {
                #expect((error.line ?? 1) <= 12, "\(error)")
            }
        }
    }
}
