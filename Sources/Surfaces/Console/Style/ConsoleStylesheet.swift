internal import Bytes
internal import Markup

/// The console's stylesheet: the ground that all pages share, then forms that are worked in at night. Its address holds
/// its digest, so it may be cached for ever.
enum ConsoleStylesheet {
    static let bytes: [UInt8] = Array((GroundStyle.ground + GroundStyle.parts + work + WatchStyle.rules + media).utf8)

    static let address: Address = {
        let digest = SHA256Digest(of: bytes).hexadecimal.prefix(16)
        // The path is ours and the digest hexadecimal, so this is always an address.
        return Address("/console.css?v=\(digest)") ?? .path("console.css")
    }()

    private static let work = """
        .console main{max-width:1100px}
        .who{display:flex;align-items:center;gap:.75rem}
        .who a{color:inherit;display:inline-block;padding:.625rem 0}
        .sections [aria-current]{font-weight:700;text-decoration:underline}
        .remark,.problem{border-left:3px solid var(--minor);padding:.25rem 0 .25rem .875rem;margin:0 0 1rem;max-width:none}
        .remark.done{border-color:var(--fine)}
        .problem{color:var(--hurt);border-color:var(--hurt)}
        .field .problem{border:0;padding:0;margin:.25rem 0 0;font-size:.875rem}
        label,legend{display:block;font-size:.875rem;color:var(--quiet);margin-bottom:.25rem;padding:0}
        fieldset{border:0;margin:0;padding:0;min-width:0}
        input,select,button,textarea{font:inherit;color:inherit;min-height:44px;border:1px solid var(--edge);\
        border-radius:8px;padding:.375rem .75rem;background:var(--card)}
        textarea{line-height:1.5;resize:vertical}
        .field>input,.field>select,.field>textarea{width:100%}
        [aria-invalid]{border-color:var(--hurt);border-width:2px}
        button{border-color:currentColor;font-weight:600;cursor:pointer;padding:.375rem 1.25rem}
        button:hover{background:var(--ground)}
        button.quiet{font-weight:400;border-color:var(--edge);color:inherit}
        .write{margin-top:1rem}
        .write>*+*,.group>*+*{margin-top:1rem}
        .one{display:inline-block;margin:.25rem .5rem .25rem 0}
        .buttons{display:flex;flex-wrap:wrap;gap:.75rem}
        .side{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem 1.5rem;\
        align-items:start}
        .choices{display:flex;flex-wrap:wrap;gap:0 1.5rem}
        .choices label{display:inline-flex;align-items:center;gap:.5rem;min-height:44px;margin:0;font-size:1rem;\
        color:var(--ink)}
        .choices.wordy{display:block}
        .choices.wordy label{display:flex;align-items:flex-start;padding:.625rem 0;border-top:1px solid var(--line)}
        .said-line{display:block;font-size:.875rem;color:var(--quiet);max-width:72ch}
        input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;min-height:0;margin:.125rem 0 0;padding:0;\
        accent-color:var(--link);flex:none}
        input:disabled+span{color:var(--quiet)}
        .group{border-left:2px solid var(--line);padding-left:1rem}
        .group>legend{font-weight:600;color:var(--ink)}
        .fold{margin-top:1rem;padding:0 1.25rem}
        .fold>summary{padding:.75rem 0;min-height:44px;cursor:pointer;font-weight:600}
        .fold>*:last-child{margin-bottom:1.25rem}
        .items>li{padding:.875rem 1.25rem;max-width:none}
        .items>li+li{border-top:1px solid var(--line)}
        .items>li>*+*{margin-top:.5rem}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:1rem;margin-top:1rem}
        .facts dt{font-size:.875rem;color:var(--quiet)}
        .words{margin:.5rem 0 0;padding-left:.875rem;border-left:2px solid var(--edge)}
        .words p+p{margin-top:.5rem}
        .ways{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-top:1rem}
        .ways a{display:inline-block;padding:.625rem 0}
        .headline+.ways a{padding:.5rem 1.25rem;border:1px solid currentColor;border-radius:8px;font-weight:600;\
        text-decoration:none}
        .secret{padding:.75rem 1.25rem;margin-top:1rem;columns:16rem}
        .secret li{padding:.25rem 0}
        progress{width:100%;height:.75rem;accent-color:var(--link)}
        .grounds{display:flex;flex-wrap:wrap;gap:1rem}
        .grounds p{width:min(100%,14rem);padding:1rem 1.5rem;border:1px solid var(--edge);border-radius:8px;min-height:66px}
        .grounds .light{background:#fcfbf7}
        .grounds .dark{background:#121318}
        .logo{height:32px;width:auto;max-width:160px;object-fit:contain;display:block}
        code{font:1em ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
        section>*+*{margin-top:.75rem}
        .console .state{white-space:normal}
        .unseen{position:absolute;width:1px;height:1px;min-height:0;padding:0;border:0;overflow:hidden;clip-path:inset(50%)}
        td{overflow-wrap:anywhere}
        .headline+section{margin-top:1.5rem}

        """

    private static let media = """
        @media (max-width:720px){main,body>header,body>footer{padding-left:1rem;padding-right:1rem}
        h1{font-size:1.5rem}
        .console .sections{order:3;flex:1 0 100%}
        .who{margin-left:auto}
        .rows,.rows tbody,.rows tr{display:block}
        .rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .rows td{display:grid;grid-template-columns:8rem 1fr;gap:.5rem;padding:.375rem 1rem;border:0}
        .rows td::before{content:attr(data-label);color:var(--quiet);font-size:.875rem}
        .rows tr{padding:.5rem 0}
        .rows tr+tr{border-top:1px solid var(--line)}}
        @media print{.site,.buttons,form{display:none}}

        """
}
