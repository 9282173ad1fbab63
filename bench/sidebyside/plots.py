"""Draws SVG by hand: bars and lines over a logarithmic scale, in the colours of the brokers."""

import math
from xml.sax.saxutils import escape

COLOURS = {
    "sluice": "#0b6e99", "sluice-newest": "#48a9c5", "mosquitto": "#c0392b", "mosquitto-again": "#e6a19a",
    "rabbitmq": "#e67e22", "artemis": "#7d3c98", "hivemq": "#b7950b", "moquette": "#5d6d7e",
}
WIDTH = 860
LEFT = 270
FONT = 'font-family="sans-serif" font-size="12"'


def bars(path, label, groups, names):
    """One group of bars for each case: (title, [(peer, value)])."""
    values = [value for _, group in groups for _, value in group if value]
    if not values:
        return
    low, high = decades(values)
    parts, top = [], 40
    for title, group in groups:
        parts.append(text(LEFT - 10, top + 7 * len(group), title, "end"))
        for peer, value in group:
            if value:
                width = place(value, low, high, WIDTH - LEFT - 90)
                parts.append(f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="12" '
                             f'fill="{COLOURS[peer]}"/>')
                parts.append(text(LEFT + width + 5, top + 10, short(value), "start"))
            top += 14
        top += 12
    grid = [line(LEFT + place(10**d, low, high, WIDTH - LEFT - 90), 30, top)
            + text(LEFT + place(10**d, low, high, WIDTH - LEFT - 90), 25, short(10**d), "middle")
            for d in range(low, high + 1)]
    shown = list(dict.fromkeys(peer for _, group in groups for peer, _ in group))
    save(path, top + 40, grid + parts + legend(shown, names, top + 15)
         + [text(LEFT, 12, label, "start")])


def lines(path, across, up, series, names):
    """One line for each peer: (peer, [(x, y)]), both axes logarithmic."""
    points = [point for _, line_points in series for point in line_points]
    if not points:
        return
    x_low, x_high = decades([x for x, _ in points])
    y_low, y_high = decades([y for _, y in points])
    width, height, left, top = 700, 260, 70, 30

    def at(x, y):
        return (left + place(x, x_low, x_high, width),
                top + height - place(y, y_low, y_high, height))

    parts = []
    for decade in range(x_low, x_high + 1):
        x, _ = at(10**decade, 10**y_low)
        parts += [line(x, top, top + height), text(x, top + height + 16, short(10**decade), "middle")]
    for decade in range(y_low, y_high + 1):
        _, y = at(10**x_low, 10**decade)
        parts += [f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="#ddd"/>',
                  text(left - 6, y + 4, short(10**decade), "end")]
    for peer, line_points in series:
        path_of = " ".join("{:.1f},{:.1f}".format(*at(x, y)) for x, y in line_points)
        parts.append(f'<polyline points="{path_of}" fill="none" stroke="{COLOURS[peer]}" '
                     'stroke-width="2"/>')
        parts += ['<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>'.format(
            *at(x, y), COLOURS[peer]) for x, y in line_points]
    parts += [text(left, 14, up, "start"),
              text(left + width, top + height + 34, across, "end")]
    save(path, top + height + 70, parts + legend([peer for peer, _ in series], names,
                                                 top + height + 50))


def decades(values):
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def place(value, low, high, length):
    return (math.log10(value) - low) / (high - low) * length


def short(value):
    for limit, unit in ((1e6, " M"), (1e3, " k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"


def text(x, y, content, anchor):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {FONT}>'
            f'{escape(content)}</text>')


def line(x, top, bottom):
    return f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>'


def legend(peers, names, top):
    parts = []
    for i, peer in enumerate(peers):
        x = 70 + i * 115
        parts += [f'<rect x="{x}" y="{top}" width="12" height="12" fill="{COLOURS[peer]}"/>',
                  text(x + 17, top + 10, names[peer], "start")]
    return parts


def save(path, height, parts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(parts) + "\n</svg>\n")
