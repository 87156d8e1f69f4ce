extension Stylesheet {
    /// The time axis.
    static let picture = """
        .picture{padding:.5rem 1rem 1rem}
        .axis{display:block;width:100%;height:auto}
        .axis text{font-size:13px;fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:3px;\
        stroke-linejoin:round}
        .axis .tick{font-size:12px;fill:var(--quiet)}.axis .strong{font-weight:600}
        .axis .row{fill:var(--quiet)}
        .axis text.hurt{fill:var(--hurt)}
        .axis .on{fill:var(--on);stroke:none}
        .axis .rule{stroke:var(--line);stroke-width:1;fill:none}
        .axis .gap{stroke:var(--quiet);stroke-width:1.5;fill:none}
        .axis path.silence{stroke:var(--hurt);stroke-width:2;stroke-dasharray:3 4;fill:none}
        .axis .band{fill:var(--ground)}
        .axis .impact{fill:var(--hurt)}.axis .page{fill:var(--page);stroke:var(--edge);stroke-width:1}
        .axis .secondPage,.axis .thirdPage{fill:var(--card);stroke:var(--edge);stroke-width:1.5}
        .axis .thirdPage{stroke-dasharray:3 2}
        .axis .word{fill:var(--link)}.axis .resolved{fill:var(--fine)}.axis .postmortem{fill:var(--quiet)}
        .axis .inside{fill:var(--card);stroke:var(--ink);stroke-width:1.5}
        .upright{display:none}
        details{margin-top:.5rem}
        summary{cursor:pointer;color:var(--link);padding:.625rem 0;width:fit-content}
        .moments li{padding:.125rem 0}
        .moments time{color:var(--quiet);margin-right:.5rem}

        """

    /// Phones, print, forced colours.
    static let media = """
        @media (max-width:820px){
        .incidents tbody th{min-width:0}
        th,td{padding:.625rem .5rem}
        .level{display:none}.upright{display:block;max-width:420px;margin:0 auto}
        .columns{grid-template-columns:minmax(0,1fr)}
        .figures{grid-template-columns:1fr 1fr}
        .figures>div:nth-child(3){border-left:0}
        .figures>div:nth-child(n+3){border-top:1px solid var(--line)}
        }
        @media (max-width:640px){
        main,body>header,body>footer{padding-left:1.25rem;padding-right:1.25rem}
        main{padding-top:1.25rem}
        h1{font-size:1.5rem}
        section{margin-top:2rem}
        .picture{padding:.375rem .375rem .75rem}
        .picture details{padding:0 .625rem}
        .value{font-size:1.1875rem}
        .figures>div{padding:.75rem .875rem}
        table,tbody{display:block}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        tr{display:flex;flex-direction:column;padding:.875rem 1rem}
        tr+tr{border-top:1px solid var(--line)}
        tbody tr>*{display:grid;grid-template-columns:minmax(7rem,2fr) 3fr;gap:0 .75rem;border:0;padding:.125rem 0}
        tbody tr>::before{content:attr(data-label);color:var(--quiet);font-weight:400;font-size:.875rem}
        .incidents tbody tr>th{display:block;order:-1;padding-bottom:.375rem}
        .incidents tbody tr>th::before{content:none}
        td.hurt,.date{white-space:normal}
        .sections{order:3;flex:1 1 100%;margin:-.25rem -.375rem 0;font-size:.875rem}
        .sections a{padding:.75rem .375rem}
        .rows tbody tr>th{display:block;padding-bottom:.375rem}
        .rows tbody tr>th::before{content:none}
        .under>:nth-child(2){order:-1;flex:1 1 100%}
        .plot{width:auto}
        .measures{grid-template-columns:1fr}
        .list>li>:first-child{flex-basis:100%}
        .service .over{display:block}
        }
        @media (forced-colors:active){
        .symbol,.symbol[class]{fill:CanvasText}
        .beacon,.said>li::before{background:CanvasText;forced-color-adjust:none}
        .axis text,.axis text.hurt,.axis .tick,.axis .row,.axis .on{fill:CanvasText;stroke:Canvas}
        .axis .rule,.axis .gap,.axis path.silence{stroke:CanvasText}
        .axis .rule{stroke-opacity:.3}
        .axis .impact,.axis .word,.axis .resolved,.axis .postmortem{fill:CanvasText}
        .axis .page,.axis .secondPage,.axis .thirdPage,.axis .inside{fill:Canvas;stroke:CanvasText}
        .axis .band,.bars .calm{fill:Canvas}
        rect.changes,rect.suppliers,rect.others{fill:CanvasText}rect.unknown{fill:Canvas;stroke:CanvasText}
        .bars rect{fill:CanvasText}.bars rect.calm{fill:Canvas;stroke:CanvasText}.bars .unknown{stroke:CanvasText}
        }
        @media (prefers-reduced-motion:no-preference){:focus-visible{transition:outline-offset .1s}}
        @media print{
        :root{color-scheme:light;--ground:#fff;--card:#fff;--line:#bbb;--ink:#000;--quiet:#444;--link:#1b4a82;--hurt:#a01c15;\
        --major:#8f3606;--minor:#6b4b00;--fine:#1e5c37;--calm:#9dbfab;--page:#e8e8e8;--edge:#777;--on:#222}
        html{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .languages,.sections,.skip,.trail,summary,form,.ways{display:none}
        main{max-width:none;padding:1rem 0 0}
        body>header,body>footer{padding-left:0;padding-right:0}
        .level{display:block}.upright{display:none}
        .figures{grid-template-columns:repeat(4,1fr)}
        .figures>div:nth-child(n+3){border-top:0}
        .figures>div:nth-child(3){border-left:1px solid var(--line)}
        th,td{padding:.5rem}
        .card,.doubt,.said>li,tr{break-inside:avoid}
        h2,h3{break-after:avoid}
        table.card,.services{break-inside:auto}
        a{color:inherit}
        }

        """
}
