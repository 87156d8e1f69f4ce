/// What pages of what is watched need besides: a table that is read across a room, and drawings.
enum WatchStyle {
    static let rules = """
        .matrix tbody th{min-width:9rem}
        .matrix tbody th .quiet{white-space:normal;font-weight:400}
        .ways+.card{margin-top:1rem}
        .matrix tbody tr+tr>*{border-top:1px solid var(--line)}
        .matrix .name{font-weight:600;overflow-wrap:anywhere}
        .line{display:block}
        .matrix .stand{font-weight:600}
        .matrix .stand .state{white-space:normal}
        .matrix .stand a{display:inline-block;min-height:24px;color:inherit}
        .matrix summary{cursor:pointer;min-height:24px}
        .matrix details ul{margin-top:.25rem;padding-left:.75rem;border-left:2px solid var(--line)}
        .matrix details li{padding:.25rem 0}
        .matrix details a{display:inline-block;min-height:24px;color:inherit}
        .unreached{display:none}
        .silent .unreached{display:block;margin-top:1rem}
        .silent .headline,.silent .live>:not(.unreached){filter:grayscale(1);opacity:.75}
        .live>*+*{margin-top:1.5rem}
        .ways [aria-current]{font-weight:700;color:inherit}
        .drawing{margin-top:.5rem}
        .chart{display:grid;grid-template-columns:4.5rem 1fr;gap:0 .5rem}
        .chart .scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right;\
        font-size:.75rem;line-height:1;color:var(--quiet);margin:-.375rem 0}
        .plot{width:100%;height:200px;display:block}
        .chart .ticks{grid-column:2}
        .ticks{width:100%;height:20px;display:block;overflow:visible}
        .tick{font-size:12px;fill:var(--quiet)}
        .plot path,.strip path{vector-effect:non-scaling-stroke;fill:none}
        .plot .rule,.strip .rule{stroke:var(--line);stroke-width:1}
        .plot .band{fill:var(--link);opacity:.16}
        .line.p50,.p50 path{stroke:var(--link);stroke-width:2.5}
        .line.p95,.p95 path{stroke:var(--link);stroke-width:1.25}
        .line.p99,.p99 path{stroke:var(--hurt);stroke-width:1.25;stroke-dasharray:4 3}
        .plot .phase0,.phase0 path{fill:var(--edge)}
        .plot .phase1,.phase1 path{fill:var(--link)}
        .plot .phase2,.phase2 path{fill:var(--amber)}
        .plot .phase3,.phase3 path{fill:var(--calm)}
        .plot .phase4,.phase4 path{fill:var(--on)}
        .plot .area{stroke:var(--ground);stroke-width:1}
        .strips .strip-name{font-size:.875rem;max-width:none;margin-top:.5rem}
        .strip{width:100%;height:24px;display:block}
        .strip .good,.good path{fill:var(--calm)}
        .strip .failed,.failed path{fill:var(--hurt)}
        .strip .doubtful,.doubtful path{fill:none;stroke:var(--quiet);stroke-dasharray:3 2}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;font-size:.875rem;margin-top:.5rem}
        .legend li{max-width:100%}
        .swatch{margin-right:.375rem;vertical-align:-.05em}
        .graph{display:none;width:100%;height:auto;font-size:14px}
        .graph text{fill:var(--ink)}
        .graph .cause{font-weight:600}
        .graph .share{fill:var(--quiet);font-size:12px}
        .graph .target{fill:var(--quiet)}
        .graph .target.critical{fill:var(--hurt)}.graph .target.major{fill:var(--major)}.graph .target.fine{fill:var(--fine)}
        .graph .word{fill:var(--ink)}
        .graph path{fill:none}
        .graph .explains,.pexplains path{stroke:var(--hurt);stroke-width:2}
        .graph .against,.pagainst path{stroke:var(--fine);stroke-width:1.5;stroke-dasharray:5 4}
        .graph .knot{fill:var(--ink)}
        .graph+.legend{display:none}
        @media (min-width:860px){.graph{display:block}.graph+.legend{display:flex}}
        @media (min-width:1500px){.console main:has(.matrix){max-width:1800px;font-size:1.125rem}}
        @media (max-width:720px){.tick.second{display:none}.matrix tbody th{display:block;padding:.5rem 1rem 0}\
        .matrix tbody tr>*{border-top:0!important}.matrix .nobody{display:none}}

        """
}
