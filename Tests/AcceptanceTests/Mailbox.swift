import Foundation
import Glibc
import TestProcesses
import Testing

/// A real mail server; each mail it takes becomes a file with its headers and its plain text.
final class Mailbox {
    let port: Int
    private let folder: String
    private let process = TestProcess()

    private static let script = """
        import asyncio, email, email.policy, json, os, sys
        from aiosmtpd.smtp import SMTP
        class Handler:
            count = 0
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                text = mail.get_body(("plain",)).get_content()
                Handler.count += 1
                name = f"{sys.argv[1]}/mail-{Handler.count}"
                with open(name + ".part", "w") as out:
                    out.write("".join(f"{k}: {v}\\n" for k, v in mail.items()) + "\\n" + text)
                os.rename(name + ".part", name)
                return "250 taken"
        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Handler(), hostname="mail.test"), "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """

    init(_ folder: String) throws {
        self.folder = folder
        port = try process.startPython(Self.script, [folder])
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The mail of this number, once it is there.
    func mail(_ number: Int) throws -> String {
        let deadline = Date().addingTimeInterval(30)
        while Date() < deadline {
            if let text = try? String(contentsOfFile: "\(folder)/mail-\(number)", encoding: .utf8) { return text }
            usleep(10_000)
        }
        Issue.record("mail \(number) did not come")
        return ""
    }

    var count: Int { arrivals.count }

    /// What came, with when it came.
    var arrivals: [(text: String, at: Date)] { folder.arrivals("mail-") }
}

/// A receiver of webhooks; each message becomes a file with its path and its body.
final class HookSink {
    let port: Int
    private let folder: String
    private let process = TestProcess()

    private static let script = """
        import http.server, itertools, os, sys
        numbers = itertools.count(1)
        class Sink(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                name = f"{sys.argv[1]}/hook-{next(numbers)}"
                with open(name + ".part", "w") as out:
                    out.write(self.path + "\\n" + body)
                os.rename(name + ".part", name)
                self.send_response(204)
                self.end_headers()
            def log_message(self, *arguments):
                pass
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
            print(server.server_address[1], flush=True)
            server.serve_forever()
        """

    init(_ folder: String) throws {
        self.folder = folder
        port = try process.startPython(Self.script, [folder])
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What came: the path in the first line, then the body.
    var arrivals: [(text: String, at: Date)] { folder.arrivals("hook-") }
}

extension TestProcess {
    /// Starts a script that prints the port on which it listens.
    fileprivate func startPython(_ script: String, _ arguments: [String]) throws -> Int {
        let printed = Pipe()
        executableURL = URL(filePath: "/usr/bin/python3")
        self.arguments = ["-c", script] + arguments
        standardOutput = printed
        try run()
        let line = String(decoding: printed.fileHandleForReading.availableData, as: UTF8.self)
        return try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
}

extension String {
    /// The files of this folder whose names begin so, but those that are still written.
    fileprivate func arrivals(_ prefix: String) -> [(text: String, at: Date)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self)) ?? []
        return names.filter { $0.hasPrefix(prefix) && !$0.hasSuffix(".part") }.compactMap { name in
            guard let text = try? String(contentsOfFile: self + "/" + name, encoding: .utf8),
                let at = (try? FileManager.default.attributesOfItem(atPath: self + "/" + name))?[.modificationDate]
                    as? Date
            else { return nil }
            return (text, at)
        }
    }
}
