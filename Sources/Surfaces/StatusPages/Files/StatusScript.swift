/// The one script of status pages: times in the reader's zone, and the page of now when something was published. Pages are
/// whole without it.
enum StatusScript {
    static let bytes = Array(
        #"""
        "use strict";
        (() => {
          const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
          const tongue = document.documentElement.lang;
          const offset = (date, zone) => {
            const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(date);
            return parts.find((part) => part.type === "timeZoneName").value;
          };
          const dress = () => {
            const zone = meta("vigie-zone");
            const words = meta("vigie-your-time");
            for (const time of document.querySelectorAll("main time[datetime]")) {
              if (time.querySelector(".yours")) continue;
              const date = new Date(time.dateTime);
              if (Number.isNaN(date.getTime())) continue;
              // UTC stands there already.
              const here = offset(date, undefined);
              if (here === "GMT" || here === offset(date, zone)) continue;
              const day = (where) => new Intl.DateTimeFormat("en", { timeZone: where }).format(date);
              const style = day(zone) === day(undefined) ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
              const text = new Intl.DateTimeFormat(tongue, style).format(date);
              const note = document.createElement("span");
              note.className = "yours";
              note.textContent = ` · ${text} (${words})`;
              time.append(note);
            }
          };
          // What the page said before it was dressed.
          let told = document.querySelector("main")?.outerHTML;
          let waiting = false;
          const refresh = async () => {
            if (waiting) return;
            waiting = true;
            // Thousands of readers hear at once: they don't ask at once.
            await new Promise((done) => setTimeout(done, Math.random() * 700));
            waiting = false;
            // Whoever holds the line and says nothing has nothing to say of now.
            const patience = new AbortController();
            const alarm = setTimeout(() => patience.abort(), 20000);
            const text = await fetch(location.pathname, { cache: "no-cache", signal: patience.signal })
              .then((answer) => (answer.ok ? answer.text() : null)).catch(() => null);
            clearTimeout(alarm);
            if (text === null) return;
            const next = new DOMParser().parseFromString(text, "text/html");
            const fresh = next.querySelector("main");
            const main = document.querySelector("main");
            if (!fresh || !main || main.querySelector("form")) return;
            const asOf = next.querySelector('meta[name="vigie-as-of"]');
            if (asOf) document.querySelector('meta[name="vigie-as-of"]')?.replaceWith(document.adoptNode(asOf));
            if (fresh.outerHTML === told && !main.querySelector(".stale")) return;
            told = fresh.outerHTML;
            const x = scrollX;
            const y = scrollY;
            const focused = document.activeElement;
            const links = [...main.querySelectorAll("a,summary,button")];
            const place = links.indexOf(focused);
            const isMain = focused === main;
            const opened = [...main.querySelectorAll("details")].map((one) => one.open);
            main.replaceWith(document.adoptNode(fresh));
            document.title = next.title;
            [...fresh.querySelectorAll("details")].forEach((one, index) => { one.open = opened[index] ?? one.open; });
            dress();
            if (isMain) fresh.focus({ preventScroll: true });
            if (place >= 0) {
              const same = [...fresh.querySelectorAll("a,summary,button")];
              const twin = same.find((one) => one.textContent === focused.textContent && one.href === focused.href);
              (twin ?? same[place] ?? fresh).focus({ preventScroll: true });
            }
            scrollTo(x, y);
          };
          // What nobody has renewed for too long says nothing of now, whoever serves it.
          const age = () => (Date.now() - Date.parse(meta("vigie-as-of") ?? "")) / 1000;
          const doubt = () => {
            const main = document.querySelector("main");
            if (!(age() > Number(meta("vigie-stale-after"))) || main.querySelector(".stale")) return;
            const now = main.querySelector(".now");
            if (now) now.className = "now unknown";
            for (const mark of main.querySelectorAll(".now .symbol, .services .state")) mark.remove();
            const title = main.querySelector("h1");
            title.textContent = meta("vigie-unknown");
            const note = document.createElement("p");
            note.className = "stale";
            note.textContent = meta("vigie-stale");
            main.prepend(note);
          };
          dress();
          doubt();
          setInterval(async () => {
            if (meta("vigie-events") && age() > Number(meta("vigie-stale-after"))) await refresh();
            doubt();
          }, 60000);
          const events = meta("vigie-events");
          if (events && "EventSource" in window) {
            const source = new EventSource(events);
            // What was published between the page and the line, or while the line was cut, is told by nobody else.
            source.addEventListener("open", refresh);
            source.addEventListener("published", refresh);
            source.addEventListener("reset", refresh);
          }
        })();

        """#.utf8)
}
