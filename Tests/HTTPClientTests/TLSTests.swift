import Foundation
import HTTP
import HTTPClient
import Network
import Testing

/// HTTPS against a real server, with certificates made for the test.
@Suite(.enabled(if: Nginx.isInstalled, "nginx-light is not installed")) struct TLSTests {
    @Test func `a trusted certificate passes and its facts are told when asked for`() async throws {
        try await Bench.run { bench in
            let response = try await bench.client.fetch(bench.secure("/") { $0.policy.wantsTLSFacts = true })
            #expect(response.status == .ok && response.version == .http1_1)
            #expect(response.phases.tls > response.phases.connect)
            let tls = try #require(response.tls)
            #expect(tls.version == "TLSv1.3" && tls.cipher.hasPrefix("TLS_"))
            let leaf = try #require(tls.leaf)
            #expect(leaf.subject == "CN=service,O=Vigie tests" && leaf.issuer == "CN=Test authority authority")
            #expect(leaf.serial == "04D2")
            #expect(leaf.alternativeNames == ["service.test", "localhost", "127.0.0.1"])
            #expect(leaf.notAfterSeconds - leaf.notBeforeSeconds == 2 * 86_400)
            let sent = try bench.nginx.scratch.bytes("service.pem")
            #expect(leaf.pem == String(decoding: sent, as: UTF8.self))
            #expect(try await bench.client.fetch(bench.secure("/")).tls == nil)
        }
    }

    @Test func `certificates that are expired, for other names or of unknown origin are refused and shown`()
        async throws
    {
        try await Bench.run { bench in
            let facts: (inout FetchRequest) -> Void = { $0.policy.wantsTLSFacts = true }
            let expired = try await bench.failure(bench.secure("/", port: bench.nginx.expired, facts))
            #expect(expired.code == .tlsFailed(.expired))
            #expect(expired.tls?.leaf?.subject == "CN=expired,O=Vigie tests")
            let address = try #require(NetworkAddress("127.0.0.1"))
            let wrong = try await bench.failure(
                bench.secure("/", host: "wrong.test") {
                    facts(&$0)
                    $0.policy.chosenAddress = ChosenAddress(address)
                })
            #expect(wrong.code == .tlsFailed(.wrongHost))
            #expect(wrong.tls?.leaf?.alternativeNames.first == "service.test")
            let stranger = try bench.nginx.scratch.bytes("stranger.pem")
            let other = try await bench.failure(bench.secure("/") { $0.policy.trust = .only(pem: stranger) })
            #expect(other.code == .tlsFailed(.untrusted) && other.tls == nil)
            let system = try await bench.failure(bench.secure("/") { $0.policy.trust = .system })
            #expect(system.code == .tlsFailed(.untrusted))
            let garbage = try await bench.failure(bench.secure("/") { $0.policy.trust = .only(pem: [1, 2, 3]) })
            #expect(garbage.code == .tlsFailed(.trustUnusable))
            let plainPort = try await bench.failure(bench.secure("/", port: bench.nginx.plain))
            #expect(plainPort.code == .tlsFailed(.handshake))
        }
    }

    @Test(arguments: [FetchPolicy.Connection.fresh, .keepAlive])
    func `whom one fetch trusts says nothing about the next`(connection: FetchPolicy.Connection) async throws {
        try await Bench.run { bench in
            let authority = try bench.nginx.scratch.bytes("authority.pem")
            let stranger = try bench.nginx.scratch.bytes("stranger.pem")
            for _ in 0..<3 {
                for (trust, isTrusted) in [
                    (FetchPolicy.Trust.only(pem: authority), true), (.only(pem: stranger), false), (.system, false),
                    (.systemAnd(pem: authority), true), (.systemAnd(pem: stranger), false),
                ] {
                    let request = try bench.secure("/") {
                        $0.policy.trust = trust
                        $0.policy.connection = connection
                    }
                    if isTrusted {
                        #expect(try await bench.client.fetch(request).status == .ok)
                    } else {
                        #expect(try await bench.failure(request).code == .tlsFailed(.untrusted))
                    }
                }
            }
        }
    }

    @Test func `an own authority adds to the machine's when asked to`() async throws {
        try await Bench.run { bench in
            let authority = try bench.nginx.scratch.bytes("authority.pem")
            let response = try await bench.client.fetch(
                bench.secure("/") { $0.policy.trust = .systemAnd(pem: authority) })
            #expect(response.status == .ok)
        }
    }

    @Test func `kept connections are not shared between those who trust differently`() async throws {
        try await Bench.run { bench in
            let trusting = try bench.secure("/") { $0.policy.connection = .keepAlive }
            _ = try await bench.client.fetch(trusting)
            #expect(try await bench.client.fetch(trusting).isReused)
            var other = trusting
            other.policy.trust = .system
            #expect(try await bench.failure(other).code == .tlsFailed(.untrusted))
        }
    }

    @Test func `a chosen address keeps the name in SNI, in Host and in the check of the certificate`() async throws {
        try await Bench.run { bench in
            let address = try #require(NetworkAddress("127.0.0.1"))
            for (host, answer) in [
                ("service.test", "service.test service.test:9 HTTP/1.1"),
                ("other.test", "other: other.test other.test:9"),
            ] {
                let response = try await bench.client.fetch(
                    bench.secure("/", port: 9, host: host) {
                        $0.policy.chosenAddress = ChosenAddress(address, port: bench.nginx.secure)
                    })
                #expect(response.text == answer)
                #expect(response.remoteAddress == "127.0.0.1" && response.phases.nameLookup >= 0)
            }
        }
    }

    @Test func `a client certificate is shown to the server, and to no other origin`() async throws {
        try await Bench.run { bench in
            let scratch = bench.nginx.scratch
            func identity(_ name: String) throws -> ClientIdentity {
                ClientIdentity(
                    certificatePEM: try scratch.bytes("\(name).pem"), keyPEM: try scratch.bytes("\(name).key"))
            }
            func answer(_ identity: ClientIdentity?) throws -> FetchRequest {
                try bench.secure("/", port: bench.nginx.mutual) {
                    $0.policy.clientIdentity = identity
                    $0.policy.connection = .keepAlive
                }
            }
            let known = try await bench.client.fetch(answer(identity("customer")))
            #expect(known.text == "SUCCESS CN=customer,O=Vigie tests")
            #expect(try await bench.client.fetch(answer(nil)).text == "NONE ")
            let refused = try await bench.client.fetch(answer(identity("intruder")))
            #expect(refused.status.code == 400)
            let customer = try identity("customer")
            let mixed = ClientIdentity(
                certificatePEM: customer.certificatePEM, keyPEM: try identity("intruder").keyPEM)
            #expect(try await bench.failure(answer(mixed)).code == .tlsFailed(.ownCertificate))
        }
    }

    @Test func `HTTP 2 is spoken when the policy allows it, many streams on one connection`() async throws {
        try await Bench.run { bench in
            let request = try bench.secure("/") {
                $0.policy.allowsHTTP2 = true
                $0.policy.connection = .keepAlive
            }
            #expect(try await bench.client.fetch(request).version == .http2)
            let responses = try await withThrowingTaskGroup(of: FetchResponse.self) { group in
                for _ in 0..<50 { group.addTask { try await bench.client.fetch(request) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(responses.count == 50)
            #expect(responses.allSatisfy { $0.version == .http2 && $0.text.hasSuffix("HTTP/2.0") && $0.isReused })
        }
    }

    @Test func `a redirect from https to http is refused unless the policy says otherwise`() async throws {
        try await Bench.run { bench in
            #expect(try await bench.failure(bench.secure("/down")).code == .redirectRefused)
            let allowed = try await bench.client.fetch(bench.secure("/down") { $0.policy.redirects.schemes = .any })
            #expect(allowed.text == "hello" && allowed.tls == nil)
        }
    }
}
