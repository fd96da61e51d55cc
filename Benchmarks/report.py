"""The table: what was measured, against whom, and whether what was to be reached is reached."""


class Goal:
    """Something to be reached, and whether it is; a goal without a figure is reached by what was seen."""

    def __init__(self, text, reached):
        self.text = text
        self.reached = reached

    @staticmethod
    def under(limit, value, unit="ms", when=""):
        return Goal(f"under {limit} {unit}{when}", value < limit)

    @staticmethod
    def faster(times, peer, value, when=""):
        return Goal(f"{times} times faster{when}", value * times <= peer)

    @staticmethod
    def share(share, peer, value, when=""):
        return Goal(f"at most {share} of its time{when}", value <= share * peer)


class Row:
    """One line: medians in one unit. `ours` is the default, `loose` the same without fsync, `peer` who is compared."""

    def __init__(self, what, ours, loose=None, peer=None, peer_is="", goals=(), unit="ms", more_is_better=False):
        self.what, self.ours, self.loose, self.peer, self.peer_is = what, ours, loose, peer, peer_is
        self.goals, self.unit, self.more_is_better = list(goals), unit, more_is_better

    def cells(self):
        def figure(value):
            if value is None:
                return "–"
            if isinstance(value, int):
                return str(value)
            return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

        def ratio(value):
            if not value or self.peer is None:
                return "–"
            times = value / self.peer if self.more_is_better else self.peer / value
            return f"{times:.0f}" if times >= 20 else f"{times:.1f}" if times >= 2 else f"{times:.2f}"

        unit = "" if self.unit == "ms" else f" ({self.unit})"
        ratios = ratio(self.ours) if self.loose is None else f"{ratio(self.ours)}, {ratio(self.loose)}"
        peer = f"{figure(self.peer)} {self.peer_is}".strip() if self.peer is not None else "–"
        return [
            self.what + unit, figure(self.ours), figure(self.loose), peer, ratios if self.peer is not None else "–",
            "; ".join(goal.text for goal in self.goals), ", ".join("yes" if goal.reached else "**no**" for goal in self.goals),
        ]


HEAD = ["what (ms, median)", "gitstate", "without fsync", "peer", "times better", "goal", "reached"]


def table(rows):
    """The rows as a Markdown table that can be read as it stands."""
    lines = [HEAD] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]

    def line(cells):
        aligned = [
            cell.rjust(width) if 0 < column < 5 and column != 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))]
        return "| " + " | ".join(aligned) + " |"

    rule = "|" + "|".join(
        "-" * (width + 1) + (":" if 0 < column < 5 and column != 3 else "-") for column, width in enumerate(widths)) + "|"
    return "\n".join([line(lines[0]), rule] + [line(cells) for cells in lines[1:]])


def missed(rows):
    return [f"{row.what}: {goal.text}" for row in rows for goal in row.goals if not goal.reached]
