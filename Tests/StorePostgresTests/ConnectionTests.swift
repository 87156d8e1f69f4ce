import Journal
import PostgresFixture
import StorePostgres
import Testing

@Suite struct ConnectionTests {
    @Test func `a password is asked for over the network, and a right one opens`() async throws {
        let server = try PostgresServer.shared()
        let store = try await PostgresStore.open(
            url: server.networkURL(schema: server.fresh().schema), projections: [])
        #expect(try await store.append(Material.command("a")).first == Position(1))
        await store.close()
    }

    @Test func `a wrong password, host, port, role or database is told clearly and without the password`() async throws
    {
        let server = try PostgresServer.shared()
        let secret = "hunter2secret"
        let port = server.port
        let cases = [
            (server.networkURL(password: secret, schema: "x"), "password authentication failed"),
            ("postgres://vigie:\(secret)@127.0.0.1:1/vigie", "refused"),
            ("postgres://nobody:\(secret)@127.0.0.1:\(port)/vigie", "password authentication failed"),
            ("postgres://vigie:\(secret)@/nowhere?host=\(server.directory)&port=\(port)", "does not exist"),
            ("postgres://vigie:\(secret)@no-such-host.invalid/vigie", "no-such-host.invalid"),
        ]
        for (url, expected) in cases {
            let error = await #expect(throws: JournalError.self) {
                try await PostgresStore.open(url: url, projections: [], limits: Material.limits)
            }
            let message = error?.message ?? ""
            #expect(error?.code == .unavailable, "\(message)")
            #expect(message.contains(expected), "\(message)")
            #expect(!message.contains(secret), "\(message)")
        }
    }

    @Test func `a role that may not create a schema is told which right it lacks`() async throws {
        let server = try PostgresServer.shared()
        try server.query("CREATE ROLE bystander LOGIN", asRole: "postgres")
        let url = server.url(schema: "not_yours").replacing("vigie@", with: "bystander@")
        let error = await #expect(throws: JournalError.self) { try await PostgresStore.open(url: url, projections: []) }
        #expect(error?.code == .schema)
        #expect(error?.message.contains("docs/postgresql.md") == true)
    }

    @Test func `a server that does not sync its disk is refused`() async throws {
        let server = try PostgresServer(settings: ["fsync = off"])
        let error = await #expect(throws: JournalError.self) {
            try await PostgresStore.open(url: server.fresh().url, projections: [])
        }
        #expect(error?.message.contains("fsync=on") == true)
    }

    @Test(arguments: ["local", "off", "remote_write"])
    func `commits wait for the disk whatever the role's default is`(setting: String) async throws {
        let server = try PostgresServer.shared()
        let role = "hasty_\(setting)"
        try server.query("CREATE ROLE \(role) LOGIN SUPERUSER", asRole: "postgres")
        try server.query("ALTER ROLE \(role) SET synchronous_commit = \(setting)", asRole: "postgres")
        let (url, schema) = server.fresh()
        let store = try await PostgresStore.open(url: url, projections: [])
        await store.close()
        // A trigger of the test's own records what the setting was when entries were written.
        try server.query(
            """
            CREATE TABLE \(schema).seen (setting text);
            CREATE FUNCTION \(schema).see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO \(schema).seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER see AFTER INSERT ON \(schema).entries
                FOR EACH STATEMENT EXECUTE FUNCTION \(schema).see()
            """)
        let hasty = try await PostgresStore.open(
            url: url.replacing("vigie@", with: "\(role)@"), projections: [])
        _ = try await hasty.append(Material.command("a"))
        #expect(try server.query("SELECT setting FROM \(schema).seen") == "on\n")
        await hasty.close()
    }

    @Test(arguments: [
        ("mysql://x", "postgres://"), ("postgres://u:hunter2@h:0/d", "port"),
        ("postgres://u:hunter2@h:99999/d", "port"),
        ("postgres://u:hunter2@h/d?shema=x", "no setting"), ("postgres://u:hunter2@h/d?schema=Drop%20Table", "schema"),
        ("postgres://u:hunter2@h/d?schema=pg_mine", "schema"), ("postgres://u:hunter2%zz@h/d", "hexadecimal"),
        ("postgres://u:hunter2@[::1/d", "]"), ("postgres://u:hunter2@h/d?sslmode", "no value"),
        ("postgres://u:hunter2%00@h/d", "%00"), ("postgres://u:%ff@h/d", "UTF-8"),
    ])
    func `a URL that cannot be used is refused with its reason, never quoted`(url: String, reason: String) {
        let error = #expect(throws: JournalError.self) { try PostgresAddress(url: url) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test(arguments: [
        ("postgres://u:p%40ss@h:5433/d?schema=s_1", "postgres://u@h:5433/d?schema=s_1"),
        ("postgresql://u@h1:1,h2/d", "postgres://u@h1:1,h2/d?schema=vigie"),
        ("postgres:///d?host=/run/postgresql&port=5433", "postgres:///run/postgresql:5433/d?schema=vigie"),
        ("postgres://%2Frun%2Fpostgresql/d", "postgres:///run/postgresql/d?schema=vigie"),
        ("postgres://[::1]:5432/d", "postgres://::1:5432/d?schema=vigie"),
    ])
    func `a URL is shown without its password`(url: String, shown: String) throws {
        #expect(try PostgresAddress(url: url).description == shown)
    }
}
