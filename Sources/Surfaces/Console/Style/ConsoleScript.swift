internal import Bytes
internal import Markup

/// The console's one script: while something takes long or is watched, it asks for how that is now.
/// Pages say all of it without script too.
enum ConsoleScript {
    static let bytes: [UInt8] = Array(text.utf8)

    static let address: Address = {
        let digest = SHA256Digest(of: bytes).hexadecimal.prefix(16)
        // The path is ours and the digest hexadecimal, so this is always an address.
        return Address("/console.js?v=\(digest)") ?? .path("console.js")
    }()

    /// What pages with the script may do; nothing more than it needs.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    private static let text = """
        'use strict';
        (() => {
          const find = () => document.querySelector('[data-live]');
          const place = () => {
            const focused = document.activeElement;
            if (!focused || !focused.closest('[data-live]')) return null;
            if (focused.tagName === 'SUMMARY') return ['details', focused.parentElement.id];
            return ['link', focused.getAttribute('href')];
          };
          const replace = (old, fresh) => {
            const open = [...old.querySelectorAll('details[open][id]')].map(details => details.id);
            const [kind, name] = place() || [];
            old.replaceWith(document.adoptNode(fresh));
            for (const id of open) document.getElementById(id)?.setAttribute('open', '');
            if (kind === 'details') document.getElementById(name)?.firstElementChild.focus();
            if (kind === 'link') [...fresh.querySelectorAll('a')].find(a => a.getAttribute('href') === name)?.focus();
          };
          let missed = 0;
          const look = async () => {
            const old = find();
            if (!old) return;
            // Nobody looks at a page that is behind others; it is renewed when somebody does.
            if (!document.hidden) {
              try {
                const answer = await fetch(old.dataset.live, { cache: 'no-store' });
                if (answer.redirected) return;
                if (!answer.ok) throw new Error(String(answer.status));
                const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
                const fresh = page.getElementById(old.id);
                if (!fresh) return;
                const head = document.querySelector('.headline');
                const freshHead = page.querySelector('.headline');
                if (old.classList.contains('live') && head && freshHead && head.innerHTML !== freshHead.innerHTML)
                  head.replaceWith(document.adoptNode(freshHead));
                if (old.outerHTML !== fresh.outerHTML) replace(old, fresh);
                missed = 0;
              } catch { missed += 1; /* The next look may find it. */ }
              document.documentElement.classList.toggle('silent', missed > 2);
            }
            if (find()) setTimeout(look, 2000);
          };
          if (find()) setTimeout(look, 1000);
        })();

        """
}
