"""A web server that misbehaves: web_seed.py PORT FOLDER MODE [ARGUMENT]

good            answers ranges
bad             flips a bit in every answer
early           hangs up in the middle of every answer
redirect URL    sends everybody to URL and the path
norange         always sends the whole file
"""

import http.server
import os
import sys
import urllib.parse

port, folder, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        print(self.path, self.headers.get("Range"), flush=True)
        if mode == "redirect":
            self.send_response(302)
            self.send_header("Location", sys.argv[4] + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path = os.path.join(folder, urllib.parse.unquote(self.path).lstrip("/"))
        if not os.path.isfile(path):
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with open(path, "rb") as f:
            data = bytearray(f.read())
        size = len(data)
        wanted = self.headers.get("Range")
        if wanted and mode != "norange":
            first, last = (int(n) for n in wanted[len("bytes="):].split("-"))
            data = data[first:last + 1]
            self.send_response(206)
            self.send_header("Content-Range", "bytes %d-%d/%d" % (first, first + len(data) - 1, size))
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if mode == "bad":
            data[len(data) // 2] ^= 1
        if mode == "early":
            self.wfile.write(data[:len(data) // 2])
            self.wfile.flush()
            self.close_connection = True
            return
        self.wfile.write(data)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("", port), Handler)
print("listening", flush=True)
server.serve_forever()
