package import HTTP

/// Everything that the gateway answers over HTTP.
package struct GatewaySurface: Sendable {
    private let api: GatewayAPI
    private let payers: PaymentPages
    private let merchants: MerchantPages

    package init(_ service: GatewayService) {
        api = GatewayAPI(service)
        payers = PaymentPages(service)
        merchants = MerchantPages(service)
    }

    package func add(to router: inout Router) {
        api.add(to: &router)
        payers.add(to: &router)
        merchants.add(to: &router)
    }

    /// The words for what the router or the server refuses: problem details, in the gateway's one form.
    package static func failure(_ failure: HTTPFailure) -> HTTPResponse {
        let code: GatewayRefusal.Code =
            switch failure.status.code {
            case 404: .notFound
            case 500...: .unavailable
            default: .invalid
            }
        var request = HTTPRequest(method: .get, path: failure.path ?? "/")
        request.id = failure.requestID
        var response = GatewayAPI.problem(GatewayRefusal(code, failure.detail), request)
        response.status = failure.status
        return response
    }
}
