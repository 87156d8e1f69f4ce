internal import Settings
internal import Watching

extension WatchSchema {
    private static let asking = ProbeKind.allCases.filter { $0.addressing != .none }
    private static let active = ProbeKind.allCases.filter { !$0.isPassive }
    private static let encrypting: [ProbeKind] = [
        .http, .tcp, .tls, .smtp, .websocket, .grpc, .postgres, .redis, .ecommerce, .threeDS, .instoreCB2A,
        .instoreNexo,
        .alternative, .eTerminal,
    ]
    private static let payments = ProbeKind.allCases.filter { !$0.operations.isEmpty }

    static let probe = SettingRecord(
        noun: "probe", fields: common + security + web + lines + names + others + channels + passive, nameField: "name",
        kindField: "kind",
        example: [
            "- name: ecommerce-page", "  component: card-payments", "  kind: http",
            "  to: https://pay.example.com/health",
            "  paths: [external]", "  through: [zone]", "  pool: [gateway-1, gateway-2]",
            "  expect: [status == 200, latency < 800ms]",
        ])

    private static let common = [
        field("name", .name, required: true, example: "ecommerce-page", "The first part of its targets' names."),
        field(
            "kind", .choice(ProbeKind.allCases.map(\.rawValue)), required: true, example: "http", "What it speaks."),
        field("component", .name, absence: "none", example: "card-payments", "What is hit when it fails."),
        field(
            "to", .text(lengthMax: 2_048), absence: "the stops' addresses", kinds: asking,
            example: "https://pay.example.com/health", "A URL, HOST:PORT or HOST, as the kind needs."),
        field(
            "period", .duration(200...86_400_000), default: .value("1s"), kinds: active, example: "5s",
            "How often each target is asked from each vantage. The next is asked even while the last one waits."),
        field(
            "timeout", .duration(50...120_000), default: .value("1s"), kinds: active, example: "3s",
            "After which it has failed."),
        field(
            "slow_after", .duration(1...120_000), absence: "what is usual is learned", kinds: active, example: "400ms",
            "An answer that took longer is slow."),
        field(
            "vantages", .name, values: 0...8, default: .list([]), example: "[paris-1]",
            "From where; without it from all."),
        field(
            "paths", .name, values: 0...50, default: .list([]), example: "[external, gateways]",
            "The paths it goes; without it, it is one target."),
        field(
            "through", .name, values: 0...100, default: .list([]), example: "[zone, database]",
            "Parts that must work on whatever path."),
        field(
            "pool", .name, values: 0...200, default: .list([]), example: "[gateway-1, gateway-2]",
            "Parts of which each try meets one, where the path does not choose: external, ingress, and without a path."),
    ]

    private static let security = [
        field(
            "tls", .flag, default: .value("false"),
            kinds: [.tcp, .grpc, .postgres, .redis, .instoreCB2A, .instoreNexo],
            example: "true", "Whether it is asked over TLS, with a new full handshake each time."),
        field(
            "server_name", .text(lengthMax: 253), absence: "the host", kinds: encrypting, example: "pay.example.com",
            "The name that is asked for and that the certificate must have. A header field Host beside it says another name in HTTP."
        ),
        field(
            "authorities", .path, absence: "those of the system", kinds: encrypting, example: "/etc/vigie/inner.crt",
            "A PEM file of the authorities that are believed."),
        field(
            "client_certificate", .path, absence: "none is shown", kinds: encrypting, example: "/etc/vigie/probe.crt",
            "The PEM file of the certificate that is shown."),
        field(
            "client_key", .path, absence: "none is shown", kinds: encrypting, example: "/etc/vigie/probe.key",
            "Its private key."),
    ]

    private static let web = [
        field(
            "method", .choice(methods), default: .value("GET"), kinds: [.http], example: "POST",
            "The method, where there are no steps."),
        field(
            "headers", .text(lengthMax: 2_000), values: 0...40, default: .list([]), kinds: [.http],
            example: "[\"accept: application/json\"]",
            "Header fields of every step. A value of ${env:NAME} or ${file:PATH} is read when it is sent."),
        field(
            "body", .text(lengthMax: 16_384), absence: "none", kinds: [.http], example: "'{\"amount\": 100}'",
            "What is sent, where there are no steps."),
        field(
            "expect", .text(lengthMax: Condition.bytesMost), values: 0...40, absence: "[\"status in 200..299\"]",
            kinds: [.http], example: "[status == 200, json .state == \"up\"]",
            "What the answer must be, where there are no steps."),
        field(
            "steps", .record(step), values: 1...ProbeQuestion.HTTP.stepsMost, absence: "one request", kinds: [.http],
            example: "[]", "Requests in turn; the first that fails ends it."),
        field(
            "redirects", .integer(0...10), default: .value("0"), kinds: [.http], example: "3",
            "How many redirects are followed."),
        field(
            "version", .choice(ProbeQuestion.HTTP.Version.allCases.map(\.rawValue)), default: .value("any"),
            kinds: [.http],
            example: "\"2\"", "The version of HTTP; another one is a failure."),
    ]

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    static let step = SettingRecord(
        noun: "step",
        fields: [
            field("name", .name, absence: "its number", example: "create", "What it is called in results."),
            field("method", .choice(methods), default: .value("GET"), example: "POST", "The method."),
            field(
                "path", .text(lengthMax: 2_048), absence: "that of `to`", example: "/v1/payments/${id}",
                "Below the host of `to`. ${NAME} is a kept value."),
            field(
                "headers", .text(lengthMax: 2_000), values: 0...40, default: .list([]),
                example: "[\"content-type: application/json\"]", "Header fields of this step."),
            field("body", .text(lengthMax: 16_384), absence: "none", example: "'{\"id\": \"${id}\"}'", "What is sent."),
            field(
                "expect", .text(lengthMax: Condition.bytesMost), values: 0...40, absence: "[\"status in 200..299\"]",
                example: "[status == 201]", "What the answer must be."),
            field(
                "keep", .text(lengthMax: 600), values: 0...10, default: .list([]), example: "[\"id = .payment.id\"]",
                "Values of the JSON answer that later steps use."),
        ], nameField: "name",
        example: ["- {method: POST, path: /v1/payments, keep: [\"id = .id\"]}", "- {path: \"/v1/payments/${id}\"}"])

    private static let lines = [
        field(
            "exchange", .record(exchange), values: 0...40, default: .list([]), kinds: [.tcp, .websocket], example: "[]",
            "What is said and what must come, in turn."),
        field(
            "starttls", .flag, default: .value("true"), kinds: [.smtp], example: "false",
            "Whether the server must offer STARTTLS and keep it."),
        field(
            "banner", .text(lengthMax: 255), default: .value("SSH-2.0-"), kinds: [.ssh], example: "SSH-2.0-OpenSSH",
            "What the server's first line begins with."),
        field(
            "service", .text(lengthMax: 200), absence: "the server as a whole", kinds: [.grpc],
            example: "payments.Gateway",
            "The service whose health is asked for."),
        field(
            "user", .text(lengthMax: 63), default: .value("vigie"), kinds: [.postgres], example: "probe",
            "The user in the first message. No password is sent: being asked for one is a good answer."),
        field(
            "database", .text(lengthMax: 63), absence: "the user's", kinds: [.postgres], example: "platform",
            "The database in the first message."),
    ]

    static let exchange = SettingRecord(
        noun: "line",
        fields: [
            field(
                "send", .text(lengthMax: 4_096), absence: "nothing is sent", example: "'PING\\r\\n'",
                "Sent as it is; \\r, \\n, \\t, \\\\ and \\xHH stand for bytes, in single quotes."),
            field(
                "send_hex", .text(lengthMax: 8_192), absence: "nothing is sent", example: "0008 3a",
                "The same in hexadecimal."),
            field(
                "expect", .text(lengthMax: 4_096), absence: "nothing is awaited", example: "'+PONG'",
                "The next bytes must begin so."),
            field(
                "expect_hex", .text(lengthMax: 8_192), absence: "nothing is awaited", example: "\"00\"",
                "The same in hexadecimal."),
            field(
                "anywhere", .flag, default: .value("false"), example: "true",
                "What comes before the expected bytes is passed over."),
        ], nameField: "", example: ["- send: 'PING\\r\\n'", "- expect: '+PONG'"])

    private static let names = [
        field(
            "ask", .text(lengthMax: 253), required: true, kinds: [.dns], example: "pay.example.com",
            "The name asked for."),
        field(
            "record", .choice(["A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "MX", "NS", "SOA", "SRV", "TXT"]),
            default: .value("A"), kinds: [.dns], example: "AAAA", "The type of the records."),
        field(
            "manner", .choice(ProbeQuestion.Records.Manner.allCases.map(\.rawValue)), default: .value("authoritative"),
            kinds: [.dns], example: "recursive", "Whether the server must be the authority, or is to find the answer."),
        field(
            "approved", .text(lengthMax: 500), values: 0...100, default: .list([]), kinds: [.dns],
            example: "[192.0.2.10]",
            "The records as they were approved: all of them and no other. Everything else is drift."),
        field(
            "ttl_most", .duration(1_000...604_800_000), absence: "any", kinds: [.dns], example: "5m",
            "No record may live longer in caches."),
        field(
            "signed", .flag, default: .value("false"), kinds: [.dns], example: "true",
            "Whether signatures must come (authoritative) or be said to hold (recursive)."),
    ]

    private static let others = [
        field(
            "packets", .integer(1...10), default: .value("1"), kinds: [.icmp], example: "3",
            "How many; one answer is enough."),
        field(
            "names", .text(lengthMax: 253), values: 0...50, default: .list([]), kinds: [.tls, .certificate],
            example: "[pay.example.com]", "Names that the certificate must be good for."),
        field(
            "valid_for", .duration(0...34_560_000_000), default: .value("14d"), kinds: [.tls, .certificate],
            example: "30d", "Every link of the chain must be good for so long."),
        field(
            "file", .path, required: true, kinds: [.certificate, .file], example: "/etc/vigie/tls/fullchain.pem",
            "On the disk of the vantage: the chain as PEM, or any file."),
        field(
            "key_file", .path, absence: "it is not compared", kinds: [.certificate], example: "/etc/vigie/tls/key.pem",
            "The key that must belong to the certificate."),
        field(
            "contains", .text(lengthMax: 1_000), absence: "anything", kinds: [.file], example: "ready",
            "What must be in it."),
        field(
            "age_most", .duration(1_000...3_456_000_000), absence: "any", kinds: [.file], example: "26h",
            "How long ago it was changed, at most."),
        field(
            "run", .text(lengthMax: 4_096), values: 1...64, required: true, kinds: [.command],
            example: "[/usr/lib/nagios/plugins/check_disk, -w, 20%]", repeats: true,
            "A program and its arguments, without a shell. It exits as monitoring plugins do: 0 good, 1 and 2 bad, 3 unknown."
        ),
    ]

    private static let channels = [
        field(
            "operation", .choice(PaymentOperation.allCases.map(\.rawValue)), absence: "the cheapest of the kind",
            kinds: payments, example: "payment",
            "ecommerce, e-terminal: echo, payment. 3ds: echo, frictionless. instore-cb2a: echo, refused-authorisation. "
                + "instore-nexo: diagnosis, authorisation. apm: echo, round-trip."),
        field(
            "secret", .text(lengthMax: 4_096), absence: "none", kinds: payments, example: "file:/etc/vigie/shop-key",
            "What the caller proves itself with, by reference."),
        field(
            "terminal", .text(lengthMax: 40), absence: "one of the probe's own", kinds: [.instoreCB2A, .instoreNexo],
            example: "VIGIE001", "The terminal that it says it is."),
        field(
            "acquirer", .text(lengthMax: 40), absence: "any", kinds: [.instoreCB2A, .instoreNexo], example: "\"30004\"",
            "The acquirer that is asked for."),
        field(
            "return_address", .text(lengthMax: 2_048), absence: ProbeQuestion.Payment.usualReturnAddress,
            kinds: [.threeDS, .alternative], example: "https://shop.example.com/back",
            "Where a payer comes back to; the channel must allow it. Nobody goes there."),
    ]
}
