internal import Alerting
internal import CLI
internal import ConfigurationYAML
internal import Glibc
internal import Machine
internal import Settings
internal import Vocabulary

/// Reads `vigie.yaml`, if there is to be one, and checks it together with the command line.
enum SettingsFile {
    private static let bytesMost = 1 << 20

    /// What the checker may ask about this machine.
    static let surroundings = SettingsSurroundings(
        variable: { Environment.variable($0) },
        file: { path in
            do throws(MachineError) {
                return .content(try Files.read(path, most: 64 << 10))
            } catch {
                return .failure(error.message)
            }
        },
        isKnownZone: { ZoneFiles.catalogue.zone($0) != nil })

    static func load(_ source: SettingsSource) throws(ProgramFailure) -> Settings {
        if let file = source.configurationFile, !Files.exists(file) {
            throw .other(message: "\(file) is not there", hint: nil, code: .noInput)
        }
        do throws(SettingsFailure) {
            guard let file = source.configurationFile else {
                return try checked(Settings.check(nil, overrides: source.overrides, in: surroundings), file: "options")
            }
            let node = try ConfigurationYAML.read(try content(of: file), file: file)
            return try checked(
                Settings.check(node, file: file, overrides: source.overrides, in: surroundings), file: file)
        } catch {
            throw .settings(error)
        }
    }

    /// What only a part of the program can know to be wrong.
    private static func checked(_ settings: Settings, file: String) throws(SettingsFailure) -> Settings {
        _ = try AlertConfiguration(settings.alerts, file: file)
        return settings
    }

    static func content(of file: String) throws(SettingsFailure) -> [UInt8] {
        do throws(MachineError) {
            return try Files.read(file, most: bytesMost)
        } catch {
            throw SettingsFailure([SettingsDiagnostic(source: file, message: error.message)])
        }
    }
}

/// The process's environment.
enum Environment {
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(validatingCString: value)
    }
}
