/// How well a failure at a stage fits a broken part of a kind: 1 fits, below it counts less. A handshake that fails
/// speaks of a certificate, hardly of a database.
package enum StageFit {
    static let fits = 1.0
    static let odd = 0.3
    static let unfit = 0.05

    package static func factor(_ kind: Part.Kind, _ stage: Stage?) -> Double {
        guard let stage else { return fits }
        switch (kind, stage) {
        case (.zone, .name), (.zone, .content), (.resolver, .name), (.resolver, .content): return fits
        // A wrong record leads to a wrong machine, which fails in its own way.
        case (.zone, .connect), (.zone, .handshake), (.resolver, .connect): return odd
        case (.zone, _), (.resolver, _): return unfit
        case (.network, .connect), (.network, .request), (.network, .name): return fits
        case (.network, .handshake): return odd
        case (.network, _): return unfit
        case (.certificate, .handshake), (.certificate, .content): return fits
        case (.certificate, .request), (.certificate, .behind): return odd
        case (.certificate, _): return unfit
        case (.loadBalancer, .name), (.ingress, .name), (.relation, .name), (.instance, .name): return unfit
        case (.loadBalancer, .behind), (.ingress, .behind): return odd
        case (.loadBalancer, _), (.ingress, _), (.relation, _): return fits
        case (.instance, .behind): return odd
        case (.instance, _): return fits
        case (.database, .request), (.database, .answer), (.queue, .request), (.queue, .answer): return fits
        case (.database, .behind), (.queue, .behind): return odd
        case (.database, _), (.queue, _): return unfit
        case (.provider, .handshake), (.providerServer, .handshake): return fits
        case (.provider, .name), (.providerServer, .name), (.issuer, .name): return odd
        case (.provider, _), (.providerServer, _): return fits
        case (.issuer, .answer), (.issuer, .behind), (.issuer, .request): return fits
        case (.issuer, _): return odd
        }
    }
}
