internal import HTTP
package import JSON

/// The OpenAPI 3.1 document, made from the ``RouteTable`` that the router is made from.
package enum OpenAPIDocument {
    package static var json: JSONValue {
        var schemas = JSONObject()
        for (name, schema) in Schemas.all { schemas[name] = schema }
        for (name, schema) in StatuspageSchemas.all { schemas[name] = schema }
        for (name, schema) in AlertSchemas.all { schemas[name] = schema }
        for (name, schema) in DeskSchemas.all { schemas[name] = schema }
        for (name, schema) in HearingSchemas.all { schemas[name] = schema }
        for (name, example) in Examples.all {
            guard var schema = schemas[name]?.object else { continue }
            schema["example"] = example
            schemas[name] = .object(schema)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Vigie", "version": "1",
                "summary": "Payment incidents, told by what customers felt.",
                "description": .string(description), "license": ["name": "See the LICENSE file of the program."],
            ],
            "servers": [["url": "/"]],
            "tags": .array(APIRoute.Group.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": .object(paths(RouteTable.routes)), "components": ["schemas": .object(schemas)],
        ]
    }

    private static let description =
        "Instants are RFC 3339 in UTC. A member that is unknown or empty is left out. Errors are problem details "
        + "(RFC 9457). Answers have a strong ETag; ask again with If-None-Match. GET answers HEAD too."

    private static func paths(_ routes: [APIRoute]) -> JSONObject {
        var paths = JSONObject()
        for route in routes {
            var item = paths[route.path]?.object ?? JSONObject()
            item[route.method.rawValue.lowercased()] = operation(route)
            paths[route.path] = .object(item)
        }
        return paths
    }

    private static func operation(_ route: APIRoute) -> JSONValue {
        var object = JSONObject()
        object["operationId"] = .string(identifier(route))
        object["summary"] = .string(route.summary)
        object["tags"] = [.string(route.group.rawValue)]
        if !route.parameters.isEmpty { object["parameters"] = .array(route.parameters.map(parameter)) }
        if let body = route.body {
            object["requestBody"] = [
                "required": true,
                "content": ["application/json": ["schema": body.schema, "example": body.example]],
            ]
        }
        // Answers of one status may come in several types.
        var responses = JSONObject()
        for answer in route.answers {
            let status = String(answer.status.code)
            responses[status] = response(answer, besides: responses[status]?.object)
        }
        object["responses"] = .object(responses)
        return .object(object)
    }

    /// Feeds exist in three formats, each an operation of its own.
    private static func identifier(_ route: APIRoute) -> String {
        guard route.group == .feeds, let dot = route.path.lastIndex(of: ".") else { return route.operation.rawValue }
        return route.operation.rawValue + "-" + route.path[route.path.index(after: dot)...]
    }

    private static func parameter(_ parameter: APIParameter) -> JSONValue {
        var object = JSONObject()
        object["name"] = .string(parameter.name)
        object["in"] = .string(parameter.place.rawValue)
        object["description"] = .string(parameter.summary)
        if parameter.place == .path { object["required"] = true }
        object["schema"] = parameter.schema
        object["example"] = parameter.example
        return .object(object)
    }

    private static func response(_ answer: APIAnswer, besides known: JSONObject?) -> JSONValue {
        var object = known ?? ["description": .string(answer.summary)]
        if let type = answer.mediaType {
            var content = object["content"]?.object ?? JSONObject()
            content[type] = ["schema": answer.schema ?? true]
            object["content"] = .object(content)
        }
        if !answer.headers.isEmpty {
            var headers = object["headers"]?.object ?? JSONObject()
            for header in answer.headers {
                headers[header.name] = ["description": .string(header.summary), "schema": Schema.text]
            }
            object["headers"] = .object(headers)
        }
        return .object(object)
    }
}
