import Foundation
import Glibc
import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct DiskProbeTests {
    private let files: ProbeCertificates

    init() throws { files = try ProbeCertificates() }

    private func probe(_ question: FileQuestion) -> Probe { Probe(.file(question), time: .seconds(5)) }

    private func probe(_ question: CertificateQuestion) -> Probe { Probe(.certificate(question), time: .seconds(5)) }

    @Test func `age, size, permissions, owner and absence of a file are seen`() async throws {
        try files.shell(
            "printf 12345 > fresh; printf 1 > old; touch -d '3 days ago' old; chmod 640 fresh old; mkfifo pipe; mkdir folder"
        )
        let (new, old) = (files.path("fresh"), files.path("old"))
        try await withProber { prober in
            let good = await prober.run(
                probe(
                    FileQuestion(
                        new, ageMost: .hours(1), sizes: 1...10, permissionsMost: 0o640, owner: UInt32(getuid()))))
            #expect(good.outcome == .ok && good.words.contains("5 bytes"), "\(good.words)")
            for (question, words) in [
                (FileQuestion(old, ageMost: .hours(1)), "written 3 days ago, and at most 3600 s are allowed"),
                (FileQuestion(new, sizes: 6...Int64.max), "it has 5 bytes, and at least 6 are expected"),
                (FileQuestion(new, sizes: 0...4), "it has 5 bytes, and 0 to 4 are expected"),
                (FileQuestion(new, permissionsMost: 0o600), "permissions are 0640, and at most 0600 are allowed"),
                (FileQuestion(new, owner: UInt32(getuid()) + 1), "it belongs to user \(getuid()), not to"),
                (FileQuestion(files.path("pipe")), "it is no regular file"),
                (FileQuestion(files.path("folder")), "it is no regular file"),
                (FileQuestion(new, isToBeAbsent: true), "is there, and it is not to be"),
            ] as [(FileQuestion, String)] {
                let report = await prober.run(probe(question))
                #expect(report.kind == .failed && report.stage == .answer && report.words.contains(words))
            }
            let missing = await prober.run(probe(FileQuestion(files.path("none"))))
            #expect(missing.kind == .failed && missing.stage == .connect && missing.outcome.code == UInt16(ENOENT))
            let absent = await prober.run(probe(FileQuestion(files.path("none"), isToBeAbsent: true)))
            #expect(absent.outcome == .ok, "\(absent.words)")
            let below = await prober.run(probe(FileQuestion(new + "/none", isToBeAbsent: true)))
            #expect(below.kind == .failed && below.outcome.code == UInt16(ENOTDIR), "not seen is not absent")
        }
    }

    @Test func `certificates, their key, names, trust and every end are seen in files`() async throws {
        try files.make("shop", name: "shop.example", by: "middle")
        try files.make("soon", name: "shop.example", by: "middle", to: 9)
        try files.make("over", name: "shop.example", by: "middle", to: -1)
        try files.shell(
            """
            for one in shop soon over; do cat $one.pem middle.pem > $one-chain.pem; done
            openssl ec -in shop.key -aes128 -passout pass:secret -out locked.key; mkfifo pipe
            cat middle.pem shop.pem > turned.pem
            """)
        let trust = TLSTerms.Trust.only(pem: try files.pem("root.pem"))
        func question(_ file: String, key: String? = "shop.key", names: [String] = ["shop.example"])
            -> CertificateQuestion
        {
            CertificateQuestion(
                files.path(file), keyPath: key.map { files.path($0) }, names: names, trust: trust)
        }
        try await withProber { prober in
            let good = await prober.run(probe(question("shop-chain.pem", names: ["shop.example", "127.0.0.1"])))
            #expect(good.outcome == .ok && good.words.hasPrefix("2 certificates, the first"), "\(good.words)")
            for (question, words) in [
                (question("shop-chain.pem", names: ["till.example"]), "shop.example is not for till.example"),
                (question("shop-chain.pem", key: "soon.key"), "soon.key does not belong to the certificate"),
                (question("shop-chain.pem", key: "locked.key"), "without a passphrase"),
                (question("shop-chain.pem", key: "shop.csr"), "holds no key"),
                (question("shop.pem"), "the chain does not hold: unable to get local issuer certificate"),
                (question("turned.pem"), "the key in "),
                (question("soon-chain.pem", key: nil), "shop.example runs out in 8 days"),
                (question("over-chain.pem", key: nil), "shop.example ran out at "),
                (question("shop.key", key: nil), "holds no certificate in PEM"),
            ] {
                let report = await prober.run(probe(question))
                #expect(report.kind == .failed && report.stage == .answer, "\(report.words)")
                #expect(report.words.contains(words), "\(report.words)")
            }
            for file in ["none.pem", "pipe"] {
                let report = await prober.run(probe(question(file)))
                #expect(report.kind == .failed && report.stage == .connect && report.outcome.code > 0)
            }
            var unverified = question("shop.pem")
            unverified.trust = nil
            let loose = await prober.run(probe(unverified))
            #expect(loose.outcome == .ok, "\(loose.words)")
        }
    }

    @Test func `who is closed looks at no file any more`() async throws {
        var kept: (any Prober)?
        try await withProber { kept = $0 }
        let report = await kept?.run(probe(FileQuestion("/")))
        #expect(report?.kind == .unknown && report?.stage == .own)
    }
}
