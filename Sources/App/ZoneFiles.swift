internal import Machine
internal import Vocabulary

/// The zones of the machine's `tzdata` package.
enum ZoneFiles {
    static let folder = "/usr/share/zoneinfo/"
    private static let bytesMost = 1 << 20

    static let catalogue = ZoneCatalogue { identifier in
        // `ZoneCatalogue` has checked that the identifier cannot leave the folder.
        try? Files.read(folder + identifier, most: bytesMost)
    }

    /// Nil when zone data is there and right, else the sentence that says what to do.
    static var problem: String? {
        // France went from CET to CEST at 01:00 UTC on 30 March 2025: wrong or missing data would not say so.
        guard let paris = catalogue.zone("Europe/Paris") else {
            return "there is no zone data in \(folder); install the package tzdata"
        }
        let before = Instant(seconds: 1_743_296_399)
        guard paris.offset(at: before).name == "CET", paris.offset(at: before + .seconds(1)).name == "CEST" else {
            return "the zone data in \(folder) is wrong about Europe/Paris; reinstall the package tzdata"
        }
        return nil
    }
}
