internal import HTTP
internal import Machine

extension Connection {
    // MARK: Refusals

    func refuse(_ fault: RequestFault, _ context: ReplyContext? = nil) {
        loop.statistics.requestsRefused += 1
        fail(fault.status, fault.detail, context ?? exchange?.context)
    }

    /// Answers with the handler's words for a failure and closes: what follows on the connection is not trusted.
    func fail(_ status: HTTPStatus, _ detail: String, _ context: ReplyContext?, retryAfter: Int? = nil) {
        endExchange()
        phase = .head
        var context = context ?? unknownContext()
        context.keepAlive = false
        context.ifNoneMatch = nil
        let failure = HTTPFailure(
            status: status, detail: detail, requestID: context.id.text, accept: context.accept,
            path: context.path.isEmpty ? nil : context.path)
        var response = loop.handler.failure(failure)
        if let retryAfter { response.headers.set("Retry-After", String(retryAfter)) }
        switch response.body {
        case .empty, .bytes: break
        // A failure is not worth a stream that could fail in its turn.
        case .stream, .events: response.body = .empty
        }
        write(response, context)
    }

    private func unknownContext() -> ReplyContext {
        ReplyContext(
            id: loop.nextRequestID(), method: "-", isHead: false, isGet: false, isHTTP10: false, keepAlive: false,
            isSecure: tls != nil, encodings: AcceptedEncodings(header: nil), client: client, path: "",
            start: loop.now)
    }

    // MARK: Prepared

    func reply(with prepared: PreparedResponse, _ context: ReplyContext) {
        let (status, bodyBytes) = loop.append(prepared, context)
        finish(status, bodyBytes: bodyBytes, context)
    }

    // MARK: Made for one request

    func reply(with response: HTTPResponse, _ request: HTTPRequest, _ context: ReplyContext) {
        if context.ifNoneMatch != nil, response.status == .ok, context.isGet || context.isHead,
            let etag = response.headers["ETag"], EntityTag.noneMatch(context.ifNoneMatch, has: etag)
        {
            var short = HTTPResponse(status: .notModified)
            for field in response.headers.fields
            where ["etag", "cache-control", "content-location", "expires", "vary"].contains(field.name.lowercased()) {
                short.headers.add(field.name, field.value)
            }
            return write(short, context)
        }
        switch response.body {
        case .empty, .bytes: write(response, context)
        case .stream(let produce): stream(response, produce, request, context)
        case .events(let feed): readEvents(response, feed, context)
        }
    }

    private func write(_ response: HTTPResponse, _ context: ReplyContext) {
        let bytes: [UInt8]
        if case .bytes(let given) = response.body { bytes = given } else { bytes = [] }
        appendHead(response, context)
        let code = response.status.code
        // 204 and 304 have no body and no length (RFC 9110, section 8.6).
        if code != 204 && code != 304 && code >= 200 {
            loop.batch.append("Content-Length: ")
            loop.batch.append(decimal: bytes.count)
            loop.batch.append("\r\n")
        }
        loop.batch.append("\r\n")
        let sendsBody = !context.isHead && code != 204 && code != 304
        if sendsBody { loop.batch.append(bytes) }
        finish(code, bodyBytes: sendsBody ? bytes.count : 0, context)
    }

    /// Status line and fields, without the framing and the empty line.
    func appendHead(_ response: HTTPResponse, _ context: ReplyContext) {
        loop.batch.append(ResponseHead.statusLine(response.status))
        loop.appendCommon(context)
        var head: [UInt8] = []
        for field in response.headers.fields where !ResponseHead.isServers(field.name) {
            ResponseHead.append(field.name, field.value, to: &head)
        }
        if response.status != .notModified {
            for field in loop.configuration.securityHeaders where response.headers[field.name] == nil {
                ResponseHead.append(field.name, field.value, to: &head)
            }
        }
        loop.batch.append(head)
    }

    /// The answer is in the batch: counts it and says what comes next on the connection.
    func finish(_ status: Int, bodyBytes: Int?, _ context: ReplyContext) {
        if !context.keepAlive { flags.insert(.closesAfterOutput) }
        note(status, bodyBytes: bodyBytes, context)
    }

    func note(_ status: Int, bodyBytes: Int?, _ context: ReplyContext) {
        loop.statistics.responses[min(max(status / 100, 0), 5)] += 1
        let microseconds = Int(max(0, SystemClock.monotonicMicroseconds() - context.start))
        loop.statistics.noteLatency(microseconds)
        guard let log = loop.configuration.accessLog, log.wants(status) else { return }
        log.write(
            HTTPAccess(
                requestID: context.id.text, clientAddress: context.clientText, method: context.method.rawValue,
                path: context.path, status: status, bodyBytes: bodyBytes, microseconds: microseconds))
    }
}
