internal import HTTP
internal import Machine
internal import Network

extension Connection {
    /// A head is complete: answers at once from what is prepared, or goes on to the body or the handler.
    func begin(_ bytes: Span<UInt8>, hasMore: Bool) {
        var context = makeContext(bytes)
        guard let host = effectiveHost(bytes, &context) else { return refuse(.host) }
        let rawTarget = bytes.string(loop.head.target)
        let target = rawTarget.utf8.first == UInt8(ascii: "/") || rawTarget == "*" ? rawTarget : "/" + rawTarget
        if !loop.head.hasBody, loop.head.isGet || loop.head.isHead,
            let prepared = loop.prepared(target: target, host: host)
        {
            if let log = loop.configuration.accessLog, log.wants(prepared.status.code) {
                context.path = target.utf8.firstIndex(of: UInt8(ascii: "?")).map { String(target[..<$0]) } ?? target
            }
            return reply(with: prepared, context)
        }
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = question.map { String(target[..<$0]) } ?? target
        let query = question.map { String(target[target.utf8.index(after: $0)...]) }
        context.path = path
        context.accept = loop.head.first(.accept).map { bytes.string($0) }
        var request = HTTPRequest(
            method: context.method, path: path, query: query, headers: headers(bytes, host: host),
            isSecure: context.isSecure, clientAddress: context.clientText, id: context.id.text)
        request.isForwardedByStranger =
            !believesFields && (loop.head.first(.forwardedFor) != nil || loop.head.first(.forwarded) != nil)
        request.peerNames = tls?.peerNames
        guard loop.head.hasBody else { return dispatch(request, context) }
        beginBody(request, context, hasMore: hasMore)
    }

    private func makeContext(_ bytes: Span<UInt8>) -> ReplyContext {
        var id = loop.nextRequestID()
        if loop.head.has(.requestID), believesFields,
            let given = loop.head.first(.requestID).flatMap({ RequestID(given: bytes.string($0)) })
        {
            id = given
        }
        let method: HTTPMethod =
            loop.head.isGet ? .get : loop.head.isHead ? .head : HTTPMethod(bytes.string(loop.head.method))
        return ReplyContext(
            id: id, method: method, isHead: loop.head.isHead, isGet: loop.head.isGet, isHTTP10: loop.head.isHTTP10,
            keepAlive: loop.head.isPersistent && !loop.isDraining, isSecure: tls != nil,
            encodings: loop.encodings(bytes, loop.head.first(.acceptEncoding)),
            ifNoneMatch: joined(bytes, .ifNoneMatch),
            lastEventID: loop.head.has(.lastEventID) ? loop.head.first(.lastEventID).map { bytes.string($0) } : nil,
            accept: nil, client: client, path: "", start: loop.now)
    }

    private func joined(_ bytes: Span<UInt8>, _ kind: FieldKind) -> String? {
        guard loop.head.has(kind) else { return nil }
        var text: String?
        for field in loop.head.fields where field.kind == kind {
            text = text.map { $0 + ", " + bytes.string(field.value) } ?? bytes.string(field.value)
        }
        return text
    }

    /// The host as the client named it; a trusted proxy's word about client, scheme and host counts.
    ///
    /// Nil when the proxy's host is no host.
    private func effectiveHost(_ bytes: Span<UInt8>, _ context: inout ReplyContext) -> String? {
        if believesFields {
            if let list = joined(bytes, .forwardedFor) {
                context.client = client(forwardedFor: list)
            } else if loop.head.first(.forwarded) != nil {
                // It speaks for somebody, in words that are not read here.
                context.client = nil
            }
            if let scheme = loop.head.first(.forwardedProto) {
                context.isSecure = RequestHead.equalsIgnoringCase(bytes, scheme, "https")
            }
            if let forwarded = loop.head.first(.forwardedHost) {
                return RequestHead.isHost(bytes, forwarded) ? bytes.string(forwarded) : nil
            }
        }
        return bytes.string(loop.head.authority)
    }

    /// The last address of the list that is not a trusted proxy's own: further left, anybody may have written.
    ///
    /// Nil when what stands there is no address: taking the proxy's own for it would give the client the proxy's rights.
    private func client(forwardedFor list: String) -> NetworkAddress? {
        var last: NetworkAddress?
        for element in list.split(separator: ",").lazy.map(\.trimmingSpaces).reversed() where !element.isEmpty {
            guard let address = ForwardedFor.address(element) else { return nil }
            last = address
            if !loop.isProxy(address) { break }
        }
        return last
    }

    private func headers(_ bytes: Span<UInt8>, host: String) -> HTTPHeaders {
        var fields: [HTTPHeaders.Field] = []
        fields.reserveCapacity(loop.head.fields.count)
        for field in loop.head.fields {
            switch field.kind {
            case .host: continue
            // What a stranger says about itself must not reach a handler that believes it.
            case .forwardedFor, .forwardedProto, .forwardedHost, .forwarded, .requestID:
                if !believesFields { continue }
            default: break
            }
            fields.append(HTTPHeaders.Field(name: bytes.string(field.name), value: bytes.string(field.value)))
        }
        if !host.isEmpty { fields.append(HTTPHeaders.Field(name: "Host", value: host)) }
        return HTTPHeaders(fields)
    }

    // MARK: Bodies

    private func beginBody(_ request: HTTPRequest, _ context: ReplyContext, hasMore: Bool) {
        let limit = max(0, loop.handler.bodyLimit(method: request.method, path: request.path))
        if let length = loop.head.contentLength, length > limit { return refuse(.bodyTooLarge, context) }
        guard loop.statistics.bodyBytes + (loop.head.contentLength ?? 0) <= loop.configuration.bodyBytesMost else {
            return refuseUploads(context)
        }
        let exchange = Exchange(number: loop.nextExchange(), request: request, context: context)
        exchange.decoder =
            loop.head.isChunked
            ? BodyDecoder(chunkedUpTo: limit) : BodyDecoder(length: loop.head.contentLength ?? 0, limit: limit)
        exchange.bodyDeadline = loop.now + loop.times.body
        self.exchange = exchange
        phase = .body
        if loop.head.expectsContinue && !hasMore { loop.batch.append("HTTP/1.1 100 Continue\r\n\r\n") }
        setDeadline(.body, min(loop.times.pace, loop.times.body))
    }

    func refuseUploads(_ context: ReplyContext) {
        fail(
            .serviceUnavailable, "The server is busy with other uploads; try again in a minute.", context,
            retryAfter: 60)
    }

    func bodyCompleted() {
        guard let exchange else { return }
        clearDeadline()
        exchange.decoder = nil
        exchange.request.body = exchange.body
        let (request, context) = (exchange.request, exchange.context)
        endExchange()
        phase = .head
        dispatch(request, context)
    }

    func bodyDeadlineCame() {
        guard let exchange else { return }
        let wanted = Int(Int64(loop.configuration.receiveRateLeast) * loop.times.pace / 1_000_000)
        let isSlow = exchange.received - exchange.receivedAtPace < wanted
        if loop.now >= exchange.bodyDeadline { return bodyTimedOut() }
        if isSlow { return bodyTimedOut(.slowBody) }
        resumeBodyDeadline()
    }

    func bodyTimedOut(_ timeout: HTTPServerStatistics.Timeout = .body) {
        note(timeout)
        fail(.requestTimeout, "The body came too slowly; send it faster or in smaller parts.", exchange?.context)
        finishWriting()
    }

    /// Looks at the body's pace from now on, until its time is up.
    func resumeBodyDeadline() {
        guard let exchange else { return }
        exchange.receivedAtPace = exchange.received
        setDeadline(.body, max(0, min(loop.times.pace, exchange.bodyDeadline - loop.now)))
    }

    func resumeHandlerDeadline() {
        guard let exchange else { return }
        setDeadline(.handler, max(0, exchange.handlerDeadline - loop.now))
    }

    func headTimedOut() {
        note(.head)
        guard phase == .head, input != nil else { return linger() }
        fail(.requestTimeout, "The request did not arrive in time.", nil)
        finishWriting()
    }

    // MARK: Handlers

    private func dispatch(_ request: HTTPRequest, _ context: ReplyContext) {
        handle(loop.handler.reply(to: request), request, context)
    }

    private func handle(_ reply: HTTPReply, _ request: HTTPRequest, _ context: ReplyContext) {
        var context = context
        // A drain may have begun since the request came.
        if loop.isDraining { context.keepAlive = false }
        switch reply {
        case .now(let response): self.reply(with: response, request, context)
        case .prepared(let response): self.reply(with: response, context)
        case .later(let work): start(work, request, context)
        }
    }

    private func start(
        _ work: @escaping @Sendable () async -> HTTPReply, _ request: HTTPRequest, _ context: ReplyContext
    ) {
        guard loop.statistics.handlersRunning < loop.configuration.handlersMost else {
            return fail(.serviceUnavailable, "The server is busy; try again in a few seconds.", context)
        }
        let exchange = Exchange(number: loop.nextExchange(), request: request, context: context)
        loop.statistics.bodyBytes += request.body.count
        self.exchange = exchange
        phase = .handling
        exchange.handlerDeadline = loop.now + loop.times.handler
        setDeadline(.handler, loop.times.handler)
        let reference = reference(to: exchange)
        // Counted until the task has ended, also when nobody waits for it any more.
        loop.statistics.handlersRunning += 1
        exchange.task = Task.detached(name: "http \(context.id.text)", executorPreference: loop.events) {
            let reply = await work()
            reference.loop.events.execute {
                reference.loop.statistics.handlersRunning -= 1
                guard let (connection, exchange) = reference.find(), connection.phase == .handling else { return }
                connection.handlerAnswered(reply, exchange)
            }
        }
    }

    private func handlerAnswered(_ reply: HTTPReply, _ exchange: Exchange) {
        clearDeadline()
        exchange.task = nil
        let (request, context) = (exchange.request, exchange.context)
        endExchange()
        phase = .head
        handle(reply, request, context)
        finishWriting()
        afterReply()
    }

    /// An answer that was made outside of reading has been written: what waited behind it goes on.
    func afterReply() {
        guard phase == .head, output == nil, !flags.contains(.closesAfterOutput) else { return }
        if deadlineKind == .none { setDeadline(.idle, loop.times.idle) }
        if input != nil || flags.contains(.hasUnread) { continueSoon() }
    }

    func handlerTimedOut() {
        guard phase == .handling, let exchange else { return }
        note(.handler)
        loop.statistics.handlersCancelled += 1
        let context = exchange.context
        endExchange()
        phase = .head
        fail(.serviceUnavailable, "The answer took too long; try again.", context)
        finishWriting()
    }

    func reference(to exchange: Exchange) -> ExchangeReference {
        ExchangeReference(loop: loop, index: index, serial: serial, number: exchange.number)
    }

    /// Lets go of the current exchange: its task is cancelled, its writers are told.
    func endExchange() {
        guard let ended = exchange else { return }
        exchange = nil
        loop.statistics.bodyBytes -= ended.decoder == nil ? ended.request.body.count : ended.body.count
        if let task = ended.task {
            if phase == .closed { loop.statistics.handlersCancelled += 1 }
            task.cancel()
        }
        for waiter in ended.waiters { waiter.resume(throwing: HTTPClientGone()) }
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}
