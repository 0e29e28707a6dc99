"""What a number means, as a string that two ways to write it share.

"25e0" is 25 and "25e2" is 2500 (digits without trailing zeros, then the power of ten), "t14:30" a time of
day, "f2/3" a fraction that does not end within three decimals, "m12" a month.
"""

from __future__ import annotations


def key(digits: str, fraction: str = "", power: int = 0) -> str:
    """The key of `digits`.`fraction` times ten to the `power`; digits of any length."""
    power -= len(fraction)
    text = (digits + fraction).lstrip("0")
    kept = text.rstrip("0")
    return f"{kept}e{power + len(text) - len(kept)}" if kept else "0e0"


def value_key(value: int, power: int = 0) -> str:
    """The key of a whole number."""
    return key(str(value), power=power)


def fraction_key(numerator: int, denominator: int) -> str:
    """The key of a fraction; one that ends has the key of its decimal form."""
    if denominator and 1000 * numerator % denominator == 0:
        return value_key(1000 * numerator // denominator, -3)
    return f"f{numerator}/{denominator}"


def decade_keys(value: int) -> tuple[str, ...]:
    """Keys of a decade: 90 and 1990 may stand for each other."""
    if value < 100:
        return value_key(value), value_key(1900 + value), value_key(2000 + value), value_key(1800 + value)
    return value_key(value), value_key(value % 100)


def shifted(number: str, power: int) -> str:
    """The key of a number (not of a time, a fraction or a month) times ten to the `power`."""
    digits, _, exponent = number.partition("e")
    return f"{digits}e{int(exponent) + power}" if digits != "0" else number


def time_keys(hour: int, minute: int) -> list[str]:
    """Both times of day that a twelve-hour clock can mean."""
    return [f"t{hour % 24}:{minute:02}", f"t{(hour + 12) % 24}:{minute:02}"]
