package import Lookout
internal import Vocabulary

extension WatchLive {
    /// What the lookout hears: of a target that nothing was heard of, nothing is said.
    package init(_ picture: LookoutPicture) {
        var targets: [String: Target] = [:]
        for target in picture.targets {
            guard let latest = target.heard.max(by: { $0.began < $1.began }) else { continue }
            targets[target.name] = Target(
                standing: picture.isJudging ? target.verdict.standing : nil,
                since: picture.isJudging ? target.verdict.since : nil, heardAt: latest.began, latency: latest.total)
        }
        self.init(
            targets: targets,
            vantages: Dictionary(
                picture.vantages.compactMap { vantage in vantage.heardAt.map { (vantage.name, $0) } },
                uniquingKeysWith: { first, _ in first }))
    }
}
