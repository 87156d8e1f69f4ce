// Writes every prepared page of the demo site to a folder, with the error and empty pages beside them.
// Usage: write-pages FOLDER [NOW]. NOW is an RFC 3339 time; without it, the day after the last demo incident.

import Demo
import Glibc
import HTTP
import Vocabulary
import Web

func read(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
}

func write(_ bytes: [UInt8], to path: String) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
        folder += "/" + part
        _ = unsafe mkdir(path.hasPrefix("/") ? folder : String(folder.dropFirst()), 0o755)
    }
    guard let file = unsafe fopen(path, "wb") else { fatalError("cannot write \(path)") }
    let written = unsafe fwrite(bytes, 1, bytes.count, file)
    guard unsafe fclose(file) == 0, written == bytes.count else { fatalError("cannot write \(path)") }
}

guard CommandLine.arguments.count >= 2 else {
    print("usage: write-pages FOLDER [NOW]")
    exit(64)
}
let folder = CommandLine.arguments[1]
let nowText = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "2025-12-09T10:00:00Z"
let now = try Instant(rfc3339: nowText)
let settings = SiteSettings(
    zones: ZoneCatalogue { read("/usr/share/zoneinfo/" + $0) }, homeZone: DemoSite.provider.zone)

func write(_ site: SiteSnapshot?, at moment: Instant, under prefix: String) {
    let surface = WebSurface(settings: settings)
    if let site { surface.update(site, now: moment) }
    for target in surface.preparedTargets() {
        guard let response = surface.prepared(target: target) else { continue }
        let path = String(target.prefix { $0 != "?" })
        write(response.identity.body, to: folder + prefix + (path.hasSuffix("/") ? path + "index.html" : path))
    }
    for language in ["en", "fr", "it"] {
        let notFound = HTTPFailure(status: .notFound, detail: "", requestID: "demo-0001", path: "/\(language)/nothing")
        let failed = HTTPFailure(
            status: .internalServerError, detail: "", requestID: "demo-0002", path: "/\(language)/nothing")
        for (name, failure) in [("not-found", notFound), ("failed", failed)] {
            if case .bytes(let bytes) = surface.failure(failure).body {
                write(bytes, to: folder + prefix + "/\(language)/\(name)")
            }
        }
    }
}

let demo = SiteSnapshot(
    providers: [DemoSite.provider], brands: DemoSite.brands, components: DemoSite.components,
    incidents: DemoSite.incidents, position: 1, asOf: now, watchedSince: DemoSite.watchedSince)
write(demo, at: now, under: "")
write(SiteSnapshot(asOf: now), at: now, under: "/empty")

var stale = demo
stale.asOf = now - .hours(5)
write(stale, at: now, under: "/stale")

// The morning after the end of one window is not known yet: an incident that goes on.
var ongoing = demo
let outage = try Instant(rfc3339: "2025-12-04T15:50:00Z")
ongoing.asOf = outage
ongoing.incidents = ongoing.incidents.map { incident in
    guard incident.id == DemoSite.tsr2641.id else { return incident }
    var incident = incident
    incident.windows[1].end = nil
    incident.updates.removeAll { $0.at > outage }
    incident.insideEvents.removeAll { $0.at > outage }
    incident.claims.removeAll { $0.statedAt > outage }
    incident.postmortem = nil
    incident.contradictions = []
    return incident
}
write(ongoing, at: outage, under: "/ongoing")
