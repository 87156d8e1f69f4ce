"""The codec beside pyiso8583 and beside a copy of the same bytes, on one core. Usage: iso8583_peer.py PROGRAM [--count N]."""

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests/ISO8583Agreement"))
import iso8583  # noqa: E402
import run  # noqa: E402

FIELDS = {
    "t": "0100", "2": "4111111111111111", "3": "000000", "4": "000000002500", "7": "1120101601", "11": "000102",
    "12": "111601", "13": "1120", "14": "2812", "18": "5411", "22": "051", "23": "001", "25": "00", "32": "12345678901",
    "35": "4111111111111111=28122010000012300000", "37": "632410000102", "41": "VIGIE001", "42": "VIGIESHOP000001",
    "49": "978", "55": "9F2608A1B2C3D4E5F607189F2701809F360200429F37041A2B3C4D95050000008000820239009F02060000000025005F2A020978",
}


def best(action, count=3000, rounds=5):
    """Seconds of processor for one call; the best of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(count):
            action()
        times.append((time.process_time() - start) / count)
    return min(times)


def main():
    program = sys.argv[1]
    peers, arguments = {}, []
    for profile in ["iso87-ascii-hex", "iso87-ascii-binary", "iso87-bcd", "iso87-ebcdic"]:
        encoding = profile[6:]
        spec = run.specification({f: e for f, e in run.catalogue("87").items() if e[0] != "x"}, encoding)
        fields = dict(FIELDS)
        if encoding in ("bcd", "ebcdic"):
            fields["35"] = fields["35"].replace("=", "D")
        body = bytes(iso8583.encode(fields, spec)[0])
        arguments += [profile, body.hex()]
        read = iso8583.decode(body, spec)[0]
        peers[profile] = (
            best(lambda: iso8583.decode(body, spec)) * 1e9, best(lambda: iso8583.encode(dict(read), spec)) * 1e9)
    print("authorisation with chip data; nanoseconds of processor for each message")
    for line in subprocess.run([program, *sys.argv[2:], *arguments], check=True, capture_output=True, text=True).stdout.splitlines():
        profile, size, fields, decode, encode, both, copy = line.split()
        theirs = sum(peers[profile])
        both, copy = float(both), float(copy)
        print(
            f"{profile:20} {size} bytes, {fields} fields: decode {float(decode):.0f}, encode {float(encode):.0f}, "
            f"both {both:.0f} = {1e9 / both:,.0f} messages/s and core; pyiso8583 {theirs:.0f}; two copies {copy:.0f}")
        print(
            f"{'':20} ratio: pyiso8583 takes {theirs / both:.0f} times as long; a copy takes 1/{both / copy:.1f}")


main()
