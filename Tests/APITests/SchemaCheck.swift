import API
import HTTPTestSupport
import JSON

/// Holds a value against a schema of the API's own description, as far as these schemas go.
struct SchemaCheck {
    private let fit = SchemaFit(of: OpenAPIDocument.json)

    var schemas: JSONValue { fit.schemas }

    /// What does not fit, with its place.
    func faults(_ value: JSONValue, _ name: String) -> [String] { fit.faults(value, name) }

    func faults(_ value: JSONValue, schema: JSONValue, at path: String) -> [String] {
        fit.faults(value, schema: schema, at: path)
    }
}
