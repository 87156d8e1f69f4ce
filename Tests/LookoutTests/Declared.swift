import Judging
import Lookout
import Vocabulary
import Watching

/// What is watched in these tests.
enum Declared {
    static func probe(
        _ name: String, period: TimeSpan = .seconds(1), timeout: TimeSpan = .seconds(1), vantages: [String] = [],
        through: [String] = ["shop"], paths: [String] = [], component: String? = nil
    ) -> ProbeDeclaration {
        ProbeDeclaration(
            name, .tcp, component: component, to: Destination(host: "192.0.2.1", port: 80), period: period,
            timeout: timeout,
            vantages: vantages, paths: paths, through: through, question: .tcp(exchange: []))
    }

    static func matrix(
        _ probes: [ProbeDeclaration], vantages: [String] = ["paris", "london", "oslo"],
        parts: [Part] = [Part("shop", .instance), Part("till", .instance)], paths: [WatchPath] = [],
        anchors: Int = 2, components: [String] = []
    ) throws -> Matrix {
        let places = (0..<anchors).map { Destination(host: "192.0.2.\(100 + $0)", port: 443) }
        return try Matrix(
            WatchDeclaration(
                vantages: vantages.map { Vantage($0, anchors: places) },
                components: components.map { WatchedComponent($0) }, parts: parts, paths: paths, probes: probes))
    }

    static func plan(_ matrix: Matrix, from vantage: String = "paris") throws -> VantagePlan {
        guard let plan = VantagePlan(matrix, from: vantage, digest: "0") else { throw Absent() }
        return plan
    }

    struct Absent: Error {}
}
