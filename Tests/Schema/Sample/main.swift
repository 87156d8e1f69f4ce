// api-sample: the API on the sample site, on a free port of this machine. Prints its address and serves until it is
// ended. Everybody on this machine may write.
internal import API
internal import APISamples
internal import HTTP
internal import HTTPServer
internal import Incidents
internal import Machine
internal import Vocabulary
import Access

Signals.block()
let zones = ZoneCatalogue { try? Files.read("/usr/share/zoneinfo/" + $0, most: 1 << 20) }
// Without the page that can't be read: of it the API says 503, as it should, and every 5xx is a fault to the check.
let site = {
    var site = SampleSite.site
    site.pages.removeAll { $0.provider == SampleSite.unreadable }
    return site
}()
let answers = APIAnswers()
answers.update(site, asOf: SampleSite.now, now: SampleSite.now)
let commands = SampleCommands(incidents: site.incidents.map(\.id)) { pages in
    var next = site
    next.pages += pages.filter { page in !site.pages.contains { $0.provider == page.provider } }
    answers.update(next, asOf: SampleSite.now, now: SampleSite.now)
}
let api = SampleAPI(
    answers: answers, site: site, now: SampleSite.now, origin: nil, zones: zones,
    writing: APIWriting(
        commands: commands, alerting: SampleAlerts(zones: zones),
        identify: { _ in .known(.accessToken(besideUsers: false)) }))
let server = try HTTPServer(
    configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: api)
let addresses = try server.start()
_ = Files.write(Array("listen=http://127.0.0.1:\(addresses[0].port)\n".utf8), to: 1)
_ = Signals.wait(for: [.terminate, .interrupt])
await server.drain(deadline: .zero)
