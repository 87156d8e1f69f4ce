/// Finds what answers a request by its method and path.
///
///     var router = Router()
///     router.on(.get, "/providers/:provider/incidents/:id") { request, parameters in … }
///
/// Patterns are literal segments, `:name` for one segment and, at the end, `*name` for the rest of the path. A literal
/// is tried before a parameter. GET answers HEAD; OPTIONS is answered with what is allowed; a path that exists without
/// its trailing slash is redirected there.
package struct Router: Sendable {
    package typealias Action = @Sendable (HTTPRequest, RouteParameters) -> HTTPReply

    package enum Match: Sendable {
        case found(Route, RouteParameters)
        /// The path is another place's spelling: go there, with the query.
        case redirect(location: String)
        /// The path exists, but not for this method.
        case methodNotAllowed(allow: String)
        case notFound
        /// An escape in the path is malformed.
        case malformed
    }

    package struct Route: Sendable {
        package let method: HTTPMethod
        package let pattern: String
        package let bodyLimit: Int?
        package let action: Action
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        /// Routes that end here.
        var routes: [HTTPMethod: Route] = [:]
        var names: [HTTPMethod: [String]] = [:]
        /// Routes that take the rest of the path.
        var restRoutes: [HTTPMethod: Route] = [:]
        var restNames: [HTTPMethod: [String]] = [:]
    }

    /// Paths with more segments are not found.
    package static let segmentsMost = 32
    private var nodes = [Node()]
    /// All routes in the order in which they were added.
    package private(set) var routes: [Route] = []

    package init() {}

    /// Adds a route.
    ///
    /// Patterns are part of the program: a malformed or repeated one is a mistake in it.
    package mutating func on(
        _ method: HTTPMethod, _ pattern: String, bodyLimit: Int? = nil, _ action: @escaping Action
    ) {
        precondition(
            pattern.hasPrefix("/") && (pattern == "/" || !pattern.hasSuffix("/")),
            "a pattern begins with a slash and does not end with one: \(pattern)")
        let route = Route(method: method, pattern: pattern, bodyLimit: bodyLimit, action: action)
        routes.append(route)
        var node = 0
        var names: [String] = []
        for segment in pattern.split(separator: "/") {
            switch segment.first {
            case "*":
                names.append(String(segment.dropFirst()))
                precondition(pattern.hasSuffix("/" + segment), "nothing follows the rest of a path: \(pattern)")
                precondition(nodes[node].restRoutes[method] == nil, "two routes for \(method) \(pattern)")
                nodes[node].restRoutes[method] = route
                nodes[node].restNames[method] = names
                return
            case ":":
                names.append(String(segment.dropFirst()))
                node = child(of: node, parameter: true, literal: "")
            default: node = child(of: node, parameter: false, literal: String(segment))
            }
        }
        precondition(nodes[node].routes[method] == nil, "two routes for \(method) \(pattern)")
        nodes[node].routes[method] = route
        nodes[node].names[method] = names
    }

    private mutating func child(of node: Int, parameter: Bool, literal: String) -> Int {
        if let known = parameter ? nodes[node].parameter : nodes[node].literals[literal] { return known }
        nodes.append(Node())
        let made = nodes.count - 1
        if parameter { nodes[node].parameter = made } else { nodes[node].literals[literal] = made }
        return made
    }

    /// Finds a route for a method and a path as sent.
    package func match(_ method: HTTPMethod, path: String, query: String? = nil) -> Match {
        let hasTrailingSlash = path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/")
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        let trimmed = hasTrailingSlash ? path.dropLast() : path[...]
        var segments: [String] = []
        if trimmed.utf8.count > 1 {
            let raw = trimmed.dropFirst().split(
                separator: "/", maxSplits: Self.segmentsMost, omittingEmptySubsequences: false)
            guard raw.count <= Self.segmentsMost else { return .notFound }
            for segment in raw {
                guard let decoded = PercentCoding.decode(segment) else { return .malformed }
                // Empty and dot segments name other places than they seem to.
                guard !decoded.isEmpty, decoded != ".", decoded != ".." else { return .notFound }
                segments.append(decoded)
            }
        }
        var allowed: Set<String> = []
        guard let found = find(method, segments[...], 0, [], &allowed) else {
            return allowed.isEmpty ? .notFound : .methodNotAllowed(allow: Self.list(allowed))
        }
        if hasTrailingSlash {
            return .redirect(location: String(trimmed) + (query.map { "?" + $0 } ?? ""))
        }
        return .found(found.0, found.1)
    }

    private func find(
        _ method: HTTPMethod, _ segments: ArraySlice<String>, _ node: Int, _ values: [String],
        _ allowed: inout Set<String>
    ) -> (Route, RouteParameters)? {
        let place = nodes[node]
        guard let segment = segments.first else {
            if let found = Self.pick(method, place.routes, place.names, values, &allowed) { return found }
            return Self.pick(method, place.restRoutes, place.restNames, values + [""], &allowed)
        }
        if let next = place.literals[segment],
            let found = find(method, segments.dropFirst(), next, values, &allowed)
        {
            return found
        }
        if let next = place.parameter,
            let found = find(method, segments.dropFirst(), next, values + [segment], &allowed)
        {
            return found
        }
        let rest = segments.joined(separator: "/")
        return Self.pick(method, place.restRoutes, place.restNames, values + [rest], &allowed)
    }

    private static func pick(
        _ method: HTTPMethod, _ routes: [HTTPMethod: Route], _ names: [HTTPMethod: [String]], _ values: [String],
        _ allowed: inout Set<String>
    ) -> (Route, RouteParameters)? {
        for candidate in method == .head ? [.head, .get] : [method] {
            guard let route = routes[candidate], let names = names[candidate] else { continue }
            return (route, RouteParameters(names: names, values: values))
        }
        for method in routes.keys {
            allowed.insert(method.rawValue)
            if method == .get { allowed.insert("HEAD") }
        }
        return nil
    }

    private static func list(_ allowed: Set<String>) -> String {
        allowed.union(["OPTIONS"]).sorted().joined(separator: ", ")
    }

    /// Answers a request; `failure` words what the router refuses.
    package func reply(to request: HTTPRequest, failure: (HTTPFailure) -> HTTPResponse) -> HTTPReply {
        func refused(_ status: HTTPStatus, _ detail: String) -> HTTPResponse {
            failure(
                HTTPFailure(
                    status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
                    path: request.path))
        }
        switch match(request.method, path: request.path, query: request.query) {
        case .found(let route, let parameters): return route.action(request, parameters)
        case .redirect(let location):
            let status = request.method == .get || request.method == .head ? .movedPermanently : HTTPStatus(308)
            return .now(HTTPResponse(status: status, headers: ["Location": location]))
        case .methodNotAllowed(let allow):
            if request.method == .options {
                return .now(HTTPResponse(status: .noContent, headers: ["Allow": allow]))
            }
            var response = refused(.methodNotAllowed, "This address answers \(allow).")
            response.headers.set("Allow", allow)
            return .now(response)
        case .notFound: return .now(refused(.notFound, "There is nothing at this address."))
        case .malformed: return .now(refused(.badRequest, "An escape in the address is malformed."))
        }
    }

    /// The most bytes of body for a request, where its route says so.
    package func bodyLimit(method: HTTPMethod, path: String) -> Int? {
        guard case .found(let route, _) = match(method, path: path) else { return nil }
        return route.bodyLimit
    }
}

/// What stood in the places of a route's parameters, decoded.
package struct RouteParameters: Sendable, Equatable {
    private let names: [String]
    private let values: [String]

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    package init(_ pairs: KeyValuePairs<String, String> = [:]) {
        names = pairs.map(\.key)
        values = pairs.map(\.value)
    }

    /// The value of a parameter that the pattern names.
    package subscript(_ name: String) -> String {
        for (index, known) in names.enumerated() where known == name { return values[index] }
        preconditionFailure("the route has no parameter \(name)")
    }
}
