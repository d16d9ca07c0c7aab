"""Line plots as SVG, with both axes in powers of ten, that are readable on dark and light pages."""

import math
from dataclasses import dataclass

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 196, 44, 56

# Told apart by people who do not see red and green as others do.
_COLOURS = ["#0072b2", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"]
_DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 4", "12 4"]


@dataclass(frozen=True)
class Line:
    """A named line through points."""

    name: str
    points: list


@dataclass(frozen=True)
class Plot:
    """What is drawn."""

    title: str
    across: str
    up: str
    lines: list
    is_across_logarithmic: bool = True


def to_svg(plot):
    """The plot as the text of an SVG file; None when there is nothing to draw."""
    lines = [
        Line(line.name, [(x, y) for x, y in line.points if x > 0 and y > 0]) for line in plot.lines
    ]
    lines = [line for line in lines if line.points]
    if not lines:
        return None
    points = [point for line in lines for point in line.points]
    across = _Axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT, plot.is_across_logarithmic)
    up = _Axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP, True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{_escape(plot.title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        _text(_LEFT, 24, plot.title, "start", 'font-size="15" font-weight="bold"'),
        *_grid(across, up),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, plot.across, "middle"),
        _turned(18, (_TOP + _HEIGHT - _BOTTOM) / 2, plot.up),
    ]
    for number, line in enumerate(lines):
        parts += _draw(line, number, across, up)
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Axis:
    """From a value to a place."""

    def __init__(self, values, begin, end, is_logarithmic):
        self._scale = math.log10 if is_logarithmic else float
        self.is_logarithmic = is_logarithmic
        if is_logarithmic:
            self.low = 10 ** math.floor(math.log10(min(values)))
            self.high = max(10 ** math.ceil(math.log10(max(values))), self.low * 10)
        else:
            self.low, self.high = 0.0, max(values) * 1.05
        self._begin, self._end = begin, end

    def place(self, value):
        low, high = self._scale(self.low), self._scale(self.high)
        part = (self._scale(value) - low) / (high - low)
        return self._begin + part * (self._end - self._begin)

    def marks(self):
        if not self.is_logarithmic:
            step = 10 ** math.floor(math.log10(self.high))
            step = step if self.high / step >= 4 else step / 4
            return [step * number for number in range(int(self.high / step) + 1)]
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        return [10.0**power for power in range(first, last + 1)]


def _grid(across, up):
    left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
    parts = []
    for mark in across.marks():
        x = across.place(mark)
        parts.append(_stroke(x, top, x, bottom))
        parts.append(_text(x, bottom + 18, _short(mark), "middle"))
    for mark in up.marks():
        y = up.place(mark)
        parts.append(_stroke(left, y, right, y))
        parts.append(_text(left - 8, y + 4, _short(mark), "end"))
    return parts


def _draw(line, number, across, up):
    colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
    places = [(across.place(x), up.place(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    shown = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" fill="none"'
    y = _TOP + 12 + number * 22
    x = _WIDTH - _RIGHT + 14
    return [
        f'<polyline points="{path}" {shown}/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
        f'<line x1="{x}" y1="{y}" x2="{x + 26}" y2="{y}" {shown}/>',
        _text(x + 32, y + 4, line.name, "start"),
    ]


def _stroke(x1, y1, x2, y2):
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'
    )


def _text(x, y, text, anchor, more=""):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222222" {more}>'
        f"{_escape(text)}</text>"
    )


def _turned(x, y, text):
    return _text(x, y, text, "middle", f'transform="rotate(-90 {x:.1f} {y:.1f})"')


def _short(value):
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
