import HTTP
import Ledger
import Roles
import Synchronization
import Testing
import Vocabulary

@testable import ProviderHost

@Suite struct ControlTests {
    private final class Kept: Sendable {
        let files = Mutex<[String: String]>([:])
    }

    @Test func `faults are set, listed and healed; what is wrong is named`() async throws {
        try await Place.sqlite.with(1) { stores in
            let faults = FaultBoard(["a", "b"])
            let kept = Kept()
            let control = ProviderControl(
                faults: faults, settlement: ProviderSettlement(stores[0], now: { Instant(seconds: 1_795_132_800) }),
                keep: { name, text in kept.files.withLock { $0[name] = text } })
            var router = Router()
            control.add(to: &router)
            let routes = router
            func ask(_ method: HTTPMethod, _ path: String, _ body: String = "") async -> (status: Int, text: String) {
                let request = HTTPRequest(method: method, path: path, body: Array(body.utf8))
                var reply = routes.reply(to: request) { HTTPResponse(status: $0.status) }
                while case .later(let next) = reply { reply = await next() }
                guard case .now(let response) = reply else { return (0, "") }
                guard case .bytes(let bytes) = response.body else { return (response.status.code, "") }
                return (response.status.code, String(decoding: bytes, as: UTF8.self))
            }
            #expect(await ask(.put, "/faults/a", "{\"mode\": \"hung\", \"share\": 40, \"done\": false}").status == 200)
            #expect(faults.fault(of: "a") == ServerFault(.hung, share: 40, isDone: false))
            #expect(faults.fault(of: "b") == nil)
            #expect(await ask(.get, "/faults").text.contains("\"hung\""))
            for body in [
                "", "{}", "{\"mode\": \"lazy\"}", "{\"mode\": \"slow\", \"share\": 0}",
                "{\"mode\": \"slow\", \"x\": 1}",
            ] {
                #expect(await ask(.put, "/faults/a", body).status == 422)
            }
            let stranger = await ask(.put, "/faults/c", "{\"mode\": \"slow\"}")
            #expect(stranger.status == 404)
            #expect(stranger.text.contains("a, b"))
            #expect(await ask(.delete, "/faults/a").status == 200)
            #expect(faults.fault(of: "a") == nil)
            #expect(await ask(.delete, "/faults/c").status == 404)
            // Nothing to settle, then one payment, whose file is the answer and is kept.
            #expect(await ask(.post, "/settlement/instore-cb2a").status == 204)
            #expect(await ask(.post, "/settlement/nowhere").status == 404)
            _ = try await desk(stores[0]).perform(try order("p", .pay(card(), expiry: "2912")))
            let file = await ask(.post, "/settlement/instore-cb2a")
            #expect(file.status == 200)
            #expect(kept.files.withLock { $0 } == ["1795132800-instore-cb2a.txt": file.text])
            #expect(try SettlementFile(reading: Array(file.text.utf8)).lines.count == 1)
        }
    }

    @Test func `a share hits the same orders again and again, and about as many as it says`() {
        let fault = ServerFault(.slow, share: 30)
        let hit = (0..<2_000).filter { fault.hits("order-\($0)") }
        #expect(hit.allSatisfy { fault.hits("order-\($0)") })
        #expect((400...800).contains(hit.count))
        #expect((0..<100).allSatisfy { ServerFault(.slow).hits("order-\($0)") })
    }
}
