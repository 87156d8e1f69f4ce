import Foundation
import Glibc
import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct CommandProbeTests {
    private func probe(
        _ script: String, time: TimeSpan = .seconds(10), bytesMost: Int = 1 << 20,
        _ change: (inout CommandQuestion) -> Void = { _ in }
    ) -> Probe {
        var question = CommandQuestion("/bin/sh", ["-c", script])
        change(&question)
        return Probe(.command(question), time: time, bytesMost: bytesMost)
    }

    @Test func `exit codes are the convention's, and figures are read`() async throws {
        try await withProber { prober in
            let good = await prober.run(probe("echo 'LOAD OK | load1=0.50;5;10;0; '\\''my disk'\\''=83%'; echo more"))
            #expect(good.outcome == .ok && good.words == "LOAD OK", "\(good.words)")
            #expect(good.measures.map(\.label) == ["load1", "my disk"])
            #expect(good.measures.first?.value == 0.5 && good.measures.first?.critical == "10")
            #expect(good.measures.last?.unit == "%")
            #expect(Set(good.phases.keys) == [.wait])
            for (code, kind, stage) in [
                (1, .failed, .answer), (2, .failed, .answer), (3, .unknown, .answer), (4, .unknown, .own),
                (127, .unknown, .own),
            ] as [(Int, SampleOutcome.Kind, SampleOutcome.Stage)] {
                let report = await prober.run(probe("echo STATE; exit \(code)"))
                #expect(report.kind == kind && report.stage == stage && Int(report.outcome.code) == code)
                #expect(report.words.contains("STATE"))
            }
            let warned = await prober.run(probe("exit 1") { $0.isWarningGood = true })
            #expect(warned.kind == .ok && warned.outcome.code == 1 && warned.words == "it wrote nothing")
            let crashed = await prober.run(probe("kill -SEGV $$"))
            #expect(crashed.kind == .unknown && crashed.outcome.code == 139, "\(crashed.words)")
        }
    }

    @Test func `a program has its own environment, no input and nothing of ours open`() async throws {
        try await withProber { prober in
            let report = await prober.run(
                probe("echo \"$GIVEN/$HOME$USER/$(pwd)/$(cat)/$(ls /proc/$$/fd | tr '\\n' ' ')\"") {
                    $0.environment = ["GIVEN": "yes"]
                })
            // The last one is where the shell itself reads what it runs.
            #expect(report.words == "yes/////0 1 2 3", "\(report.words)")
            let secret = CommandQuestion("/bin/true", ["--password", "hidden"], environment: ["TOKEN": "hidden"])
            #expect(!"\(secret) \(String(reflecting: secret))".contains("hidden"))
        }
    }

    @Test func `real plugins are run as they are`() async throws {
        let plugins = "/usr/lib/nagios/plugins"
        try await withProber { prober in
            let load = await prober.run(
                Probe(
                    .command(CommandQuestion("\(plugins)/check_load", ["-w", "9000", "-c", "9999"])), time: .seconds(10)
                ))
            #expect(load.outcome == .ok && load.measures.map(\.label) == ["load1", "load5", "load15"], "\(load.words)")
            #expect(load.measures.allSatisfy { $0.least == 0 && !$0.critical.isEmpty })
            let full = await prober.run(
                Probe(
                    .command(CommandQuestion("\(plugins)/check_disk", ["-c", "100%", "-p", "/"])), time: .seconds(10)))
            #expect(
                full.kind == .failed && full.outcome.code == 2 && full.measures.first?.label == "/", "\(full.words)")
            for (code, kind) in [(0, .ok), (1, .failed), (2, .failed), (3, .unknown)] as [(Int, SampleOutcome.Kind)] {
                let dummy = await prober.run(
                    Probe(.command(CommandQuestion("\(plugins)/check_dummy", ["\(code)", "said"])), time: .seconds(10)))
                #expect(dummy.kind == kind && dummy.words.contains("said"), "\(dummy.words)")
            }
        }
    }

    @Test func `too much time kills the whole group, and what stays behind is killed too`() async throws {
        let folder = "/tmp/vigie-probe-command-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func isAlive(_ name: String) throws -> Bool {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            let id = try #require(Int32(text.split(separator: "\n").first.map(String.init) ?? ""))
            // A killed orphan is no process any more, or one that nobody has taken note of yet.
            guard kill(id, 0) == 0 else { return false }
            let state = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            return state?.contains(") Z ") == false
        }
        try await withProber { prober in
            let slow = await prober.run(
                probe(
                    "echo begun; sleep 60 & echo $! > \(folder)/one; (trap '' TERM; sleep 60) & wait",
                    time: TimeSpan(microseconds: 1_500_000)))
            #expect(slow.kind == .failed && slow.stage == .receive && slow.outcome.code == UInt16(ETIMEDOUT))
            #expect(slow.words.contains("were killed") && slow.words.contains("begun"), "\(slow.words)")
            let left = await prober.run(probe("sleep 60 & echo $! > \(folder)/two; echo done"))
            #expect(left.kind == .ok && left.words == "done", "\(left.words)")
            for name in ["one", "two"] {
                for _ in 0..<200 where try isAlive(name) { try await Task.sleep(for: .milliseconds(10)) }
                #expect(try !isAlive(name), "\(name) is still there")
            }
        }
    }

    @Test func `output is bounded, and what cannot be started is unknown`() async throws {
        try await withProber { prober in
            let much = await prober.run(
                probe("printf 'MUCH | a=1\\n'; head -c 3000000 /dev/zero", bytesMost: 5_000))
            #expect(much.kind == .ok && much.words.contains("the first 5000 were read"), "\(much.words)")
            let missing = await prober.run(Probe(.command(CommandQuestion("/nowhere/check_it"))))
            #expect(missing.kind == .unknown && missing.stage == .own && missing.outcome.code == UInt16(ENOENT))
            let relative = await prober.run(Probe(.command(CommandQuestion("check_it"))))
            #expect(relative.kind == .unknown && relative.words.contains("whole path"))
            let card = await prober.run(probe("echo card 4111111111111111"))
            #expect(card.kind == .ok && !card.words.contains("4111"))
        }
    }

    @Test(arguments: [
        ("OK", "OK", []), ("OK | a=1", "OK", ["a=1.0"]), ("OK|a=1s;2;3;0;9 b=2", "OK", ["a=1.0s", "b=2.0"]),
        ("OK | 'it''s'=1 x=U y=3", "OK", ["it's=1.0", "y=3.0"]),
        ("OK\nlong | a=1\nb=2\nc=3", "OK", ["a=1.0", "b=2.0", "c=3.0"]),
        ("OK | broken a=1,5ms ='x' b", "OK", ["a=1.5ms"]), ("| =1 ''=2 'open=3", "", []), ("", "", []),
        ("OK | a=-0.5;-1:;~:3;; b=1e999 c=1e-5", "OK", ["a=-0.5", "c=1e-05"]),
    ])
    func `performance data is read as plugins write it`(_ output: String, _ text: String, _ figures: [String]) {
        let plugin = PluginOutput(output.utf8)
        #expect(plugin.text == text)
        #expect(plugin.measures.map { "\($0.label)=\($0.value)\($0.unit)" } == figures)
    }
}
