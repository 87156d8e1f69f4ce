import Foundation
import Glibc
import Synchronization
import TestProcesses

/// A real nginx on loopback with its own configuration, stopped by `stop`.
final class Nginx: @unchecked Sendable {
    // Unchecked: the process is started by `init` and touched again by `stop` alone.
    let plain: UInt16
    let secure: UInt16
    let expired: UInt16
    let mutual: UInt16
    let scratch: Scratch
    private let process = TestProcess()

    static let path = "/usr/sbin/nginx"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    init() throws {
        scratch = try Scratch()
        plain = try Socket.freePort()
        secure = try Socket.freePort()
        expired = try Socket.freePort()
        mutual = try Socket.freePort()
        try scratch.run(Scratch.certificates)
        try scratch.write("large", [UInt8](repeating: 0x61, count: 200_000))
        try scratch.write("nginx.conf", Array(configuration.utf8))
        process.executableURL = URL(filePath: Self.path)
        process.arguments = ["-p", scratch.path, "-c", scratch.file("nginx.conf"), "-e", scratch.file("error.log")]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for port in [plain, secure, expired, mutual] {
            while !Socket.accepts(port: port) {
                guard process.isRunning else { throw ServerFailure("nginx ended: see its configuration") }
                sched_yield()
            }
        }
    }

    func stop() {
        // It inherits the signal mask of a thread of the pool, which keeps every signal but this one from it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private var configuration: String {
        func certificate(_ name: String) -> String {
            "ssl_certificate \(scratch.file(name)).pem; ssl_certificate_key \(scratch.file(name)).key;"
        }
        return """
            daemon off; master_process off; pid nginx.pid; worker_rlimit_nofile 8192;
            events { worker_connections 6000; }
            http {
                access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi;
                ssl_protocols TLSv1.2 TLSv1.3; uwsgi_temp_path uwsgi; scgi_temp_path scgi; keepalive_timeout 30;
                server {
                    listen 127.0.0.1:\(plain) backlog=4096; listen 127.0.0.2:\(plain);
                    root \(scratch.path);
                    location = /hello { add_header X-Seen "$request_method $http_host"; add_header X-Seen two; return 200 "hello"; }
                    location = /echo { client_max_body_size 1m; return 200 "$request_method $content_length $http_x_in|$http_authorization|$http_accept_encoding|$http_user_agent"; }
                    location = /loop { return 302 /loop; }
                    location = /one { return 301 two; }
                    location = /two { return 307 http://$http_host/hello?x=1; }
                    location = /inside { return 302 http://127.0.0.1:\(plain)/hello; }
                    location = /inside-name { return 302 http://localhost:\(plain)/hello; }
                    location = /to-file { return 302 file:///etc/passwd; }
                    location = /bomb { default_type text/plain; add_header Content-Encoding gzip; alias \(scratch.file("bomb.gz")); }
                    location = /packed { gzip on; gzip_min_length 1; gzip_types *; alias \(scratch.file("large")); }
                    location = /missing { return 404 "nothing"; }
                }
                server {
                    listen 127.0.0.1:\(secure) ssl http2 backlog=4096 default_server; server_name service.test;
                    \(certificate("service")) root \(scratch.path);
                    location / { return 200 "$ssl_server_name $http_host $server_protocol"; }
                    location = /down { return 302 http://127.0.0.1:\(plain)/hello; }
                }
                server {
                    listen 127.0.0.1:\(secure) ssl http2; server_name other.test; \(certificate("other"))
                    location / { return 200 "other: $ssl_server_name $http_host"; }
                }
                server { listen 127.0.0.1:\(expired) ssl; \(certificate("expired")) return 200 "late"; }
                server {
                    listen 127.0.0.1:\(mutual) ssl; \(certificate("service")) ssl_verify_client optional;
                    ssl_client_certificate \(scratch.file("authority")).pem;
                    location / { return 200 "$ssl_client_verify $ssl_client_s_dn"; }
                }
            }
            """
    }
}

/// A listener that does to each connection what a test wants, each on its own thread: for what real servers do only
/// when they are broken.
final class RawServer: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let accepted = Mutex<[Int32]>([])
    private let isStopped = Atomic<Bool>(false)

    init(_ behaviour: @escaping @Sendable (Int32) -> Void) throws {
        (descriptor, port) = try Socket.listener()
        let thread = Thread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, !isStopped.load(ordering: .acquiring) else { return }
                accepted.withLock { $0.append(connection) }
                Thread { behaviour(connection) }.start()
            }
        }
        thread.start()
    }

    /// Answers nobody before `count` requests are there at once, then all of them.
    init(gathering count: Int, answer: String) throws {
        (descriptor, port) = try Socket.listener()
        let thread = Thread { [self] in
            var waiting: [Int32] = []
            while waiting.count < count {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, !isStopped.load(ordering: .acquiring) else { return }
                accepted.withLock { $0.append(connection) }
                waiting.append(connection)
            }
            for connection in waiting { _ = Socket.readHead(connection) }
            for connection in waiting {
                _ = Socket.send(answer, to: connection)
                shutdown(connection, Int32(SHUT_RDWR))
            }
        }
        thread.start()
    }

    var count: Int { accepted.withLock { $0.count } }

    /// Has every blocking call of the threads return, then lets go of the sockets.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        shutdown(descriptor, Int32(SHUT_RDWR))
        accepted.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    deinit {
        close(descriptor)
        accepted.withLock { for connection in $0 { close(connection) } }
    }
}
