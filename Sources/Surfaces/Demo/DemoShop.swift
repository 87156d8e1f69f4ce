package import Vocabulary

/// A shop that does not exist, for watching Vigie watch one: a balancer and two instances, of which one breaks now and then.
package struct DemoShop: Sendable {
    /// Who is asked; each of them has a host name of its own.
    package enum Place: String, Sendable, CaseIterable {
        case balancer
        case first = "checkout-1"
        case second = "checkout-2"

        package var host: String { rawValue + ".shop.example" }
    }

    /// The vantages: this process, and two agents.
    package static let here = "here"
    package static let elsewhere = ["paris", "london"]
    package static let pages = ["pay", "3ds"]

    /// In seconds since it began; then everything begins anew.
    package static let round: Int64 = 1_200
    package static let outage: Range<Int64> = 90..<150

    package var began: Instant

    package init(began: Instant) { self.began = began }

    /// Whether this page answers as it should; nil: there is no such page.
    package func isWell(host: String, path: String, at now: Instant) -> Bool? {
        guard let place = Place.allCases.first(where: { $0.host == host }),
            Self.pages.contains(where: { path == "/" + $0 })
        else { return nil }
        let second = (now.seconds - began.seconds) % Self.round
        return place != .second || !Self.outage.contains(second)
    }

    /// The file of probes, for a shop and an anchor at these ports of this machine.
    package static func watchFile(port: Int, anchor: Int) -> String {
        func stop(_ place: Place, _ more: String = "") -> String {
            "      - {name: \(place.rawValue), address: \"127.0.0.1:\(port)\", host: \(place.host)\(more)}\n"
        }
        let vantages = ([here] + elsewhere).map { "  - {name: \($0), anchors: [\"127.0.0.1:\(anchor)\"]}\n" }
        let probes = pages.map {
            "  - {name: \($0), kind: http, to: \"http://shop.example/\($0)\", paths: [external, instances]}\n"
        }
        return """
            # The demo writes this file at each start.
            vantages:
            \(vantages.joined())\
            parts:
              - {name: balancer, kind: load-balancer}
              - {name: checkout-1, kind: instance}
              - {name: checkout-2, kind: instance}
            paths:
              - name: external
                kind: external
                stops:
            \(stop(.balancer, ", pool: [checkout-1, checkout-2]"))\
              - name: instances
                kind: instance
                stops:
            \(stop(.first))\(stop(.second))\
            probes:
            \(probes.joined())
            """
    }
}
