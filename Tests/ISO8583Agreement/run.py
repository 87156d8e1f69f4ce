"""Compares our ISO 8583 codec with pyiso8583: random messages in every shipped profile, written by each and read by the
other, and cut messages, which both refuse. The lengths of fields are pyiso8583's own where it has the edition.
Usage: run.py PROGRAM [SEED]. Ends with a line that counts."""

import copy
import random
import subprocess
import sys

import iso8583
import iso8583.specs

CASES = 250
EDITION_1993 = {
    # field: (is numeric, digits of the length, size)
    12: (True, 0, 12), 13: (True, 0, 4), 15: (True, 0, 6), 22: (False, 0, 12), 24: (True, 0, 3), 25: (True, 0, 4),
    26: (True, 0, 4), 28: (True, 0, 6), 29: (True, 0, 3), 30: (True, 0, 24), 31: (False, 2, 99), 39: (True, 0, 3),
    43: (False, 2, 99), 44: (False, 2, 99), 56: (True, 2, 35), 57: (True, 0, 3), 58: (True, 2, 11), 71: (True, 0, 8),
    72: (False, 3, 999), 95: (False, 2, 99),
}
BINARY = {52: (0, 8), 55: (3, 999), 64: (0, 8), 96: (0, 8), 128: (0, 8)}
BINARY_1993 = {53: (2, 48), 55: (3, 255), 96: (3, 999)}
SIGNED = {28, 29, 30, 31, 97}
LETTERS = {37, 38, 39, 40, 54, 91, 92, 93, 94, 95}
TRACKS = {35, 36}
# Announces a third bitmap, which these profiles do not have.
ABSENT = {65}


def catalogue(edition):
    """What each field is: kind (n, x, z, an, ans, b), digits of its length, size."""
    fields = {}
    spec = iso8583.specs.default_ascii
    for field in range(2, 129):
        if field in ABSENT:
            continue
        entry = spec[str(field)]
        if field in BINARY:
            fields[field] = ("b", *BINARY[field])
            continue
        if field in SIGNED:
            kind = "x"
        elif field in TRACKS:
            kind = "z"
        elif field in LETTERS:
            kind = "an"
        else:
            kind = "n" if field in NUMERIC else "ans"
        size = 120 if field == 54 else entry["max_len"]
        fields[field] = (kind, entry["len_type"], size)
    if edition == "93":
        for field, (numeric, digits, size) in EDITION_1993.items():
            fields[field] = ("n" if numeric else "an" if field == 22 else "ans", digits, size)
        for field, (digits, size) in BINARY_1993.items():
            fields[field] = ("b", digits, size)
    return fields


NUMERIC = (
    set(range(2, 28)) | {32, 33, 49, 50, 51, 53} | set(range(66, 91)) | {99, 100}
)


def specification(fields, encoding):
    """The same fields as pyiso8583 wants them, in one of our profiles' encodings."""
    spec = copy.deepcopy(iso8583.specs.default_ascii)
    packs = encoding in ("bcd", "ebcdic")
    for name in ("p", "1"):
        spec[name] = {"data_enc": "ascii", "len_enc": "ascii", "len_type": 0, "max_len": 16, "desc": ""}
        if encoding != "ascii-hex":
            spec[name].update(data_enc="b", max_len=8)
    if packs:
        spec["t"] = {"data_enc": "b", "len_enc": "ascii", "len_type": 0, "max_len": 2, "desc": ""}
    for field, (kind, digits, size) in fields.items():
        entry = {"data_enc": "ascii", "len_enc": "ascii", "len_type": digits, "max_len": size, "desc": ""}
        if encoding == "bcd":
            entry.update(len_enc="bcd", len_type=(digits + 1) // 2)
        elif encoding == "ebcdic":
            entry.update(data_enc="cp500", len_enc="b", len_type=min(digits, 1))
        if kind == "b":
            entry["data_enc"] = "b"
        elif packs and kind in "nz":
            entry.update(data_enc="b", len_count="nibbles")
            if kind == "z":
                entry["right_pad"] = "F"
            elif encoding == "bcd" and digits:
                entry["right_pad"] = "0"
            else:
                entry["left_pad"] = "0"
        spec[str(field)] = entry
    return spec


def value(rng, kind, digits, size, limit):
    """A value as text; of binary fields in hexadecimal."""
    length = rng.randint(0, min(size, limit)) if digits else size
    if kind == "b":
        return rng.randbytes(length).hex().upper()
    if kind == "x":
        return rng.choice("CD") + "".join(rng.choice("0123456789") for _ in range(size - 1))
    alphabet = {
        "n": "0123456789", "z": "0123456789=", "an": "ABCXYZabcxyz0123456789 ",
        "ans": "".join(chr(c) for c in range(0x20, 0x7F)),
    }[kind]
    return "".join(rng.choice(alphabet) for _ in range(length))


def chip(rng):
    data = b""
    for _ in range(rng.randint(0, 6)):
        content = rng.randbytes(rng.randint(0, 12))
        data += bytes.fromhex(rng.choice(["9F26", "9F36", "95", "9A", "82", "9F02"])) + bytes([len(content)]) + content
    return data.hex().upper()


def main():
    program, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    codec = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(line):
        codec.stdin.write(line + "\n")
        codec.stdin.flush()
        return codec.stdout.readline().strip()

    passed = failed = 0

    def check(condition, what):
        nonlocal passed, failed
        passed, failed = (passed + 1, failed) if condition else (passed, failed + 1)
        if not condition and failed <= 20:
            print("FAILED:", what)

    rng = random.Random(seed)
    profiles = ["iso87-ascii-hex", "iso87-ascii-binary", "iso87-bcd", "iso87-ebcdic",
                "iso93-ascii-hex", "iso93-ascii-binary", "iso93-bcd"]
    for profile in profiles:
        fields = catalogue(profile[3:5])
        encoding = profile[6:]
        if encoding in ("bcd", "ebcdic"):
            # pyiso8583 cannot put a letter before packed digits.
            fields = {field: entry for field, entry in fields.items() if entry[0] != "x"}
        spec = specification(fields, encoding)
        limit = 255 if encoding == "ebcdic" else 999
        for _ in range(CASES):
            message = {"t": rng.choice(["0100", "0110", "0200", "0420", "0800", "0810", "1304"])}
            for field in sorted(rng.sample(sorted(fields), rng.randint(0, 30))):
                kind, digits, size = fields[field]
                message[str(field)] = chip(rng) if field == 55 else value(rng, kind, digits, size, limit)
            theirs = dict(message)
            if encoding in ("bcd", "ebcdic"):
                for field in TRACKS:
                    if str(field) in theirs:
                        theirs[str(field)] = theirs[str(field)].replace("=", "D")
            body = bytes(iso8583.encode(theirs, spec)[0])
            ours = " ".join(
                f"{field}={text if fields[int(field)][0] == 'b' else text.encode('latin-1').hex().upper()}"
                for field, text in message.items() if field != "t")
            read = ask(f"decode {profile} {body.hex()}")
            check(read == f"ok {message['t']} {ours}".strip(), f"{profile}: we read {read[:200]}")
            written = ask(f"encode {profile} {message['t']} {ours}".strip())
            check(written == f"ok {body.hex().upper()}", f"{profile}: we write {written[:200]}")
            again = iso8583.decode(bytes.fromhex(written[3:]), spec)[0] if written.startswith("ok ") else {}
            again = {name: text for name, text in again.items() if name in theirs}
            check(again == theirs, f"{profile}: pyiso8583 reads what we wrote differently")
            cut = body[: rng.randint(0, len(body) - 1)]
            try:
                iso8583.decode(cut, spec)
                refuses = False
            except iso8583.DecodeError:
                refuses = True
            check(refuses == ask(f"decode {profile} {cut.hex() or '-'}").startswith("error "), f"{profile}: cut message")
        print(f"{profile}: {CASES} messages compared")
    codec.stdin.close()
    codec.wait()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
