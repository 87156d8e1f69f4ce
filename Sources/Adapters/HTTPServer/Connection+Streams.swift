internal import HTTP
internal import Machine

extension Connection {
    // MARK: Streams

    /// Sends the head and runs the handler's writer as a task.
    func stream(
        _ response: HTTPResponse, _ produce: @escaping @Sendable (any HTTPBodyWriting) async throws -> Void,
        _ request: HTTPRequest, _ context: ReplyContext
    ) {
        var context = context
        let hasBody = !context.isHead && response.status != .noContent && response.status != .notModified
        // HTTP/1.0 knows no chunks: the end of the body is the end of the connection.
        if context.isHTTP10 { context.keepAlive = false }
        appendHead(response, context)
        if !context.isHTTP10 && response.status != .noContent && response.status != .notModified {
            loop.batch.append("Transfer-Encoding: chunked\r\n")
        }
        loop.batch.append("\r\n")
        guard hasBody else { return finish(response.status.code, bodyBytes: 0, context) }
        note(response.status.code, bodyBytes: nil, context)
        let exchange = Exchange(number: loop.nextExchange(), request: request, context: context)
        exchange.isChunked = !context.isHTTP10
        loop.statistics.bodyBytes += request.body.count
        self.exchange = exchange
        phase = .streaming
        let reference = reference(to: exchange)
        loop.statistics.handlersRunning += 1
        exchange.task = Task.detached(name: "http stream \(context.id.text)", executorPreference: loop.events) {
            var isWhole = true
            do { try await produce(StreamWriter(reference: reference)) } catch { isWhole = false }
            let ended = isWhole
            reference.loop.events.execute {
                reference.loop.statistics.handlersRunning -= 1
                guard let (connection, exchange) = reference.find() else { return }
                connection.streamEnded(exchange, isWhole: ended)
            }
        }
    }

    /// Takes a piece of a stream's body; the writer goes on when there is room for more.
    func write(_ bytes: [UInt8], _ exchange: Exchange, _ writer: CheckedContinuation<Void, any Error>) {
        if exchange.isChunked {
            loop.batch.append(String(bytes.count, radix: 16))
            loop.batch.append("\r\n")
            loop.batch.append(bytes)
            loop.batch.append("\r\n")
        } else {
            loop.batch.append(bytes)
        }
        flush()
        if phase == .closed { return writer.resume(throwing: HTTPClientGone()) }
        if let output, output.count > loop.configuration.streamBufferBytes {
            exchange.waiters.append(writer)
        } else {
            writer.resume()
        }
    }

    func streamDrained() {
        guard let exchange else { return }
        let waiters = exchange.waiters
        exchange.waiters = []
        for waiter in waiters { waiter.resume() }
    }

    private func streamEnded(_ exchange: Exchange, isWhole: Bool) {
        exchange.task = nil
        // Without its last chunk the client knows that the body is not whole.
        guard isWhole else { return close() }
        if exchange.isChunked { loop.batch.append("0\r\n\r\n") }
        let keepAlive = exchange.context.keepAlive && !loop.isDraining
        endExchange()
        phase = .head
        if !keepAlive { flags.insert(.closesAfterOutput) }
        finishWriting()
        afterReply()
    }

    // MARK: Events

    func readEvents(_ response: HTTPResponse, _ feed: EventFeed, _ context: ReplyContext) {
        guard context.isHead || loop.admission.enterEventReader() else {
            return fail(
                .serviceUnavailable, "There are too many readers of events; try again in a minute.", context,
                retryAfter: 60)
        }
        var response = response
        var context = context
        response.headers.set("Content-Type", "text/event-stream; charset=utf-8")
        response.headers.set("Cache-Control", "no-store")
        // nginx would otherwise collect events until its buffer is full.
        response.headers.set("X-Accel-Buffering", "no")
        // No chunks: they would have to be made for each reader.
        context.keepAlive = false
        appendHead(response, context)
        loop.batch.append("\r\n")
        guard !context.isHead else { return finish(response.status.code, bodyBytes: 0, context) }
        note(response.status.code, bodyBytes: nil, context)
        loop.batch.append("retry: \(feed.limits.retryMilliseconds)\n\n")
        phase = .events
        input = nil
        clearDeadline()
        loop.group(for: feed).join(self, lastEventID: context.lastEventID)
        if loop.isDraining { seat?.group.dismiss(self) }
    }
}

/// Writes a stream's pieces from the handler's task.
private struct StreamWriter: HTTPBodyWriting {
    let reference: ExchangeReference

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try Task.checkCancellation()
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let isRunning = reference.loop.events.execute {
                guard let (connection, exchange) = reference.find(), connection.phase == .streaming else {
                    return continuation.resume(throwing: HTTPClientGone())
                }
                connection.write(bytes, exchange, continuation)
            }
            if !isRunning { continuation.resume(throwing: HTTPClientGone()) }
        }
    }
}
