"""Writes random objects, two lines each: as some client sends them, and as json.dumps(sort_keys=True) has them."""
import json
import math
import random
import struct
import sys

chance = random.Random(int(sys.argv[1]))


def number():
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randrange(-1000, 1000)
    if kind == 1:
        return chance.getrandbits(chance.randrange(1, 200))
    if kind == 2:
        return round(chance.uniform(1.6e9, 1.8e9), chance.randrange(8))
    if kind == 3:
        return math.ldexp(1.0, chance.randrange(-1074, 1024)) * chance.choice((1, -1))
    while True:
        value = struct.unpack("<d", struct.pack("<Q", chance.getrandbits(64)))[0]
        if math.isfinite(value):
            return value


def text():
    top = chance.choice((0x7F, 0x100, 0x3000, 0xFFFF, 0x10FFFF))
    points = (chance.randrange(top + 1) for _ in range(chance.randrange(8)))
    return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)


def value(depth):
    kind = chance.randrange(4 if depth == 0 else 6)
    if kind == 0:
        return chance.choice((True, False, None))
    if kind == 1:
        return text()
    if kind == 4:
        return [value(depth - 1) for _ in range(chance.randrange(5))]
    if kind == 5:
        return {text(): value(depth - 1) for _ in range(chance.randrange(5))}
    return number()


for _ in range(int(sys.argv[2])):
    thing = {text(): value(3) for _ in range(chance.randrange(6))}
    separators = chance.choice(((", ", ": "), (",", ":"), (" ,\t", " :  ")))
    sent = json.dumps(thing, ensure_ascii=chance.random() < 0.5, separators=separators)
    sys.stdout.buffer.write((sent + "\n" + json.dumps(thing, sort_keys=True) + "\n").encode("utf-8"))
