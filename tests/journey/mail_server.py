#!/usr/bin/python3
"""A mail server for journeys: real SMTP over TLS (aiosmtpd), which keeps what it takes and misbehaves on order.

Each letter it has taken is a file N.eml in --box. The file switch in --box, when it is there, says what it does instead:
  4xx    "451 later" after DATA          rcpt5  "550 no such user" to RCPT
  5xx    "554 refused" after DATA        cut    takes and keeps the letter, and closes before it answers
  down   closes at once
A switch may have a second word, how many letters it is for; then it is gone.
"""
import argparse
import asyncio
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Box:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def order(self, kinds):
        path = os.path.join(self.folder, "switch")
        try:
            with open(path, encoding="ascii") as file:
                words = file.read().split()
        except FileNotFoundError:
            return None
        if not words or words[0] not in kinds:
            return None
        if len(words) > 1:
            left = int(words[1]) - 1
            if left <= 0:
                os.unlink(path)
            else:
                with open(path, "w", encoding="ascii") as file:
                    file.write(f"{words[0]} {left}\n")
        return words[0]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.order(("rcpt5",)):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        order = self.order(("4xx", "5xx", "cut"))
        if order == "4xx":
            return "451 4.3.0 try again later"
        if order == "5xx":
            return "554 5.7.1 refused for good"
        self.count += 1
        path = os.path.join(self.folder, f"{self.count}.eml")
        with open(path + ".part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(path + ".part", path)
        with open(os.path.join(self.folder, "envelopes"), "a", encoding="ascii") as file:
            file.write(f"{envelope.mail_from} {' '.join(envelope.rcpt_tos)}\n")
        if order == "cut":
            server.transport.abort()
            return "250 never heard"
        return f"250 2.0.0 taken as {self.count}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--box", required=True)
    parser.add_argument("--cert", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--implicit", action="store_true")
    parser.add_argument("--user")
    parser.add_argument("--password-file")
    options = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    box = Box(options.box)
    password = None
    if options.user:
        with open(options.password_file, encoding="utf-8") as file:
            password = file.readline().strip()

    def authenticate(server, session, envelope, mechanism, auth_data):
        good = auth_data.login.decode() == options.user and auth_data.password.decode() == password
        return AuthResult(success=good, handled=not good, message=None if good else "535 5.7.8 refused")

    def serve():
        return SMTP(
            box,
            hostname="mail.exemplo.invalid",
            tls_context=None if options.implicit else context,
            require_starttls=not options.implicit,
            authenticator=authenticate if password else None,
            auth_required=password is not None,
            auth_require_tls=not options.implicit,
        )

    async def run():
        server = await asyncio.get_running_loop().create_server(
            serve, "127.0.0.1", 0, ssl=context if options.implicit else None
        )
        port = server.sockets[0].getsockname()[1]
        with open(options.port_file + ".part", "w", encoding="ascii") as file:
            file.write(f"{port}\n")
        os.rename(options.port_file + ".part", options.port_file)
        async with server:
            await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    main()
