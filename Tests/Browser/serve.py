"""Serves the pages that write-pages wrote, with the headers that the real server sends. Prints its address.

Usage: serve.py FOLDER [PORT]
"""

import functools
import http.server
import sys

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"


class Pages(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path):
        for ending, kind in ((".css", "text/css"), (".js", "text/javascript"), (".svg", "image/svg+xml"), (".txt", "text/plain")):
            if path.endswith(ending):
                return kind
        return "text/html; charset=utf-8"

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments):
        pass


def main():
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    handler = functools.partial(Pages, directory=sys.argv[1])
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
