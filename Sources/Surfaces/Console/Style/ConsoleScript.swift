internal import Bytes
internal import Markup

/// The console's one script: while something takes long, it asks for how far that is. Pages say all of it without script too.
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
          const look = async () => {
            const old = find();
            if (!old) return;
            try {
              const answer = await fetch(old.dataset.live, { cache: 'no-store' });
              if (answer.redirected) return;
              if (answer.ok) {
                const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
                const fresh = page.getElementById(old.id);
                if (!fresh) return;
                old.replaceWith(document.adoptNode(fresh));
              }
            } catch { /* The next look may find it. */ }
            if (find()) setTimeout(look, 2000);
          };
          if (find()) setTimeout(look, 1000);
        })();

        """
}
