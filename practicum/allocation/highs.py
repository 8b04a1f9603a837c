"""HiGHS behind four calls: relax, search, narrow, limit. Every bound of a relaxation is recomputed in whole numbers from its duals.

Determinism: one thread, one seed, canonical columns; the clock only ever ends a run, it never steers one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from .model import Model, Numbers

_DENOMINATOR = 5040  # duals of these rows are whole, or fractions with small denominators
_NEAR = 1e-6
_POLL = 0.25


class Cancelled(Exception):
    """Somebody asked the run to end."""


class OutOfTime(Exception):
    """The time of the policy is over."""

    def __init__(self, bound: int | None = None, values: Numbers | None = None) -> None:
        super().__init__("time limit")
        self.bound, self.values = bound, values


class NoSolution(Exception):
    """No seats satisfy every row."""


@dataclass(frozen=True)
class Relaxed:
    """An optimum of the relaxation: ``scaled`` (its bound) and ``reduced``, both times _DENOMINATOR, are exact."""

    values: Numbers
    whole: bool
    scaled: int
    reduced: Numbers
    duals: Numbers

    @property
    def bound(self) -> int:
        """No seats are better: goals are whole numbers."""
        return -(-self.scaled // _DENOMINATOR)

    def room(self, value: int) -> int:
        """How far (scaled) a solution of this value is from the relaxation."""
        return value * _DENOMINATOR - self.scaled


class Highs:
    """One model, kept warm between goals."""

    def __init__(self, model: Model, *, deadline: float, tick: Callable[[], None]) -> None:
        """``tick`` is called while the solver works and raises Cancelled to end it."""
        rows = model.rows
        self.lower = np.array(model.lower, dtype=np.int64)
        self.upper = np.array(model.upper, dtype=np.int64)
        self.row_lower = np.array(rows.lower, dtype=np.int64)
        self.row_upper = np.array(rows.upper, dtype=np.int64)
        self.row = np.array(rows.row, dtype=np.int64)
        self.column = np.array(rows.column, dtype=np.int64)
        self.value = np.array(rows.value, dtype=np.int64)
        self.whole = np.flatnonzero(model.whole).astype(np.int32)
        self.deadline, self.tick = deadline, tick
        self.seconds = 0.0
        self._h = self._new()
        self._pass(self._h, np.zeros(model.width), self.lower, self.upper)

    def _new(self) -> highspy.Highs:
        solver = highspy.Highs()
        options: dict[str, bool | float | str] = {
            "output_flag": False,
            "log_to_console": False,
            "threads": 1,
            "random_seed": 0,
            "parallel": "off",
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5,
        }
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.HandleUserInterrupt = True
        return solver

    def _pass(self, solver: highspy.Highs, cost: Numbers, lower: Numbers, upper: Numbers) -> None:
        """The rows as they stand now, with these bounds of the columns."""
        order = np.lexsort((self.row, self.column))
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(lower), len(self.row_lower)
        programme.col_cost_ = cost.astype(float)
        programme.col_lower_, programme.col_upper_ = lower.astype(float), upper.astype(float)
        programme.row_lower_, programme.row_upper_ = self.row_lower.astype(float), self.row_upper.astype(float)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = np.searchsorted(self.column[order], np.arange(len(lower) + 1))
        programme.a_matrix_.start_ = starts.astype(np.int32)
        programme.a_matrix_.index_ = self.row[order].astype(np.int32)
        programme.a_matrix_.value_ = self.value[order].astype(float)
        solver.passModel(programme)

    def _run(self, solver: highspy.Highs) -> highspy.HighsModelStatus:
        """Solve in a thread; ends it when time is over or somebody cancels."""
        began = time.monotonic()
        if began >= self.deadline:
            raise OutOfTime
        stopped: Exception | None = None
        thread = solver.startSolve()
        while True:
            thread.join(_POLL if stopped is None else 5)
            if not thread.is_alive():
                break
            if stopped is None:
                try:
                    self.tick()
                    if time.monotonic() > self.deadline:
                        stopped = OutOfTime()
                except Cancelled as error:
                    stopped = error
                if stopped is not None:
                    solver.cancelSolve()
        self.seconds += time.monotonic() - began
        if isinstance(stopped, Cancelled):
            raise stopped
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInterrupt:
            raise OutOfTime
        return status

    def relax(self, cost: Numbers, upper: Numbers | None = None) -> Relaxed:
        """The optimum without whole numbers, from the last basis."""
        solver, width, height = self._h, len(self.lower), len(self.row_lower)
        upper = self.upper if upper is None else upper
        solver.changeColsCost(width, np.arange(width, dtype=np.int32), cost.astype(float))
        solver.changeColsBounds(width, np.arange(width, dtype=np.int32), self.lower.astype(float), upper.astype(float))
        status = self._run(solver)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoSolution
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {status}")
        solution = solver.getSolution()
        values = np.array(solution.col_value)
        duals = np.rint(np.array(solution.row_dual)[:height] * _DENOMINATOR).astype(np.int64)
        reduced = cost * _DENOMINATOR
        np.subtract.at(reduced, self.column, self.value * duals[self.row])
        scaled = int(np.where(duals > 0, duals * self.row_lower, duals * self.row_upper).sum())
        scaled += int(np.where(reduced > 0, reduced * self.lower, reduced * upper).sum())
        whole = bool(np.all(np.abs(values[self.whole] - np.rint(values[self.whole])) < _NEAR))
        return Relaxed(values, whole, scaled, reduced, duals)

    def search(self, cost: Numbers, *, upper: Numbers | None = None, lower: Numbers | None = None, gap: float = 0.5) -> tuple[Numbers, int]:
        """Branch and bound: best seats and the proven bound of the goal."""
        solver = self._new()
        solver.setOptionValue("mip_abs_gap", gap)
        self._pass(solver, cost, self.lower if lower is None else lower, self.upper if upper is None else upper)
        kinds = np.full(len(self.whole), int(highspy.HighsVarType.kInteger.value), dtype=np.uint8)
        solver.changeColsIntegrality(len(self.whole), self.whole, kinds)
        try:
            status = self._run(solver)
        except OutOfTime:
            bound = solver.getInfo().mip_dual_bound
            found = np.array(solver.getSolution().col_value) if solver.getSolution().value_valid else None
            raise OutOfTime(int(np.ceil(bound - _NEAR)) if np.isfinite(bound) else None, found) from None
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoSolution
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {status}")
        return np.array(solver.getSolution().col_value), int(np.ceil(solver.getInfo().mip_dual_bound - _NEAR))

    def narrow(self, relaxed: Relaxed, value: int) -> tuple[Numbers, Numbers]:
        """Bounds of the columns in every solution of this value or a better one (exact: reduced costs beyond the room left)."""
        room = relaxed.room(value)
        return (
            np.where(relaxed.reduced < -room, self.upper, self.lower),
            np.where(relaxed.reduced > room, self.lower, self.upper),
        )

    def keep_optimal(self, relaxed: Relaxed) -> None:
        """Only the face of solutions as good as the bound: complementary slackness, no new row, the network stays one."""
        self.lower, self.upper = (
            np.where(relaxed.reduced < 0, self.upper, self.lower),
            np.where(relaxed.reduced > 0, self.lower, self.upper),
        )
        duals = relaxed.duals
        self.row_lower = np.where(duals < 0, self.row_upper, self.row_lower)
        self.row_upper = np.where(duals > 0, self.row_lower, self.row_upper)
        changed = np.flatnonzero(duals).astype(np.int32)
        for row in changed:
            self._h.changeRowBounds(int(row), float(self.row_lower[row]), float(self.row_upper[row]))

    def limit(self, cost: Numbers, value: int) -> None:
        """A row that keeps the goal at its proven value."""
        columns = np.flatnonzero(cost)
        number = len(self.row_lower)
        least = int(np.where(cost > 0, cost * self.lower, cost * self.upper).sum())
        self.row_lower = np.append(self.row_lower, least)
        self.row_upper = np.append(self.row_upper, value)
        self.row = np.concatenate([self.row, np.full(len(columns), number)])
        self.column = np.concatenate([self.column, columns])
        self.value = np.concatenate([self.value, cost[columns]])
        self._h.addRow(float(least), float(value), len(columns), columns.astype(np.int32), cost[columns].astype(float))
