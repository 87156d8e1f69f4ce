import API
import APISamples
import HTTP
import JSON
import Testing

@Suite struct RouteTableTests {
    @Test func `the table names exactly the routes that the router answers`() {
        let described = Set(
            RouteTable.routes.filter(\.operation.isOfAPI).map { "\($0.method) \($0.pattern)" })
        let answered = Set(SampleAPI.sample().router.routes.map { "\($0.method) \($0.pattern)" })
        #expect(described == answered)
        #expect(described.count > 25)
    }

    @Test func `everything that can be asked stands in the table`() {
        for operation in APIOperation.allCases {
            #expect(RouteTable.routes.contains { $0.operation == operation }, "\(operation)")
        }
    }

    @Test func `the description holds every row of the table, and nothing twice`() throws {
        let paths = try #require(OpenAPIDocument.json["paths"]?.object)
        var operations: [String] = []
        for path in paths.members {
            for method in path.value.object?.members ?? [] {
                operations.append(try #require(method.value["operationId"]?.string))
            }
        }
        #expect(operations.count == RouteTable.routes.count)
        #expect(Set(operations).count == operations.count)
        for path in ["/healthz", "/readyz", "/metrics", "/feeds/providers/{provider}.rss", "/api/openapi.json"] {
            #expect(paths[path]?["get"] != nil, "\(path)")
        }
        #expect(paths["/v2/{provider}/api/v2/scheduled-maintenances/active.json"] != nil)
    }

    @Test func `every place in an address is a described parameter`() {
        for route in RouteTable.routes {
            let places = route.path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
            let parameters = route.parameters.filter { $0.place == .path }.map(\.name)
            #expect(Set(places) == Set(parameters), "\(route.path)")
        }
    }

    @Test func `every reference leads to a schema`() throws {
        let document = OpenAPIDocument.json
        let schemas = try #require(document["components"]?["schemas"]?.object)
        let names = Self.references(document)
        #expect(names.count > 20)
        for name in names { #expect(schemas[name] != nil, "\(name)") }
    }

    private static func references(_ value: JSONValue) -> Set<String> {
        switch value {
        case .object(let object):
            var names = object.members.reduce(into: Set<String>()) { $0.formUnion(references($1.value)) }
            if let reference = object["$ref"]?.string, let last = reference.split(separator: "/").last {
                names.insert(String(last))
            }
            return names
        case .array(let values): return values.reduce(into: []) { $0.formUnion(references($1)) }
        default: return []
        }
    }

    @Test(arguments: [
        ("/api", "Index"), ("/api/providers", "Providers"), ("/api/providers/example-pay", "Provider"),
        ("/api/providers/payplug/honesty", "Honesty"), ("/api/incidents", "IncidentPage"),
        ("/api/incidents/example-pay-1", "Incident"), ("/api/incidents/tsr-2641", "Incident"),
        ("/api/incidents/tsr-1532/history", "History"), ("/api/search?q=card", "SearchPage"),
        ("/api/linked/tsr-2641", "LinkedEvent"), ("/api/pages", "FollowedPages"),
        ("/api/pages/silent-pay", "FollowedPage"), ("/feeds/all.json", "JSONFeed"),
        ("/v2/example-pay/api/v2/summary.json", "StatuspageSummary"),
        ("/v2/payplug/api/v2/incidents.json", "StatuspageIncidents"),
        ("/v2/example-pay/api/v2/scheduled-maintenances.json", "StatuspageMaintenances"),
        ("/api/vendors?q=payplug", "Vendors"), ("/api/vendors?limit=500", "Vendors"),
        ("/api/incidents/none", "Problem"), ("/api/search?limit=0", "Problem"),
    ])
    func `a real document is what its schema says, member by member`(_ target: String, _ schema: String) async throws {
        let answer = await SampleAPI.sample().get(target)
        #expect(SchemaCheck().faults(try answer.json, schema) == [])
    }

    @Test(arguments: [
        "Incident", "FollowedPage", "LinkedEvent", "Vendors", "StatuspageStatus", "Problem", "AlertRoute",
        "AlertExplanation", "AlertOutbox",
    ])
    func `an example is what its schema says`(_ name: String) throws {
        let check = SchemaCheck()
        let example = try #require(check.schemas[name]?["example"])
        #expect(check.faults(example, name) == [])
    }

    @Test func `an order of an example is an order`() throws {
        for route in RouteTable.routes {
            guard let body = route.body else { continue }
            #expect(SchemaCheck().faults(body.example, schema: body.schema, at: "$") == [], "\(route.path)")
        }
    }

    @Test func `the check of documents sees a missing, a strange and an undescribed member`() throws {
        let wrong: JSONValue = ["pages": [["provider": 1, "brand": "a", "extra": true]]]
        let faults = SchemaCheck().faults(wrong, "FollowedPages")
        #expect(faults.contains { $0.hasPrefix("$.pages[0].provider: a number") })
        #expect(faults.contains("$.pages[0].extra: not described"))
        #expect(faults.contains("$.pages[0].url: missing"))
    }
}
