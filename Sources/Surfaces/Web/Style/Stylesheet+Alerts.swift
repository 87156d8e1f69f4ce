extension Stylesheet {
    /// Boxes to tick, and the form of a route.
    static let alerts = """
        fieldset{border:0;margin:0;padding:0;min-width:0}
        legend{font-size:.875rem;color:var(--quiet);padding:0;margin-bottom:.25rem}
        .choices{display:flex;flex-wrap:wrap;gap:0 1.5rem}
        .choices label{display:inline-flex;align-items:center;gap:.5rem;min-height:44px;margin:0;font-size:1rem;\
        color:var(--ink)}
        input[type=checkbox]{width:1.25rem;height:1.25rem;min-height:0;margin:0;padding:0;accent-color:var(--link);\
        flex:none}
        .boxes>.problem{border:0;padding:0;margin:.25rem 0 0;font-size:.875rem}
        .headline>.problem{margin:0 0 1rem}
        .headline+.write{margin-top:1.5rem}
        td button,td .chip{white-space:nowrap}
        h2 .by{font-size:.75rem;vertical-align:.1em}

        """
}
