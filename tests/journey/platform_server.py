#!/usr/bin/python3
"""The platform of journeys: takes signed webhooks and checks them by Standard Webhooks, with nothing of ours.

Each one that holds is a file N.json in --box, its headers beside it; one that does not is answered 401 and counted in the
file refused. The file switch in --box, when it is there, says what comes instead of 204: a status, or hang, which keeps the
webhook and never answers. A second word is how many webhooks it is for; then the switch is gone.
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import ssl

count = 0


def holds(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(wanted, given) for given in headers["webhook-signature"].split(" "))


def take_order(box):
    path = os.path.join(box, "switch")
    try:
        with open(path, encoding="ascii") as file:
            words = file.read().split()
    except FileNotFoundError:
        return "204"
    if len(words) > 1:
        left = int(words[1]) - 1
        if left > 0:
            with open(path, "w", encoding="ascii") as file:
                file.write(f"{words[0]} {left}\n")
        else:
            os.unlink(path)
    return words[0]


def keep(box, headers, body):
    global count
    json.loads(body)
    count += 1
    with open(os.path.join(box, f"{count}.headers"), "w", encoding="utf-8") as file:
        file.write(str(headers))
    with open(os.path.join(box, f"{count}.json"), "wb") as file:
        file.write(body)


def handler_of(box, secret):
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            status = "401"
            if holds(secret, self.headers, body):
                status = take_order(box)
            else:
                with open(os.path.join(box, "refused"), "a", encoding="ascii") as file:
                    file.write("x\n")
            if status in ("204", "hang"):
                keep(box, self.headers, body)
            if status == "hang":
                self.rfile.read(1)  # until the other side has had enough
                self.close_connection = True
                return
            self.send_response(int(status))
            self.send_header("content-length", "0")
            self.end_headers()

    return Handler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--box", required=True)
    parser.add_argument("--cert", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--secret-file", required=True)
    options = parser.parse_args()
    with open(options.secret_file, encoding="ascii") as file:
        secret = file.readline().strip()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(options.box, secret))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(options.port_file + ".part", "w", encoding="ascii") as file:
        file.write(f"{server.server_address[1]}\n")
    os.rename(options.port_file + ".part", options.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
