extension Stylesheet {
    /// Forms, vendors' texts, edits, results, figures and plots of the pages about followed providers.
    static let tracker = """
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .who{display:flex;align-items:center;gap:.75rem}
        .who a{color:inherit;display:inline-block;padding:.625rem 0}
        .symbol.unreadable{fill:var(--quiet)}
        .remark,.problem{border-left:3px solid var(--minor);padding:.25rem 0 .25rem .875rem;margin-top:1rem}
        .remark.done{border-color:var(--fine);margin:0 0 1rem}
        .problem{color:var(--hurt);border-color:var(--hurt)}
        .field .problem{border:0;padding:0;margin:.25rem 0 0;font-size:.875rem}
        .prose>*+*{margin-top:.5rem}
        .points{list-style:disc;padding-left:1.25rem}
        ol.points{list-style:decimal}
        .edit{border-left:2px dotted var(--edge);padding-left:.75rem;margin-top:.5rem}
        del{color:var(--hurt);text-decoration-thickness:.08em}
        ins{color:var(--fine);text-decoration-thickness:.08em}
        code{font:.875em ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
        mark{background:none;color:inherit;font-weight:700;text-decoration:underline 2px var(--amber)}
        td.long{overflow-wrap:anywhere}
        .details dt{font-size:.875rem;color:var(--quiet)}
        .details dd{margin-bottom:.5rem}
        .ask,.write{display:flex;flex-wrap:wrap;align-items:end;gap:1rem;margin-top:1.25rem}
        .write{padding:1.25rem;display:block;margin-top:0}
        .write>*+*{margin-top:1rem}
        .ask+*{margin-top:1rem}
        .ask>.field{flex:1 1 18rem}
        .filters{flex:1 1 100%;display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
        label{display:block;font-size:.875rem;color:var(--quiet);margin-bottom:.25rem}
        input,select,button{font:inherit;color:inherit;min-height:44px;border:1px solid var(--edge);border-radius:8px;\
        padding:.375rem .75rem;background:var(--card)}
        .field>input,.field>select{width:100%}
        [aria-invalid]{border-color:var(--hurt);border-width:2px}
        button{border-color:currentColor;font-weight:600;cursor:pointer;padding:.375rem 1.25rem}
        button:hover{background:var(--ground)}
        button.quiet{font-weight:400;border-color:var(--line)}
        .ways,.list+p,section>table+p,.measures+p{margin-top:.75rem}
        .list>li>:first-child{flex:1 1 16rem}
        .act{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
        .source{padding:1.25rem}
        .source+.source{margin-top:1rem}
        .source>*+*{margin-top:.5rem}
        .source .stale{margin-bottom:0}
        .troubled li{padding:.125rem 0}
        .over small{white-space:normal}
        .results>li{padding:1rem 0}
        .results>li+li{border-top:1px solid var(--line)}
        .measures{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));margin-top:1rem;overflow:hidden}
        .measures>div{padding:1rem;margin:0 -1px -1px 0;border-right:1px solid var(--line);border-bottom:1px solid var(--line)}
        .measures dt{font-size:.875rem}
        .measures .value{white-space:normal;font-size:1.125rem}
        .measures .quiet{font-size:.8125rem}
        .bar{display:block;width:100%;height:10px;margin:.25rem 0}
        .swatch{margin-right:.375rem;vertical-align:-.06em}
        .legend span{margin-right:.75rem}
        rect.changes{fill:var(--link)}rect.suppliers{fill:var(--amber)}rect.others{fill:var(--quiet)}
        rect.unknown{fill:var(--page);stroke:var(--edge);stroke-width:1}
        .plot{width:40%}
        section>p+table,section>p+.card{margin-top:.75rem}
        .incidents tbody th{min-width:13rem}
        .now.reported{border-left-color:var(--minor)}
        .rows .state,.list .state,.services .state{white-space:normal}

        """
}
