@testable import Judging

/// One target and the parts on its way.
enum SmallPlan {
    static func one(vantages: Int = 3) throws -> Plan {
        try Plan(
            parts: [Part("zone", .zone), Part("lb", .loadBalancer), Part("shop", .instance)],
            targets: [Target("shop", path: [PartNumber(0), PartNumber(1), PartNumber(2)])],
            vantages: (0..<vantages).map { "v\($0)" })
    }
}
