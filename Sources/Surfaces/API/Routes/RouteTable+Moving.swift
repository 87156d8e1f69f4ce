internal import HTTP
internal import JSON
internal import Moving
internal import Vocabulary

// Long work: what another page holds made our own, and our pages as files. It goes on in the background.
extension RouteTable {
    static let moving: [APIRoute] = [
        APIRoute(
            .readMoving, "/api/desk/moving", group: .desk,
            "Long work: how far the latest is, and what came of those before it since the program started",
            answers: [
                .json(Schema.object(["work": Schema.array(MovingDocument.schema)]), "The latest first."), malformed,
                missing,
            ] + refusals),
        APIRoute(
            .startMoving, "/api/desk/moving", method: .post, group: .desk,
            "Begin it, one at a time: move in from a page by its address or as it was saved, or write our pages as files",
            parameters: [idempotencyKey],
            body: APIBody(
                ["oneOf": [MovingDocument.moveIn, MovingDocument.saved, MovingDocument.export]],
                example: [
                    "work": "move-in", "brand": "payplug", "language": "fr", "url": "https://status.example.com",
                ], most: MovingDocument.limits.bytes),
            answers: [
                .json(
                    MovingDocument.schema, "It has begun.", status: .accepted,
                    headers: [("Location", "Where it says how far it is.")]), malformed, missing, conflict,
            ] + refusals),
    ]
}
