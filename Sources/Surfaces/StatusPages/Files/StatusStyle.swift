internal import Markup
internal import Vocabulary

/// The stylesheet of a brand: the ground that all pages share, what status pages add, and the brand's colour where it can be
/// read.
enum StatusStyle {
    static func bytes(colour: String?, dark: String? = nil) -> [UInt8] {
        Array((GroundStyle.ground + GroundStyle.parts + own + brand(colour, dark: dark)).utf8)
    }

    /// Text of the brand's colour on each ground: it is used only where it can be read.
    static func brand(_ colour: String?, dark: String? = nil) -> String {
        var style = ""
        if let ink = colour.flatMap(RGB.init), ink.isReadable(on: .light) {
            style += "@media screen and (prefers-color-scheme:light){:root{--link:#\(ink.text);--focus:#\(ink.text)}}\n"
        }
        if let ink = (dark ?? colour).flatMap(RGB.init), ink.isReadable(on: .dark) {
            style += "@media screen and (prefers-color-scheme:dark){:root{--link:#\(ink.text);--focus:#\(ink.text)}}\n"
        }
        return style
    }

    private static let own = """
        .logo{height:32px;width:auto;max-width:160px;object-fit:contain}
        .sections [aria-current]{font-weight:700;text-decoration:underline;text-decoration-thickness:2px;\
        text-underline-offset:.4em}
        .now{border-left:6px solid var(--quiet);padding:.25rem 0 .25rem 1.25rem}
        .now.critical,.now.major{border-color:var(--hurt)}.now.minor{border-color:var(--minor)}
        .now.fine{border-color:var(--fine)}
        .now .lead{margin-top:.5rem}
        .open{padding:1.25rem}.open+.open{margin-top:1rem}
        .open>*+*{margin-top:.5rem}
        h4{font-size:1rem;margin:0;font-weight:600}
        .symbol.critical{fill:var(--hurt)}
        section>h3{margin:1.25rem 0 .5rem}
        .services+.quiet{margin-top:.5rem}
        .days>li{padding:.75rem 0;max-width:none}
        .days>li+li{border-top:1px solid var(--line)}
        .days h3{font-size:.875rem;color:var(--quiet);font-weight:600}
        .days .lines>li{max-width:none;padding:.25rem 0}
        .lines>li>div{flex:1 1 16rem}
        .lines a+.quiet{display:block}
        .again{color:var(--hurt);font-weight:600;margin-top:.25rem}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));margin-top:1.5rem;overflow:hidden}
        .facts>div{padding:1rem;margin:0 -1px -1px 0;border-right:1px solid var(--line);border-bottom:1px solid var(--line)}
        .facts dt{font-size:.875rem;color:var(--quiet)}
        .prose>*+*{margin-top:.5rem}
        .points{list-style:disc;padding-left:1.25rem}
        ol.points{list-style:decimal}
        details{margin-top:.5rem}
        summary{cursor:pointer;color:var(--link);padding:.625rem 0;width:fit-content}
        .calendar{table-layout:fixed;max-width:36rem}
        .calendar th,.calendar td{padding:.25rem;text-align:center}
        .calendar td{border-top:1px solid var(--line);height:3rem}
        .calendar td>*{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:44px}
        .calendar .symbol{margin:0}
        .calendar .beyond{color:var(--quiet)}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .turn{display:flex;justify-content:space-between;max-width:36rem;margin-top:.5rem}
        .turn a{padding:.625rem 0}
        .yours{color:var(--quiet)}
        form>*+*{margin-top:1rem}
        form{max-width:36rem;padding:1.25rem}
        fieldset{border:0;margin:0;padding:0;min-width:0}
        legend,label{display:block;font-size:.875rem;color:var(--quiet);margin-bottom:.25rem;padding:0}
        .choices{display:flex;flex-wrap:wrap;gap:0 1.5rem}
        .choices label{display:inline-flex;align-items:center;gap:.5rem;min-height:44px;margin:0;font-size:1rem;\
        color:var(--ink)}
        input,select,button{font:inherit;color:inherit;min-height:44px;border:1px solid var(--edge);border-radius:8px;\
        padding:.375rem .75rem;background:var(--card)}
        input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;min-height:0;margin:0;padding:0;\
        accent-color:var(--link);flex:none}
        .field>input,.field>select{width:100%}
        [aria-invalid]{border-color:var(--hurt);border-width:2px}
        button{border-color:currentColor;font-weight:600;cursor:pointer;padding:.375rem 1.25rem}
        .problem{color:var(--hurt);border-left:3px solid var(--hurt);padding:.25rem 0 .25rem .875rem}
        .field .problem{border:0;padding:0;margin-top:.25rem;font-size:.875rem}
        .done{border-left:3px solid var(--fine);padding:.25rem 0 .25rem .875rem}
        code{font:.875em ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
        pre{margin:.5rem 0;white-space:pre-wrap}
        .ways li{padding:.5rem 0}
        .banner{margin:0;padding:.5rem 1rem}
        .banner h1{font-size:1rem}
        .banner a{display:flex;align-items:center;gap:.5rem;min-height:44px;color:inherit;text-decoration:none}
        @media (max-width:640px){
        main,body>header,body>footer{padding-left:1.25rem;padding-right:1.25rem}
        main{padding-top:1.25rem}
        h1{font-size:1.5rem}
        .sections{order:3;flex:1 1 100%;margin:-.25rem -.375rem 0;font-size:.875rem}
        .sections a{padding:.75rem .375rem}
        .rows,.rows tbody{display:block}
        .rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .rows tr{display:flex;flex-direction:column;padding:.875rem 1rem}
        .rows tr+tr{border-top:1px solid var(--line)}
        .rows tbody tr>*{display:grid;grid-template-columns:minmax(7rem,2fr) 3fr;gap:0 .75rem;border:0;padding:.125rem 0}
        .rows tbody tr>::before{content:attr(data-label);color:var(--quiet);font-size:.875rem}
        .under>:nth-child(2){order:-1;flex:1 1 100%}
        }
        @media (forced-colors:active){
        .symbol,.symbol[class]{fill:CanvasText}
        .bars rect{fill:CanvasText}.bars rect.calm{fill:Canvas;stroke:CanvasText}.bars .unknown{stroke:CanvasText}
        }
        @media print{
        :root{color-scheme:light;--ground:#fff;--card:#fff;--line:#bbb;--ink:#000;--quiet:#444;--link:#1b4a82;--hurt:#a01c15;\
        --major:#8f3606;--minor:#6b4b00;--fine:#1e5c37;--calm:#9dbfab}
        html{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .languages,.sections,.skip,.trail,form,.turn,.ways{display:none}
        main{max-width:none;padding:1rem 0 0}
        body>header,body>footer{padding-left:0;padding-right:0}
        .card,.said>li,tr{break-inside:avoid}
        h2,h3{break-after:avoid}
        a{color:inherit}
        }

        """
}
