import JSON
import Judging
import Testing
import Vocabulary
import Watching

@Suite struct MatrixTests {
    private static let parts = [
        Part("zone", .zone), Part("lb", .loadBalancer), Part("pool", .relation), Part("i1", .ingress),
        Part("i2", .ingress),
        Part("g1", .instance), Part("g2", .instance), Part("db", .database),
    ]

    private static let external = WatchPath(
        "external", .external,
        legs: [[Stop("lb", address: Destination("192.0.2.10"), through: ["lb", "pool"], pool: ["i1", "i2"])]])
    private static let gateways = WatchPath(
        "gateways", .instance,
        legs: [
            [
                Stop("g1", address: Destination("192.0.2.31:8501"), through: ["g1"]),
                Stop("g2", address: Destination("192.0.2.32:8501"), through: ["g2"]),
            ]
        ])

    private static func probe(_ name: String = "pay", paths: [String], through: [String] = ["zone"]) -> ProbeDeclaration
    {
        ProbeDeclaration(
            name, .http, to: Destination("https://pay.example.com/health"), paths: paths, through: through,
            pool: ["g1", "g2"],
            question: .http(.init(steps: [.init()])))
    }

    private static func declaration(_ probes: [ProbeDeclaration], paths: [WatchPath] = [external, gateways])
        -> WatchDeclaration
    {
        WatchDeclaration(vantages: [Vantage("a"), Vantage("b")], parts: parts, paths: paths, probes: probes)
    }

    @Test func `a probe that is declared once becomes a target for each stop`() throws {
        let matrix = try Matrix(Self.declaration([Self.probe(paths: ["external", "gateways"])]))
        #expect(matrix.targets.map(\.name) == ["pay/external/lb", "pay/gateways/g1", "pay/gateways/g2"])
        #expect(
            matrix.targets.map { $0.connect?.description } == ["192.0.2.10:443", "192.0.2.31:8501", "192.0.2.32:8501"])
        func names(_ numbers: [PartNumber]) -> [String] { numbers.map { matrix.plan[$0].name } }
        #expect(
            matrix.plan.targets.map { names($0.path) } == [["zone", "lb", "pool"], ["zone", "g1"], ["zone", "g2"]])
        // What stands before chooses on the way from outside; who asks an instance has chosen.
        #expect(matrix.plan.targets.map { names($0.pool) } == [["i1", "i2", "g1", "g2"], [], []])
        #expect(matrix.probesPerSecond == 6)
    }

    @Test func `names do not depend on the order of the file`() throws {
        let one = try Matrix(
            Self.declaration([Self.probe("a", paths: ["external", "gateways"]), Self.probe("b", paths: ["gateways"])]))
        let two = try Matrix(
            Self.declaration(
                [Self.probe("b", paths: ["gateways"]), Self.probe("a", paths: ["gateways", "external"])],
                paths: [Self.gateways, Self.external]))
        #expect(Set(one.targets.map(\.name)) == Set(two.targets.map(\.name)))
    }

    @Test func `legs are combined, and the first address on the way is connected to`() throws {
        let path = WatchPath(
            "pairs", .hop, isOnDemand: true,
            legs: [
                [Stop("lb", address: Destination("192.0.2.10:1"), through: ["lb"])],
                [
                    Stop("g1", address: Destination("192.0.2.31:2"), host: "g1.test", through: ["g1"]),
                    Stop("g2", through: ["g2"]),
                ],
            ])
        let matrix = try Matrix(Self.declaration([Self.probe(paths: ["pairs"])], paths: [path]))
        #expect(matrix.targets.map(\.name) == ["pay/pairs/lb.g1", "pay/pairs/lb.g2"])
        #expect(matrix.targets.allSatisfy { $0.connect?.description == "192.0.2.10:1" && $0.use == .onDemand })
        #expect(matrix.targets.map(\.host) == ["g1.test", nil])
        #expect(matrix.probesPerSecond == 0)
    }

    @Test func `what makes no matrix is refused`() {
        func fault(_ declaration: WatchDeclaration) -> MatrixFault? {
            do throws(MatrixFault) {
                _ = try Matrix(declaration)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault(Self.declaration([Self.probe(paths: [], through: [])])) == .emptyPath(probe: 0))
        #expect(fault(Self.declaration([Self.probe(paths: ["none"])])) == .unknown(probe: 0, name: "none"))
        #expect(
            fault(Self.declaration([Self.probe(paths: []), Self.probe(paths: [])])) == .twice(name: "pay", probe: 1))
        var nowhere = Self.probe(paths: [])
        nowhere.to = nil
        #expect(fault(Self.declaration([nowhere])) == .noDestination(probe: 0, path: nil, stop: nil))
        let row = (0..<64).map { Stop("s\($0)", address: Destination("192.0.2.1:1"), through: ["g1"]) }
        let huge = WatchPath("huge", .hop, legs: [row, row, row])
        #expect(fault(Self.declaration([Self.probe(paths: ["huge"])], paths: [huge])) == .tooManyTargets)
        var alone = Self.declaration([Self.probe(paths: ["external"])])
        alone.vantages = []
        #expect(fault(alone) == .plan(.noVantage))
    }

    @Test func `what it cannot see or tell apart is said, with the probe that would`() throws {
        let matrix = try Matrix(
            Self.declaration([Self.probe(paths: ["external"]), Self.probe("two", paths: ["gateways"])]))
        let blindness = Blindness(matrix)
        #expect(blindness.parts == 8)
        #expect(
            blindness.lines.map(\.finding) == [
                "no probe leads through db (database)",
                "nothing tells lb (load-balancer) and pool (relation) apart: the same probes lead through them",
                "nothing tells i1 (ingress) and i2 (ingress) apart: the same probes lead through them",
            ])
        #expect(
            blindness.lines.flatMap(\.advice) == [
                "add a probe of the kind postgres or redis to db, leading through it alone",
                "every way on external through lb needs pool too: add a probe of lb that works without pool, such as an echo",
                "put pay on a path of the kind ingress with a stop for i2: its own address, leading through i2 "
                    + "and not through i1",
            ])
        #expect(blindness.json["unseen"]?.array?.count == 1)
        #expect(blindness.json["complete"]?.bool == false)
    }

    @Test func `a path that nobody goes is named, not a new one`() throws {
        let gateway3 = WatchPath(
            "others", .instance, legs: [[Stop("h1", address: Destination("192.0.2.40:1"), through: ["h1"])]])
        var declaration = Self.declaration(
            [Self.probe(paths: ["external"])], paths: [Self.external, gateway3, Self.gateways])
        declaration.parts.append(Part("h1", .instance))
        let advice = Blindness(try Matrix(declaration)).lines.flatMap(\.advice)
        #expect(
            advice.contains("put pay on the path gateways: it has a stop for g2, and no probe goes there"), "\(advice)")
        declaration.paths.removeLast()
        let without = Blindness(try Matrix(declaration)).lines.flatMap(\.advice)
        #expect(
            without.contains {
                $0.hasPrefix("put pay on a path of the kind instance with a stop for g2: its own address")
            }, "\(without)")
    }

    @Test func `advice that is followed closes the gap`() throws {
        var declaration = Self.declaration([Self.probe(paths: ["external"]), Self.probe("two", paths: ["gateways"])])
        declaration.paths += [
            WatchPath(
                "ingresses", .ingress,
                legs: [["i1", "i2"].map { Stop($0, address: Destination("192.0.2.11:443"), through: [$0]) }]),
            WatchPath("balancer", .external, legs: [[Stop("lb", address: Destination("192.0.2.10"), through: ["lb"])]]),
        ]
        declaration.probes += [
            Self.probe("three", paths: ["ingresses", "balancer"], through: []),
            ProbeDeclaration(
                "db", .postgres, to: Destination("192.0.2.40"), through: ["db"],
                question: .postgres(user: "vigie", database: nil)),
        ]
        #expect(Blindness(try Matrix(declaration)).isComplete)
    }
}
