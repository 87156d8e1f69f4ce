/// What every stylesheet begins with.
package enum GroundStyle {
    /// Colours, type and space. Every pair of ink and ground has a contrast of at least 4.5:1, light and dark.
    package static let ground = """
        :root{color-scheme:light dark;--ground:#fcfbf7;--card:#fff;--line:#e3e0d8;--ink:#17171f;--quiet:#565b69;\
        --link:#235a9c;--hurt:#b3241c;--major:#a83f08;--minor:#7d5800;--fine:#256f43;--calm:#6aa283;--amber:#c77700;\
        --page:#e6e0d4;--edge:#8d8574;--on:#4a453b;--focus:#235a9c}
        @media (prefers-color-scheme:dark){:root{--ground:#121318;--card:#1a1c22;--line:#33363f;--ink:#ecedf2;\
        --quiet:#a7abb8;--link:#8ab8f0;--hurt:#ff8f85;--major:#ffa066;--minor:#e3bd5c;--fine:#7fcf9d;--calm:#4a8463;\
        --amber:#f0a030;--page:#3b3933;--edge:#8f897b;--on:#ece7dc;--focus:#8ab8f0}}
        *{box-sizing:border-box}
        html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--ground);\
        color:var(--ink);font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;overflow-wrap:break-word}
        h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
        h1{font-size:1.875rem;line-height:1.25;letter-spacing:-.01em;text-wrap:balance}
        h2{font-size:1.125rem;line-height:1.4;margin:0 0 .75rem}
        h3{font-size:1rem;line-height:1.5}
        p,li,dd{max-width:72ch}
        a{color:var(--link);text-decoration-thickness:.06em;text-underline-offset:.18em}
        a:hover{text-decoration-thickness:.12em}
        :focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
        main:focus{outline:none}
        small,.quiet,.note{font-size:.875rem}
        .quiet{color:var(--quiet)}
        ul,ol{list-style:none}
        main,body>header,body>footer{padding:0 1.5rem}
        main{max-width:976px;margin:0 auto;padding-top:2rem;padding-bottom:3rem}
        section{margin-top:2.5rem}
        .skip{position:absolute;left:1rem;top:-4rem;padding:.5rem 1rem;background:var(--card);border-radius:8px;z-index:1}
        .skip:focus{top:.5rem}

        """

    /// The pieces that pages share.
    package static let parts = """
        header.site{display:flex;justify-content:space-between;align-items:center;min-height:56px;\
        border-bottom:1px solid var(--line)}
        .brand{font-weight:700;color:inherit;text-decoration:none;display:inline-flex;align-items:center;gap:.5rem;\
        min-height:44px}
        .beacon{width:10px;height:10px;border-radius:50%;background:var(--amber)}
        header.site{flex-wrap:wrap;gap:0 1rem}
        .languages ul,.sections ul{display:flex;flex-wrap:wrap}
        .sections{flex:1}
        .sections a{display:inline-block;padding:.625rem .5rem;color:inherit;text-decoration:none}
        .sections a:hover{text-decoration:underline}
        .languages li+li::before{content:"·";color:var(--quiet)}
        .languages a{display:inline-block;padding:.625rem .5rem;color:var(--quiet);text-decoration:none}
        .languages a:hover{text-decoration:underline}
        .languages [aria-current]{color:var(--ink);font-weight:700}
        footer.site{border-top:1px solid var(--line);padding-top:1.5rem;padding-bottom:2rem;color:var(--quiet);\
        font-size:.875rem}
        footer.site p{max-width:928px;margin:0 auto .5rem}
        .trail{font-size:.875rem;margin-bottom:.25rem}
        .trail ol{display:flex;flex-wrap:wrap;color:var(--quiet)}
        .trail li+li::before{content:"/";padding:0 .375rem}
        .trail a{color:inherit;text-decoration:none}
        .trail a:hover{text-decoration:underline}
        .stale{border:1px dashed var(--minor);border-radius:8px;padding:.75rem 1rem;margin-bottom:1.5rem;max-width:none;\
        background:var(--card)}
        .stale .symbol{fill:var(--minor)}
        .card{background:var(--card);border:1px solid var(--line);border-radius:10px}
        .lead{font-size:1.125rem;line-height:1.55;margin-top:1rem;max-width:65ch}
        .headline>.quiet{margin-top:.5rem}
        .symbol{width:.75em;height:.75em;fill:currentColor;vertical-align:-.03em;margin-right:.3em}
        h1 .symbol,.lead .symbol{width:.7em;height:.7em}
        .symbol.critical{fill:var(--hurt)}.symbol.major{fill:var(--major)}.symbol.minor{fill:var(--minor)}
        .symbol.fine{fill:var(--fine)}.symbol.unknown,.symbol.notice,.symbol.maintenance{fill:var(--quiet)}
        .chips{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.75rem}
        .chips li{max-width:100%}
        .chip{display:inline-block;border:1px solid var(--line);background:var(--card);border-radius:1rem;\
        padding:.0625rem .6875rem;font-size:.875rem;line-height:1.6}
        .chip.critical{color:var(--hurt);border-color:currentColor}.chip.major{color:var(--major);border-color:currentColor}
        .chip.minor{color:var(--minor);border-color:currentColor}.chip.fine{color:var(--fine);border-color:currentColor}
        .chip.unknown{color:var(--quiet);border-style:dashed;border-color:currentColor}
        .state{white-space:nowrap}
        .state.critical,.hurt>.value,td.hurt{color:var(--hurt)}.state.major{color:var(--major)}
        .state.minor{color:var(--minor)}.state.fine{color:var(--fine)}.state.unknown{color:var(--quiet)}
        .tongue{border:1px solid var(--line);border-radius:3px;padding:0 .25rem;font-size:.6875rem;color:var(--quiet);\
        vertical-align:.1em}
        .empty{padding:1.5rem;border:1px dashed var(--line);border-radius:10px;max-width:none;margin-top:1rem}
        .button{display:inline-block;padding:.625rem 1.25rem;border:1px solid currentColor;border-radius:8px;\
        text-decoration:none;font-weight:600;margin-top:1.5rem}
        .code{font-size:1.125rem}
        .list li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;padding:.875rem 1.25rem;max-width:none}
        .list li+li,.services li+li{border-top:1px solid var(--line)}
        .name{font-weight:600}
        .now{padding:1.25rem;margin-bottom:1rem;border-left:4px solid var(--hurt)}
        .now>*+*{margin-top:.375rem}.now .chips{margin-top:0}
        .figures{display:grid;grid-template-columns:repeat(4,1fr);margin-top:1.75rem}
        .figures>div{padding:1rem 1rem .875rem}
        .figures>div+div{border-left:1px solid var(--line)}
        .figures dt{font-size:.875rem;color:var(--quiet)}
        .value{font-size:1.3125rem;font-weight:700;line-height:1.5;white-space:nowrap}
        .figure{font-variant-numeric:tabular-nums}
        table{width:100%;border-collapse:separate;border-spacing:0;text-align:left}
        th,td{padding:.75rem 1rem;vertical-align:top;font-weight:400}
        thead th{font-size:.8125rem;color:var(--quiet)}
        tbody tr>*{border-top:1px solid var(--line)}
        tbody th{font-weight:600}
        td.hurt{font-weight:700;white-space:nowrap}
        .date{white-space:nowrap}
        .line{display:block}
        tbody th .quiet{font-weight:400;white-space:nowrap}
        .services li{padding:1rem 1.25rem;max-width:none}
        .over,.under{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;max-width:none}
        section>ul+.quiet{margin-top:.5rem}
        .under{font-size:.8125rem;color:var(--quiet)}
        .bars{display:block;width:100%;height:40px;margin:.375rem 0 .25rem}
        .bars .calm{fill:var(--calm)}.bars .critical,.bars .major{fill:var(--hurt)}.bars .minor,.bars .notice{fill:var(--minor)}
        .bars .unknown{fill:var(--quiet);stroke:var(--quiet);stroke-width:8;stroke-dasharray:2 3}
        .bars .maintenance{fill:var(--quiet)}
        .columns{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,3fr);gap:0 2.5rem}
        .said{border-left:2px solid var(--line);margin-left:5px}
        .said>li{position:relative;padding:0 0 1.25rem 1.25rem}
        .said>li::before{content:"";position:absolute;left:-7px;top:.4375rem;width:12px;height:12px;border-radius:50%;\
        background:var(--link);box-shadow:0 0 0 3px var(--ground)}
        .said>.fine::before{background:var(--fine)}.said>.quiet::before{background:var(--quiet)}
        .said>li.hurt::before{background:var(--hurt);border-radius:2px}
        .said .hurt h3{color:var(--hurt)}
        .said>li.quiet{color:inherit;font-size:inherit}
        .by{font-weight:400;font-size:.8125rem;border:1px solid var(--line);border-radius:3px;padding:0 .375rem;\
        color:var(--quiet);background:var(--card);white-space:nowrap}
        .note{color:var(--minor);margin-top:.25rem}
        .doubt{border-left:3px solid var(--minor);padding-left:.875rem;margin-bottom:1rem}
        .doubt.hurt{border-color:var(--hurt)}
        .learned h3{margin-top:1.25rem;margin-bottom:.25rem}
        .learned table{margin-top:.5rem}

        """
}
