internal import Network
internal import Vocabulary
internal import Watching

extension ProbeMaker {
    /// The URL keeps the port that customers say; where to connect is the place alone.
    func http(
        _ question: ProbeQuestion.HTTP, _ probe: ProbeDeclaration, _ target: MatrixTarget, at place: SocketAddress
    ) throws(ProbeMakingError) -> HTTPQuestion {
        let origin = HTTPText("\(probe.to?.scheme ?? "https")://\(authority(probe, target))")
        let common = target.headers.map { HTTPStep.Header($0.name, HTTPText($0.value)) }
        var steps: [HTTPStep] = []
        for step in question.steps {
            var headers = common
            let isNameOfItsOwn = probe.security.serverName != nil
            for field in step.headers where isNameOfItsOwn || field.name.lowercased() != "host" {
                headers.append(HTTPStep.Header(field.name, try text(field.value)))
            }
            var url = origin
            // A field of the name Host says which name is asked for, as a stop's `host` does; beside a server's name it
            // says so in HTTP alone.
            if target.host == nil, !isNameOfItsOwn,
                let host = step.headers.last(where: { $0.name.lowercased() == "host" })
            {
                url = HTTPText("\(probe.to?.scheme ?? "https")://\(host.value)")
            }
            steps.append(
                HTTPStep(
                    step.method, url + HTTPText(step.path ?? Self.path(of: probe)), headers: headers,
                    body: try text(step.body ?? ""), conditions: step.expect, kept: step.keep))
        }
        let version: HTTPQuestion.Version =
            switch question.version {
            case .any: .any
            case .one: .http1
            case .two: .http2
            }
        return HTTPQuestion(
            place, steps: steps, version: version, terms: try terms(probe, target), redirectsMost: question.redirects)
    }

    /// `${env:NAME}` and `${file:PATH}` are read now; `${name}` stays for what a step keeps.
    private func text(_ text: String) throws(ProbeMakingError) -> HTTPText {
        try HTTPText(reading: text) { inside throws(ProbeMakingError) in
            if inside.hasPrefix("env:") || inside.hasPrefix("file:") { return .text(try materials.secret(inside)) }
            return HTTPText.isName(inside) ? .kept(inside) : nil
        }
    }
}
